"""What the gate has seen of an article, and which of its paragraphs hold it together.

Paragraphs are bits of a whole number: in one step it tells of all of them whether they hold a word.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from agents.classify.paragraphs import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.classify.gate import Entry
    from agents.classify.gate_scan import Scanned
    from agents.classify.gate_words import Row, Slot
    from agents.classify.terms import Term

#: For each topic that an article may be about, by its id, the terms that it may hold.
Candidates = dict[str, list["Term"]]


@dataclass(frozen=True)
class Sighting:
    """An article, and the terms whose words stand somewhere in it, in the order of their file."""

    headline: str
    body: str
    text: Scanned
    entries: Sequence[Entry]

    @property
    def somewhere(self) -> Candidates:
        """The terms, by topic."""
        return _by_topic(self.entries)

    def together(self, paragraphs: Iterable[int] | None = None) -> Candidates:
        """Those that one paragraph holds, read together with the headline.

        `paragraphs` are the ones that count, by their index in the body; all of them without.
        """
        if not self.entries:
            return {}
        held = self._held
        counting = held.everywhere if paragraphs is None else held.bits(paragraphs)
        return _by_topic(entry for entry, bits in self._where if bits & counting)

    @cached_property
    def _where(self) -> list[tuple[Entry, int]]:
        """Each term with the paragraphs that hold enough of it."""
        return [(entry, self._held.of_entry(entry)) for entry in self.entries]

    @cached_property
    def _held(self) -> Held:
        before = len(self.headline) + 1
        return Held(self.text, [before + start for start, _ in places_of(self.body)])


def _by_topic(entries: Iterable[Entry]) -> Candidates:
    found: Candidates = {}
    for entry in entries:
        found.setdefault(entry.topic, []).append(entry.term)
    return found


class Held:
    """Which paragraphs of a text hold what: bit 0 is the headline, bit n the n-th paragraph.

    What the headline holds all of them do.
    """

    def __init__(self, text: Scanned, starts: Sequence[int]) -> None:
        """`starts` are the characters of the text at which its paragraphs start."""
        self.everywhere = (1 << len(starts) + 1) - 1
        self._text, self._starts = text, starts
        self._words, _ = text.characters
        self._slots: dict[Slot, int] = {}

    def _paragraph(self, place: int) -> int:
        """The number of the paragraph of a word."""
        return bisect_right(self._starts, self._words.item(place))

    def bits(self, paragraphs: Iterable[int]) -> int:
        """Some paragraphs by their index from 0, and the headline."""
        return sum((1 << index + 1 for index in paragraphs), 1)

    def of_entry(self, entry: Entry) -> int:
        """The paragraphs that hold enough of a term's words."""
        if entry.fewest == len(entry.slots):
            held = self.everywhere
            for slot in entry.slots:
                held &= self._of_slot(slot)
            return held
        reached = [self.everywhere, *[0] * entry.fewest]
        for slot in entry.slots:
            here = self._of_slot(slot)
            for number in range(entry.fewest, 0, -1):
                reached[number] |= reached[number - 1] & here
        return reached[-1]

    def _of_slot(self, slot: Slot) -> int:
        if slot not in self._slots:
            places = (place for row in slot.rows for place in self._places(row))
            self._slots[slot] = self._bits(places)
        return self._slots[slot]

    def _bits(self, places: Iterable[int]) -> int:
        found = 0
        for paragraph in set(map(self._paragraph, places)):
            found |= 1 << paragraph if paragraph else self.everywhere
        return found

    def _places(self, row: Row) -> Iterable[int]:
        """The places at which a name starts that stands within one paragraph."""
        starts, last = row.places(self._text), len(row.atoms) - 1
        if not last:
            return starts
        return [at for at in starts if self._paragraph(at) == self._paragraph(at + last)]
