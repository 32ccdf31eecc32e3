"""A topic's terms, and where a paragraph speaks of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from agents.text import spellings
from agents.text.inflection import forms_of, is_form
from agents.text.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


#: The least share of a term's words by which it counts as found: two of three, three of four.
#: What an analyst types is one wording of several, and half of a pair is another subject.
PARTIAL: Final = 2 / 3

#: A word of a text: its folded form, and its characters there.
Token = tuple[str, int, int]


#: Letters of the longest word that is taken for a form; what is longer is no word.
LONGEST: Final = 100


@dataclass(frozen=True)
class TermWord:
    """One word of a term, and which words of a text are forms of it.

    Attributes:
        text: the folded word.
        stem: what each form begins with.
        longest: how many letters a form has at most.
        inside: whether it is sought inside words, in scripts that put no blanks between them.
        languages: whose grammar says which words are forms; without any, each word that begins
            so and is not longer.
        others: other names of it, of one word or more; they stand for it in a row.
        alone: whether it is a word at all; a name of several words has its own row among others.
        readings: of a name's other spellings, which begin with nothing in common; it then takes
            the words that share a reading, and nothing else.
    """

    text: str
    stem: str
    longest: int
    inside: bool
    languages: tuple[str, ...] = ()
    others: tuple[tuple[TermWord, ...], ...] = ()
    alone: bool = True
    readings: frozenset[str] = frozenset()

    @property
    def rows(self) -> tuple[tuple[TermWord, ...], ...]:
        """All names of it: its own word, and the others."""
        return ((self,), *self.others) if self.alone else self.others

    def takes(self, form: str) -> bool:
        """Whether a folded word is one of its own forms."""
        if self.readings:
            return spellings.is_spelling(form, self.readings)
        if not self.alone or not form.startswith(self.stem) or len(form) > self.longest:
            return False
        return not self.languages or is_form(form, self.text, self.languages)

    def covers(self, other: TermWord) -> bool:
        """Whether every form of another word is a form of this one, as far as grammar tells."""
        if self.inside or other.inside:
            return self.inside and self.text in (other.text if other.inside else other.stem)
        if not other.languages:
            return not self.languages and other.stem.startswith(self.stem)
        return all(map(self.takes, forms_of(other.text, other.languages)))


class Forms:
    """The words of a text, ready to be asked for the forms of a term's word."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        """Takes words in their order."""
        self.tokens = list(tokens)
        self._indexes: dict[str, list[int]] = {}
        for index, token in enumerate(self.tokens):
            self._indexes.setdefault(token[0], []).append(index)
        self._sorted = sorted(self._indexes)
        self._begun = {form[:2] for form in self._sorted}

    @classmethod
    def of(cls, text: str, offset: int = 0) -> Forms:
        """Reads the words of `text`; their characters are counted from `offset`."""
        return cls(
            (fold(word.group()), offset + word.start(), offset + word.end()) for word in words(text)
        )

    def first(self, word: TermWord) -> Token | None:
        """The first form of a word in the text, or of another name of it, or None."""
        found = (token for row in word.rows for token in self._rows(row))
        return min(found, key=itemgetter(1), default=None)

    def each(self, word: TermWord) -> Iterator[str]:
        """The words of the text, folded, that are forms of a word or hold it; each once."""
        if word.readings:
            yield from (form for form in self._sorted if word.takes(form))
            return
        if word.inside:
            yield from (form for form in self._sorted if word.text in form)
            return
        for index in range(bisect_left(self._sorted, word.stem), len(self._sorted)):
            form = self._sorted[index]
            if not form.startswith(word.stem):
                return
            if word.takes(form):
                yield form

    def _rows(self, row: tuple[TermWord, ...]) -> Iterator[Token]:
        """Where the words of a row stand behind each other, from the first to the last."""
        # Of all the names that a word has, a text mostly holds none.
        if not row[0].inside and len(row[0].stem) > 1 and row[0].stem[:2] not in self._begun:
            return
        for form in self.each(row[0]):
            for index in self._indexes[form]:
                following = self.tokens[index : index + len(row)]
                if len(following) == len(row) and all(
                    word.takes(token[0]) for word, token in zip(row[1:], following[1:], strict=True)
                ):
                    yield self._token(row, following)
                    break

    def _token(self, row: tuple[TermWord, ...], tokens: list[Token]) -> Token:
        form, start, end = tokens[0][0], tokens[0][1], tokens[-1][2]
        # Within a word that the folding made longer or shorter, a place can't be told.
        if row[0].inside and len(form) == end - start:
            start += form.find(row[0].text)
            return form, start, start + len(row[0].text)
        return form, start, end


@dataclass(frozen=True)
class Term:
    """A term as its author wrote it, and the words that it takes.

    It is found where its words stand in one paragraph (read together with the headline), in any
    order and any form; of three words or more, one in three may be missing.
    """

    text: str
    words: tuple[TermWord, ...]

    @property
    def fewest(self) -> int:
        """How many of the words must be there."""
        return ceil(len(self.words) * PARTIAL)

    @property
    def glimpse(self) -> int:
        """How many of the words let an article through to where its sentences are compared."""
        return ceil(len(self.words) / 2)
