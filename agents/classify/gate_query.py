"""Whether an article's words leave a query a chance, by what the gate has seen of them.

Rows and near pairs are sought in the whole article, whatever its paragraphs are, and what speaks
against an article is left to the query itself: so nothing is dropped that the query would keep.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from agents.classify.article_words import sought
from agents.topics.query import All, AnyOf, LanguageIs, Near, Not, PublisherIs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.classify.gate_scan import Scanned
    from agents.classify.gate_words import Atom, Slot
    from agents.classify.terms import TermWord
    from agents.topics.query import Phrase, Query

#: The slot of a word.
SlotOf: TypeAlias = Callable[["TermWord"], "Slot"]


@dataclass(frozen=True, eq=False, slots=True)
class Chance:
    """What can be told of a query by words alone.

    Attributes:
        needs: words of which a text that has what is wanted has one of each set; most have not.
        closer: whether a text that has these has it.
    """

    needs: tuple[frozenset[Atom], ...]
    closer: Callable[[Scanned], bool]

    def is_in(self, text: Scanned) -> bool:
        """Whether a text may be what is wanted."""
        atoms = text.atoms
        for each in self.needs:
            if each.isdisjoint(atoms):
                return False
        return self.closer(text)


def chance(query: Query, slot_of: SlotOf) -> Chance | None:
    """What a query leaves to be told by words; None where that is nothing."""
    if isinstance(query, PublisherIs | LanguageIs | Not):
        return None
    if isinstance(query, All | AnyOf):
        parts = [chance(part, slot_of) for part in query.parts]
        told = [part for part in parts if part]
        if isinstance(query, All):
            return _all_of(told) if told else None
        return _one_of(told) if len(told) == len(parts) else None
    if isinstance(query, Near):
        left, right = (_rows(side, slot_of) for side in (query.left, query.right))
        needs = (_needs(left), _needs(right))
        return Chance(needs, lambda text: _are_near(left, right, text, query.most_between))
    row = Words(query, slot_of)
    return Chance(row.needs, row.are_in)


def _all_of(parts: list[Chance]) -> Chance:
    def closer(text: Scanned) -> bool:
        for part in parts:  # noqa: SIM110 - asked for every article; a generator costs more
            if not part.is_in(text):
                return False
        return True

    return Chance(tuple(each for part in parts for each in part.needs), closer)


def _one_of(parts: list[Chance]) -> Chance:
    def closer(text: Scanned) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part.is_in(text):
                return True
        return False

    # Of each alternative the words of which it has the fewest.
    fewest = (min(part.needs, key=len) for part in parts)
    return Chance((frozenset().union(*fewest),), closer)


class Words:
    """The words of a phrase. Where they stand is told only of plain words in a strict row."""

    def __init__(self, phrase: Phrase, slot_of: SlotOf) -> None:
        words = [sought(word).word for word in phrase.words]
        self._slots = [slot_of(word) for word in words]
        longest = sorted(words, key=lambda word: -len(word.stem))
        #: For each word, the longest first, those by which it is found.
        self.needs = tuple(frozenset(row.sought for row in slot_of(each).rows) for each in longest)
        alone = frozenset(slot.alone for slot in self._slots if slot.alone)
        #: The words, where none of them has other names.
        self._atoms = alone if all(slot.alone for slot in self._slots) else None
        inside = any(word.inside for word in words)
        self.strict = not inside and (phrase.slop == 0 or len(words) == 1)

    def __len__(self) -> int:
        return len(self._slots)

    def are_in(self, text: Scanned) -> bool:
        """Whether all of them stand in a text, in a row if that can be told."""
        if self._atoms is not None:
            if not self._atoms <= text.atoms:
                return False
        elif not all(slot.is_in(text) for slot in self._slots):
            return False
        return len(self._slots) == 1 or not self.strict or bool(self.starts(text))

    def starts(self, text: Scanned) -> Iterable[int]:
        """Where the row starts, in words."""
        if len(self._slots) == 1:
            return _places(self._slots[0], text)
        first, *others = ({*_places(slot, text)} for slot in self._slots)
        for shift, places in enumerate(others, start=1):
            first &= {place - shift for place in places}
        return first


def _rows(phrases: Sequence[Phrase], slot_of: SlotOf) -> list[Words]:
    return [Words(phrase, slot_of) for phrase in phrases]


def _needs(rows: list[Words]) -> frozenset[Atom]:
    return frozenset().union(*(row.needs[0] for row in rows))


def _places(slot: Slot, text: Scanned) -> Sequence[int]:
    if len(slot.rows) == 1:
        return slot.rows[0].places(text)
    return [place for row in slot.rows for place in row.places(text)]


def _are_near(left: list[Words], right: list[Words], text: Scanned, most_between: int) -> bool:
    here = [row for row in left if row.are_in(text)]
    there = [row for row in right if row.are_in(text)] if here else []
    if not here or not there or not all(row.strict for row in (*here, *there)):
        return bool(here and there)
    one, other = (_spans(rows, text) for rows in (here, there))
    return _follows(one, other, most_between) or _follows(other, one, most_between)


def _spans(rows: list[Words], text: Scanned) -> list[tuple[int, int]]:
    return sorted((start, start + len(row)) for row in rows for start in row.starts(text))


def _follows(one: list[tuple[int, int]], other: list[tuple[int, int]], most_between: int) -> bool:
    """Whether one of the others starts behind one of the first, so many words away at most."""
    starts = [start for start, _ in other]
    for _, end in one:
        at = bisect_left(starts, end)
        if at < len(starts) and starts[at] - end <= most_between:
            return True
    return False
