"""Whether an article's words leave a query a chance, by what the gate has seen of them.

Rows and near pairs are sought in the whole article, whatever its paragraphs are, and what speaks
against an article is left to the query itself: so nothing is dropped that the query would keep.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from agents.classify.article_words import sought
from agents.topics.query import All, AnyOf, LanguageIs, Near, Not, PublisherIs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.classify.gate_scan import Scanned
    from agents.classify.gate_words import Slot
    from agents.classify.terms import TermWord
    from agents.topics.query import Phrase, Query

#: Whether a text may be what is wanted.
Chance: TypeAlias = Callable[["Scanned"], bool]
#: The slot of a word.
SlotOf: TypeAlias = Callable[["TermWord"], "Slot"]


def chance(query: Query, slot_of: SlotOf) -> Chance | None:
    """What can be told of a query by words alone; None where that is nothing."""
    if isinstance(query, PublisherIs | LanguageIs | Not):
        return None
    if isinstance(query, All | AnyOf):
        parts = [chance(part, slot_of) for part in query.parts]
        told = [part for part in parts if part]
        if isinstance(query, All):
            return (lambda text: all(part(text) for part in told)) if told else None
        return (lambda text: any(part(text) for part in told)) if len(told) == len(parts) else None
    if isinstance(query, Near):
        left, right = (_rows(side, slot_of) for side in (query.left, query.right))
        return lambda text: _are_near(left, right, text, query.most_between)
    row = Words(query, slot_of)
    return row.are_in


class Words:
    """The words of a phrase. Where they stand is told only of plain words in a strict row."""

    def __init__(self, phrase: Phrase, slot_of: SlotOf) -> None:
        found = [sought(word) for word in phrase.words]
        self._slots = [slot_of(each.word) for each in found]
        inside = any(each.word.inside for each in found)
        self.strict = not inside and (phrase.slop == 0 or len(found) == 1)

    def __len__(self) -> int:
        return len(self._slots)

    def are_in(self, text: Scanned) -> bool:
        """Whether all of them stand in a text, in a row if that can be told."""
        if not all(slot.is_in(text) for slot in self._slots):
            return False
        return len(self) == 1 or not self.strict or bool(self.starts(text))

    def starts(self, text: Scanned) -> Iterable[int]:
        """Where the row starts, in words."""
        first, *others = ({*_places(slot, text)} for slot in self._slots)
        for shift, places in enumerate(others, start=1):
            first &= {place - shift for place in places}
        return first


def _rows(phrases: Sequence[Phrase], slot_of: SlotOf) -> list[Words]:
    return [Words(phrase, slot_of) for phrase in phrases]


def _places(slot: Slot, text: Scanned) -> Iterable[int]:
    return (place for row in slot.rows for place in row.places(text))


def _are_near(left: list[Words], right: list[Words], text: Scanned, most_between: int) -> bool:
    here, there = ([row for row in rows if row.are_in(text)] for rows in (left, right))
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
