"""Names that mean the same, in groups that users write: 'Zelensky', 'Зеленський' and '젤렌스키'."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from agents.text.inflection import beginning, is_form, languages_of
from agents.text.words import JOINING, fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


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

    @property
    def begins(self) -> str:
        """What the first word of every form of it begins with."""
        return beginning(self.carrying[0], languages_of(self.carrying[0], self.language))

    @property
    def is_proper(self) -> bool:
        """Whether each of its words that carries a meaning is written with a capital."""
        return all(word[0].isupper() for word in self.words if fold(word) in self.carrying)

    @property
    def is_abbreviation(self) -> bool:
        """Whether it is one word in capitals."""
        return len(self.words) == 1 and len(self.words[0]) > 1 and self.words[0].isupper()

    def is_named_by(self, run: Sequence[str], language: str | None) -> bool:
        """Whether folded words of a term are a form of it, in the term's language if it has one.

        An abbreviation is the same in all languages of its script.
        """
        if language and language not in {"und", self.language} and not self.is_abbreviation:
            return False
        if len(run) < len(self.carrying):
            return False
        return all(
            word == each or is_form(word, each, languages_of(each, self.language))
            for word, each in zip(run, self.carrying, strict=False)
        )


#: The names of a group, each once.
Group = tuple[Name, ...]


#: Names with the places of their groups.
_Placed = list[tuple[int, Name]]


class _ByBeginning:
    """Names by what their first words begin with, worked out for one letter at a time.

    For the thousands that ship it takes a second, and a worker that starts again is waited for.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        self._by_letter: dict[str, _Placed] = defaultdict(list)
        for position, group in enumerate(groups):
            for name in group:
                self._by_letter[name.carrying[0][:1]].append((position, name))
        self._found: dict[str, dict[str, _Placed]] = {}

    def named_by(self, word: str) -> Iterator[tuple[int, Name]]:
        """The names whose first word a folded one may be a form of, shortest beginnings first."""
        letter = word[:1]
        if letter not in self._found:
            self._found[letter] = self._of(letter)
        for length in range(1, len(word) + 1):
            yield from self._found[letter].get(word[:length], ())

    def _of(self, letter: str) -> dict[str, _Placed]:
        found: dict[str, _Placed] = defaultdict(list)
        for position, name in self._by_letter.get(letter, ()):
            found[name.begins].append((position, name))
        return found


@dataclass(frozen=True)
class Groups:
    """Groups in their order; the first one that has a name counts.

    Attributes:
        proper: whether a name with a capital stands only for a term that has one too: 'Turkey' is
            a country, 'turkey' is none.
    """

    groups: tuple[Group, ...] = ()
    proper: bool = False

    def find(self, written: Sequence[str], language: str | None) -> tuple[int, Group]:
        """How many words the longest name takes with which a term begins, and its group.

        One word and no group where it begins with no name.
        """
        run, best = [fold(word) for word in written], (-1, len(self.groups))
        for position, name in self._by_beginning.named_by(run[0]):
            words = len(name.carrying)
            meant = (-words, position) <= best and self._is_meant(name, written[:words])
            if meant and name.is_named_by(run[:words], language):
                best = (-words, position)
        return (-best[0], (*self.groups, ())[best[1]])

    def _is_meant(self, name: Name, written: Sequence[str]) -> bool:
        return not (self.proper and name.is_proper) or all(each[0].isupper() for each in written)

    @cached_property
    def _by_beginning(self) -> _ByBeginning:
        return _ByBeginning(self.groups)


class Found(NamedTuple):
    """The words at the beginning of a term that are a name, by their number, and its others.

    Attributes:
        own: the names that users say stand for it.
        shipped: those that ship.
    """

    length: int
    own: Group = ()
    shipped: Group = ()


#: A word that has no other name.
NOT_NAMED: Final = Found(1)


@dataclass(frozen=True)
class Aliases:
    """The groups that users write, and those that ship; where both have a name, they add up."""

    groups: tuple[Group, ...] = ()
    shipped: Groups = field(default=Groups())

    def find(self, written: Sequence[str], language: str | None) -> Found:
        """The longest name with which a term begins; one word where there is none."""
        (own_length, own), (length, shipped) = (
            each.find(written, language) for each in (self._own, self.shipped)
        )
        if own_length == length or not own:
            return Found(length, own, shipped)
        return Found(own_length, own) if own_length > length else Found(length, (), shipped)

    @cached_property
    def _own(self) -> Groups:
        return Groups(self.groups)


#: What no name stands for another by.
NO_ALIASES: Final = Aliases()
