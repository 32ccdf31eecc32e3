"""Names that mean the same, in groups that users write: 'Zelensky', 'Зеленський' and '젤렌스키'."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from agents.text.inflection import is_form, languages_of
from agents.text.words import JOINING, fold, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Name(NamedTuple):
    """A name as its words, as they are written, and its language."""

    words: tuple[str, ...]
    language: str

    @classmethod
    def read(cls, text: str, language: str) -> Name:
        """Reads a name as its author wrote it."""
        return cls(tuple(word.group() for word in words(text)), language)

    @property
    def carrying(self) -> tuple[str, ...]:
        """Its folded words that a term has too: joining ones only where there is nothing else."""
        found = tuple(map(fold, self.words))
        return tuple(word for word in found if word not in JOINING) or found

    def is_named_by(self, run: Sequence[str], language: str | None) -> bool:
        """Whether folded words of a term are a form of it, in the term's language if it has one."""
        if language and language not in {"und", self.language}:
            return False
        return all(
            word == each or is_form(word, each, languages_of(each, self.language))
            for word, each in zip(run, self.carrying, strict=True)
        )


#: The names of a group, each once.
Group = tuple[Name, ...]


@dataclass(frozen=True)
class Aliases:
    """All groups, in their order; the first one that has a name counts."""

    groups: tuple[Group, ...] = ()

    def find(self, run: Sequence[str], language: str | None) -> tuple[int, Group]:
        """How many words the longest name takes with which folded words begin, and its group.

        One word and no group where they begin with no name.
        """
        for length in (each for each in self._by_length if each <= len(run)):
            for name, group in self._by_length[length]:
                if name.is_named_by(run[:length], language):
                    return length, group
        return 1, ()

    @cached_property
    def _by_length(self) -> Mapping[int, list[tuple[Name, Group]]]:
        """Names with their groups by their number of words, the longest first."""
        every = [(name, group) for group in self.groups for name in group]
        lengths = sorted({len(name.carrying) for name, _ in every}, reverse=True)
        return {each: [one for one in every if len(one[0].carrying) == each] for each in lengths}


#: What no name stands for another by.
NO_ALIASES: Final = Aliases()
