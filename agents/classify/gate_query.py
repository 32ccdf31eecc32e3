"""Whether an article's words leave a query a chance, by what the gate has seen of them.

Rows and near pairs are sought in the whole article, whatever its paragraphs are, and what speaks
against an article is left to the query itself: so nothing is dropped that the query would keep.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Protocol, TypeAlias

from agents.classify.article_words import sought
from agents.classify.gate_words import indexes
from agents.topics.query import All, AnyOf, LanguageIs, Near, Not, PublisherIs

if TYPE_CHECKING:
    from agents.classify.gate_forms import Weights
    from agents.classify.gate_scan import Scanned
    from agents.classify.gate_words import Atom, Indexes, Slot
    from agents.classify.terms import TermWord
    from agents.topics.query import Phrase, Query

#: The slot of a word.
SlotOf: TypeAlias = Callable[["TermWord"], "Slot"]


class Chance(Protocol):
    """What can be told of a query, or of a part of one, by words alone."""

    @property
    def needs(self) -> Indexes:
        """Words without which a text can't be what is wanted."""

    @property
    def is_told(self) -> bool:
        """Whether a text that has these is what is wanted, and nothing else has to be asked."""

    def is_in(self, text: Scanned) -> bool:
        """Whether a text may be what is wanted."""

    def watched(self, weights: Weights) -> Sequence[Watched]:
        """Words of which a text that may be what is wanted has one: the rarest ones."""


#: A word, and what all a text has to have so that it is what is wanted by this word.
Watched: TypeAlias = tuple["Atom", tuple[Chance, ...]]


def are_in(parts: Iterable[Chance], text: Scanned) -> bool:
    """Whether each of some parts has a chance."""
    for part in parts:  # noqa: SIM110 - asked very often; a generator costs more
        if not part.is_in(text):
            return False
    return True


def chance(query: Query, slot_of: SlotOf) -> Chance | None:
    """What a query leaves to be told by words; None where that is nothing."""
    if isinstance(query, PublisherIs | LanguageIs | Not):
        return None
    if isinstance(query, All | AnyOf):
        parts = [chance(part, slot_of) for part in query.parts]
        told = tuple(part for part in parts if part)
        if isinstance(query, All):
            return AllHave(told) if told else None
        return OneHas(told) if len(told) == len(parts) else None
    if isinstance(query, Near):
        left, right = (_rows(side, slot_of) for side in (query.left, query.right))
        return AreNear(left, right, query.most_between)
    return Words(query, slot_of)


class AllHave:
    """Parts of which each has to have a chance."""

    def __init__(self, parts: Sequence[Chance]) -> None:
        self._parts = parts
        self.needs = frozenset().union(*(part.needs for part in parts))
        self.is_told = all(part.is_told for part in parts)

    def is_in(self, text: Scanned) -> bool:
        """Whether each has."""
        return text.has_all(self.needs) and are_in(self._parts, text)

    def watched(self, weights: Weights) -> Sequence[Watched]:
        """Those of the rarest part; the others have to be there too."""
        found = {part: part.watched(weights) for part in self._parts}
        first, *others = sorted(self._parts, key=lambda part: _weight(found[part], weights))
        # The others are asked first: what they seek is seldom there too.
        return [(atom, (*others, *parts)) for atom, parts in found[first]]


def _weight(watched: Sequence[Watched], weights: Weights) -> float:
    return weights.sum([atom for atom, _ in watched])


class OneHas:
    """Parts of which one has to have a chance."""

    needs: Indexes = frozenset()
    is_told = False

    def __init__(self, parts: Sequence[Chance]) -> None:
        self._parts = parts
        #: Each with one of its words, where it needs any: most texts don't have it.
        self._by_word = [(min(part.needs), part) for part in parts if part.needs]
        self._others = [part for part in parts if not part.needs]

    def is_in(self, text: Scanned) -> bool:
        """Whether one has."""
        present = text.present
        for word, part in self._by_word:
            if present[word] and text.has_all(part.needs) and (part.is_told or part.is_in(text)):
                return True
        return any(part.is_in(text) for part in self._others)

    def watched(self, weights: Weights) -> Sequence[Watched]:
        """Those of each part."""
        return [each for part in self._parts for each in part.watched(weights)]


class AreNear:
    """Rows of words of which one of the left and one of the right stand near each other."""

    is_told = False

    def __init__(self, left: Sequence[Words], right: Sequence[Words], most_between: int) -> None:
        self._left, self._right = left, right
        self._most_between = most_between
        alone = len(left) == len(right) == 1
        self.needs = left[0].needs | right[0].needs if alone else frozenset()

    def is_in(self, text: Scanned) -> bool:
        """Whether two stand so near, as far as that can be told."""
        if not text.has_all(self.needs):
            return False
        here = [row for row in self._left if row.is_in(text)]
        there = [row for row in self._right if row.is_in(text)] if here else []
        if not here or not there or not all(row.strict for row in (*here, *there)):
            return bool(here and there)
        one, other = (_spans(rows, text) for rows in (here, there))
        most = self._most_between
        return _follows(one, other, most) or _follows(other, one, most)

    def watched(self, weights: Weights) -> Sequence[Watched]:
        """Those of the rarer side."""
        sides = ([row.rarest(weights) for row in side] for side in (self._left, self._right))
        atoms = min((list(chain(*side)) for side in sides), key=weights.sum)
        return [(atom, (self,)) for atom in atoms]


class Words:
    """The words of a phrase. Where they stand is told only of plain words in a strict row."""

    def __init__(self, phrase: Phrase, slot_of: SlotOf) -> None:
        words = [sought(word).word for word in phrase.words]
        self._slots = [slot_of(word) for word in words]
        alone = [slot.alone for slot in self._slots]
        #: The words that have no other names.
        self.needs = indexes(alone)
        self._plain = all(alone)
        inside = any(word.inside for word in words)
        self.strict = not inside and (phrase.slop == 0 or len(words) == 1)
        self.is_told = self._plain and (len(words) == 1 or not self.strict)

    def __len__(self) -> int:
        return len(self._slots)

    def is_in(self, text: Scanned) -> bool:
        """Whether all of them stand in a text, in a row if that can be told."""
        if not text.has_all(self.needs):
            return False
        if not self._plain and not all(slot.is_in(text) for slot in self._slots):
            return False
        return len(self._slots) == 1 or not self.strict or bool(self.starts(text))

    def rarest(self, weights: Weights) -> list[Atom]:
        """Words of which a text that has the row has one."""
        return min((slot.rarest(weights) for slot in self._slots), key=weights.sum)

    def watched(self, weights: Weights) -> Sequence[Watched]:
        """The rarest of them."""
        return [(atom, (self,)) for atom in self.rarest(weights)]

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


def _places(slot: Slot, text: Scanned) -> Sequence[int]:
    if len(slot.rows) == 1:
        return slot.rows[0].places(text)
    return [place for row in slot.rows for place in row.places(text)]


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
