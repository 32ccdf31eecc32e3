"""Words of terms as the gate seeks them in an outline, and which of them stand in a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from agents.text.inflection import beginnings
from agents.text.outline import outlined
from agents.text.spellings import openings
from agents.text.words import JOINING, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agents.classify.terms import TermWord
    from agents.text.outline import Outline

#: The words of a stream repeat; the folding of those that begin as a term's word is remembered.
folded = lru_cache(maxsize=200_000)(fold)


@dataclass(frozen=True, eq=False, slots=True)
class Atom:
    """A word of a term as the gate seeks it, by bytes of outlines.

    Attributes:
        pattern: what its forms begin with, where a word begins; or what stands within a word.
        patterns: beginnings that tell more, of which each form has one.
        inside: whether it is sought within words.
    """

    pattern: bytes
    patterns: tuple[bytes, ...]
    word: TermWord
    inside: bool

    @classmethod
    def of(cls, word: TermWord, *, first: bool) -> Atom:
        """A word of a row; behind another word none is sought within words."""
        if word.inside and first:
            stem = outlined(word.stem)
            return cls(stem, (stem,), word, inside=True)
        patterns = sorted({b" " + outlined(each) for each in _beginnings(word)})
        return cls(b" " + outlined(word.stem), tuple(patterns), word, inside=False)

    def takes(self, form: str) -> bool:
        """Whether a word of a text, as it is written there, is a form of it or holds it."""
        return self.word.text in folded(form) if self.inside else self.word.takes(folded(form))


def _beginnings(word: TermWord) -> Iterable[str]:
    if word.readings:
        return (each for reading in word.readings for each in openings(reading))
    return beginnings(word.text, word.languages) if word.languages else (word.stem,)


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A name of one word or more, which stand behind each other; the longest is its anchor.

    `carrying` are its words without those that only join others.
    """

    atoms: tuple[Atom, ...]
    carrying: frozenset[Atom]
    anchor: int

    @classmethod
    def of(cls, atoms: tuple[Atom, ...]) -> Row:
        """The words in their order."""
        longest = max(range(len(atoms)), key=lambda index: len(atoms[index].pattern))
        carrying = frozenset(atom for atom in atoms if atom.word.text not in JOINING)
        return cls(atoms, carrying | {atoms[longest]}, longest)

    @property
    def sought(self) -> Atom:
        """The word by which the row is found."""
        return self.atoms[self.anchor]

    def stands_in(self, page: Outline) -> bool:
        """Whether the words stand behind each other somewhere in a text."""
        text, marks = page
        pattern = self.sought.pattern
        at = marks.find(pattern)
        while at >= 0:
            start, end = marks.rfind(b" ", 0, at + 1), marks.find(b" ", at + len(pattern))
            if self.sought.takes(text[start + 1 : end]) and self._stands_at(page, start, end):
                return True
            at = marks.find(pattern, end)
        return False

    def _stands_at(self, page: Outline, start: int, end: int) -> bool:
        """Whether the others stand around a form of the anchor, between blanks at these places."""
        text, marks = page
        for atom in self.atoms[self.anchor + 1 :]:
            start_of = _behind_blanks(marks, end)
            # Nearly every row ends here.
            if not marks.startswith(atom.pattern, start_of - 1):
                return False
            end = marks.find(b" ", start_of)
            if not atom.takes(text[start_of:end]):
                return False
        for atom in reversed(self.atoms[: self.anchor]):
            end_of = len(marks[:start].rstrip())
            start = marks.rfind(b" ", 0, end_of)
            if not atom.takes(text[start + 1 : end_of]):
                return False
        return True


def _behind_blanks(marks: bytes, at: int) -> int:
    """The place of the first word at or behind a place; the end where there is none."""
    while marks[at : at + 1] == b" ":
        at += 1
    return at


@dataclass(frozen=True, eq=False, slots=True)
class Slot:
    """A word of a term: its rows, one for each name of it, of which one has to be there."""

    rows: tuple[Row, ...]

    @property
    def alone(self) -> Atom | None:
        """The one word that it is, where it has no other names."""
        single = len(self.rows) == 1 and len(self.rows[0].atoms) == 1
        return self.rows[0].atoms[0] if single else None


@dataclass(frozen=True, eq=False, slots=True)
class Scanned:
    """A text, and the words of terms of which forms stand in it."""

    page: Outline
    atoms: set[Atom]

    def holds(self, slot: Slot) -> bool:
        """Whether one of a word's names stands in the text."""
        return any(
            row.carrying <= self.atoms and (len(row.atoms) == 1 or row.stands_in(self.page))
            for row in slot.rows
        )
