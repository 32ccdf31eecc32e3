"""The cheap gate: which topics could an article be about, in one pass over its text.

Nearly all of a world's news is about no monitored topic. So every article pays for one look at all
its words for all topics at once, and only what holds forms of enough of some term's words goes on
to be read in earnest. The gate errs towards letting through: it doesn't see furniture.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.classify.anchors import sought_by
from agents.classify.gate_paragraphs import Sighting
from agents.classify.gate_query import chance
from agents.classify.gate_scan import Scanner
from agents.classify.gate_words import Atom, Row, Slot
from agents.text.outline import outline

if TYPE_CHECKING:
    from agents.classify.gate_query import Chance
    from agents.classify.gate_scan import Scanned
    from agents.classify.terms import Term, TermWord
    from agents.text.aliases import Aliases
    from agents.topics.definitions import Topic, TopicSet


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A term as the gate seeks it.

    Attributes:
        topic: the topic whose term it is.
        place: its topic's place in the topics file, and its own among the topic's terms.
        slots: its words.
        fewest: how many of them have to be there.
        atoms: the words themselves, where none of them has other names.
        query: what else the text has to hold, where the term stands for a query.
    """

    topic: str
    place: tuple[int, int]
    slots: tuple[Slot, ...]
    fewest: int
    term: Term
    atoms: frozenset[Atom] | None
    query: Chance | None

    def is_in(self, text: Scanned) -> bool:
        """Whether a text holds enough of the term's words."""
        if self.atoms is None:
            return sum(slot.is_in(text) for slot in self.slots) >= self.fewest
        if self.fewest == len(self.atoms):
            return self.atoms <= text.atoms
        return len(self.atoms & text.atoms) >= self.fewest


class Gate:
    """What all watched topics seek, ready to be sought together.

    Args:
        topics: what is monitored.
        wide: whether half of a term is enough, since sentences are compared afterwards.
    """

    def __init__(self, topics: TopicSet, *, wide: bool = False) -> None:
        self._slots: dict[TermWord, Slot] = {}
        self._atoms: dict[tuple[TermWord, bool], Atom] = {}
        self._by_anchor: dict[Atom, list[Entry]] = defaultdict(list)
        for index, topic in enumerate(topics.topics):
            self._add(index, topic, topics.aliases, wide=wide)
        rows = (row for slot in self._slots.values() for row in slot.rows)
        self._scanner = Scanner(dict.fromkeys(atom for row in rows for atom in row.carrying))
        #: The terms that a form of a word may be found by, by the form's number.
        self._by_form: dict[int, frozenset[Entry]] = {}

    def _add(self, index: int, topic: Topic, aliases: Aliases, *, wide: bool) -> None:
        terms = sought_by(topic, aliases)
        alone = topic.condition if terms and not topic.terms else None
        query = chance(alone, self._slot) if alone else None
        for position, term in enumerate(terms):
            fewest = len(term.words) if alone else term.glimpse if wide else term.fewest
            entry = self._entry(topic.id, (index, position), term, fewest, query)
            # Whatever holds enough of a term holds one of these words.
            for word in term.anchors(fewest):
                for row in self._slots[word].rows:
                    self._by_anchor[row.sought].append(entry)

    def _entry(
        self, topic: str, place: tuple[int, int], term: Term, fewest: int, query: Chance | None
    ) -> Entry:
        slots = {word: self._slot(word) for word in term.words}
        alone = [slot.alone for slot in slots.values()]
        atoms = frozenset(atom for atom in alone if atom)
        simple = atoms if len(atoms) == len(alone) else None
        return Entry(topic, place, tuple(slots.values()), fewest, term, simple, query)

    def _slot(self, word: TermWord) -> Slot:
        if word not in self._slots:
            self._slots[word] = Slot(tuple(map(self._row, word.rows)))
        return self._slots[word]

    def _row(self, words: tuple[TermWord, ...]) -> Row:
        return Row.of(tuple(self._atom(word, first=not at) for at, word in enumerate(words)))

    def _atom(self, word: TermWord, *, first: bool) -> Atom:
        key = word, first and word.inside
        if key not in self._atoms:
            self._atoms[key] = Atom.of(word, first=first)
        return self._atoms[key]

    def look(self, headline: str, body: str) -> Sighting:
        """The terms whose words stand somewhere in an article; none for nearly every article."""
        text = self._scanner.scan(outline(f"{headline}\n{body}"))
        met = frozenset().union(*[self._found_by(number, text) for number in set(text.found)])
        entries = _with_a_chance([entry for entry in met if entry.is_in(text)], text)
        entries.sort(key=lambda entry: entry.place)
        return Sighting(headline, body, text, entries, self._scanner.scan)

    def _found_by(self, form: int, text: Scanned) -> frozenset[Entry]:
        if form not in self._by_form:
            met = (self._by_anchor.get(atom, ()) for atom in text.taken[form])
            self._by_form[form] = frozenset().union(*met)
        return self._by_form[form]


def _with_a_chance(entries: list[Entry], text: Scanned) -> list[Entry]:
    """Without the terms of queries that can't hold."""
    queries = {entry.query for entry in entries} - {None}
    failed = {query for query in queries if query and not query.is_in(text)}
    return [entry for entry in entries if entry.query not in failed] if failed else entries
