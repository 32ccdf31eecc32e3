"""The cheap gate: which topics could an article be about, in one pass over its text.

Nearly all of a world's news is about no monitored topic. So every article pays for one look at all
its words for all topics at once, and only what holds forms of enough of some term's words goes on
to be read in earnest. The gate errs towards letting through: it doesn't see furniture.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from agents.classify.anchors import sought_by
from agents.classify.gate_paragraphs import Sighting
from agents.classify.gate_query import chance
from agents.classify.gate_scan import Scanner
from agents.classify.gate_watch import Watch
from agents.classify.gate_words import Atom, Row, Slot, indexes
from agents.text.outline import outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.gate_forms import Weights
    from agents.classify.gate_query import Chance, Watched
    from agents.classify.gate_scan import Scanned
    from agents.classify.gate_watch import Wanted
    from agents.classify.gate_words import Indexes
    from agents.classify.terms import Term, TermWord
    from agents.text.aliases import Aliases
    from agents.topics.definitions import Topic, TopicSet

#: After so many articles it is asked again which words are rare, and after so many times as many
#: each time.
_FIRST_ASKED: Final = 50
_ASKED_AGAIN: Final = 4


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A term as the gate seeks it.

    Attributes:
        topic: the topic whose term it is.
        place: its topic's place in the topics file, and its own among the topic's terms.
        slots: its words.
        fewest: how many of them have to be there.
        atoms: the indexes of these words, where none of them has other names.
    """

    topic: str
    place: tuple[int, int]
    slots: tuple[Slot, ...]
    fewest: int
    term: Term
    atoms: Indexes | None

    @property
    def is_told(self) -> bool:
        """Whether a text that has all it needs holds it."""
        return self.atoms is not None and self.fewest == len(self.atoms)

    @property
    def needs(self) -> Indexes:
        """Words without which a text can't hold it."""
        return self.atoms if self.atoms and self.is_told else frozenset()

    def is_in(self, text: Scanned) -> bool:
        """Whether a text holds enough of the term's words."""
        if self.atoms is None:
            return sum(slot.is_in(text) for slot in self.slots) >= self.fewest
        if self.is_told:
            return text.has_all(self.atoms)
        return sum(map(text.present.__getitem__, self.atoms)) >= self.fewest

    def watched(self, weights: Weights) -> Sequence[Watched]:
        """So many of its rarest words that a text without them can't hold enough of the others."""
        slots = sorted((slot.rarest(weights) for slot in self.slots), key=weights.sum)
        needed = slots[: len(slots) - self.fewest + 1]
        return [(atom, (self,)) for slot in needed for atom in slot]

    def found_in(self, _: Scanned) -> Sequence[Entry]:
        """The term itself."""
        return (self,)


@dataclass(frozen=True, eq=False, slots=True)
class QueryEntries:
    """A query, and the terms that stand for it, of which it holds one wherever it holds."""

    query: Chance
    entries: Sequence[Entry]

    def watched(self, weights: Weights) -> Sequence[Watched]:
        """The rarest words without which it can't hold."""
        return self.query.watched(weights)

    def found_in(self, text: Scanned) -> Sequence[Entry]:
        """Those of its terms that a text holds."""
        return [entry for entry in self.entries if entry.is_in(text)]


class Gate:
    """What all watched topics seek, ready to be sought together.

    Args:
        topics: what is monitored.
        wide: whether half of a term is enough, since sentences are compared afterwards.
    """

    def __init__(self, topics: TopicSet, *, wide: bool = False) -> None:
        self._slots: dict[TermWord, Slot] = {}
        self._atoms: dict[tuple[TermWord, bool], Atom] = {}
        self._wanted: list[Wanted] = []
        for index, topic in enumerate(topics.topics):
            self._wanted += self._wanted_of(index, topic, topics.aliases, wide=wide)
        rows = (row for slot in self._slots.values() for row in slot.rows)
        sought = dict.fromkeys(atom for row in rows for atom in row.carrying)
        self._scanner = Scanner(sought, len(self._atoms))
        self._watch = Watch(self._wanted, self._scanner.numbers)
        self._until_asked = self._asked_after = _FIRST_ASKED

    def _wanted_of(
        self, index: int, topic: Topic, aliases: Aliases, *, wide: bool
    ) -> Sequence[Wanted]:
        terms = sought_by(topic, aliases)
        alone = topic.condition if terms and not topic.terms else None
        query = chance(alone, self._slot) if alone else None
        entries = []
        for position, term in enumerate(terms):
            fewest = len(term.words) if alone else term.glimpse if wide else term.fewest
            entries.append(self._entry(topic.id, (index, position), term, fewest))
        return [QueryEntries(query, entries)] if query else entries

    def _entry(self, topic: str, place: tuple[int, int], term: Term, fewest: int) -> Entry:
        slots = {word: self._slot(word) for word in term.words}
        alone = [slot.alone for slot in slots.values()]
        atoms = indexes(alone)
        simple = atoms if len(atoms) == len(alone) else None
        return Entry(topic, place, tuple(slots.values()), fewest, term, simple)

    def _slot(self, word: TermWord) -> Slot:
        if word not in self._slots:
            self._slots[word] = Slot(tuple(map(self._row, word.rows)))
        return self._slots[word]

    def _row(self, words: tuple[TermWord, ...]) -> Row:
        return Row.of(tuple(self._atom(word, first=not at) for at, word in enumerate(words)))

    def _atom(self, word: TermWord, *, first: bool) -> Atom:
        key = word, first and word.inside
        if key not in self._atoms:
            self._atoms[key] = Atom.of(word, len(self._atoms), first=first)
        return self._atoms[key]

    def look(self, headline: str, body: str) -> Sighting:
        """The terms whose words stand somewhere in an article; none for nearly every article."""
        text = self._scanner.scan(outline(f"{headline}\n{body}"))
        entries = sorted(self._watch.found_in(text), key=attrgetter("place"))
        self._ask_what_is_rare()
        return Sighting(headline, body, text, entries)

    def _ask_what_is_rare(self) -> None:
        """Now and then, by what was read so far."""
        self._until_asked -= 1
        if not self._until_asked:
            self._watch = Watch(self._wanted, self._scanner.numbers)
            self._asked_after *= _ASKED_AGAIN
            self._until_asked = self._asked_after
