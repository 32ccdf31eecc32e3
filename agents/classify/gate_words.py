"""Words of terms as the gate seeks them, and which of them stand in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.text.inflection import beginnings
from agents.text.spellings import openings
from agents.text.words import JOINING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.classify.gate_forms import Weights
    from agents.classify.gate_scan import Scanned
    from agents.classify.terms import TermWord


#: The indexes of some words of terms.
Indexes = frozenset[int]


@dataclass(frozen=True, eq=False, slots=True)
class Atom:
    """A word of a term as the gate seeks it.

    Attributes:
        beginnings: what each of its forms has one of; or, alone, what stands within a word.
        inside: whether it is sought within words.
        index: its place among the words of all terms.
    """

    word: TermWord
    beginnings: frozenset[str]
    inside: bool
    index: int

    @classmethod
    def of(cls, word: TermWord, index: int, *, first: bool) -> Atom:
        """A word of a row; behind another word none is sought within words."""
        if word.inside and first:
            return cls(word, frozenset({word.text}), inside=True, index=index)
        return cls(word, _beginnings(word), inside=False, index=index)

    def takes(self, form: str) -> bool:
        """Whether a folded word of a text is a form of it or holds it."""
        return self.word.text in form if self.inside else self.word.takes(form)


def indexes(atoms: Iterable[Atom | None]) -> Indexes:
    """The indexes of those that are words."""
    return frozenset(atom.index for atom in atoms if atom)


def _beginnings(word: TermWord) -> frozenset[str]:
    if word.readings:
        return frozenset().union(*map(openings, word.readings))
    return beginnings(word.text, word.languages) if word.languages else frozenset({word.stem})


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A name of one word or more, which stand behind each other; the longest is its anchor.

    `carrying` are its words without those that only join others, `needs` their indexes.
    """

    atoms: tuple[Atom, ...]
    carrying: frozenset[Atom]
    needs: Indexes
    anchor: int

    @classmethod
    def of(cls, atoms: tuple[Atom, ...]) -> Row:
        """The words in their order."""
        longest = max(range(len(atoms)), key=lambda index: len(atoms[index].word.stem))
        carrying = frozenset(atom for atom in atoms if atom.word.text not in JOINING)
        carrying |= {atoms[longest]}
        return cls(atoms, carrying, indexes(carrying), longest)

    @property
    def sought(self) -> Atom:
        """The word by which the row is found."""
        return self.atoms[self.anchor]

    def places(self, text: Scanned) -> Sequence[int]:
        """Where the row begins in a text, in words."""
        if len(self.atoms) == 1:
            return text.places(self.sought)
        if not text.has_all(self.needs):
            return []
        starts = (place - self.anchor for place in text.places(self.sought))
        return [start for start in starts if self._stands_at(text, start)]

    def _stands_at(self, text: Scanned, start: int) -> bool:
        behind = range(start, start + len(self.atoms))
        return all(
            atom is self.sought or atom.takes(text.word(place))
            for atom, place in zip(self.atoms, behind, strict=True)
        )


@dataclass(frozen=True, eq=False, slots=True)
class Slot:
    """A word of a term: its rows, one for each name of it, of which one has to be there."""

    rows: tuple[Row, ...]

    @property
    def alone(self) -> Atom | None:
        """The one word that it is, where it has no other names."""
        single = len(self.rows) == 1 and len(self.rows[0].atoms) == 1
        return self.rows[0].atoms[0] if single else None

    def rarest(self, weights: Weights) -> list[Atom]:
        """Of each name the rarest word: a text that has one of the names has one of these."""
        return [min(row.carrying, key=weights.__getitem__) for row in self.rows]

    def is_in(self, text: Scanned) -> bool:
        """Whether one of a word's names stands in a text."""
        return any(
            text.has_all(row.needs) and (len(row.atoms) == 1 or bool(row.places(text)))
            for row in self.rows
        )
