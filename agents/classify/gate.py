"""The cheap gate: which topics could an article be about, in one pass over its text.

Nearly all of a world's news is about no monitored topic. So every article pays for one
Aho-Corasick scan of its outline for all topics at once, and only what holds forms of enough of some
term's words goes on to be read in earnest. The gate errs towards letting through: it doesn't see
furniture.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.classify.anchors import sought_by
from agents.classify.gate_scan import Scanner
from agents.classify.gate_words import Atom, Row, Scanned, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.classify.terms import Term, TermWord
    from agents.topics.definitions import TopicSet

#: For each topic that an article may be about, by its id, the terms that it may hold.
Candidates = dict[str, list["Term"]]


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """A term as the gate seeks it.

    Attributes:
        place: its topic's place in the topics file, and its own among the topic's terms.
        slots: its words.
        fewest: how many of them have to be there.
        atoms: the words themselves, where none of them has other names.
    """

    place: tuple[int, int]
    slots: tuple[Slot, ...]
    fewest: int
    term: Term
    atoms: frozenset[Atom] | None

    def is_in(self, text: Scanned) -> bool:
        """Whether a text holds enough of the term's words."""
        if self.atoms is not None:
            return len(self.atoms & text.atoms) >= self.fewest
        return sum(map(text.holds, self.slots)) >= self.fewest

    def is_in_one(self, headline: Scanned, texts: Sequence[Scanned]) -> bool:
        """Whether one of the texts does, read together with the headline."""
        rest = [slot for slot in self.slots if not headline.holds(slot)]
        fewest = self.fewest - (len(self.slots) - len(rest))
        return fewest <= 0 or any(sum(map(text.holds, rest)) >= fewest for text in texts)


class Gate:
    """What all watched topics seek, ready to be sought together.

    Args:
        topics: what is monitored.
        wide: whether half of a term is enough, since sentences are compared afterwards.
    """

    def __init__(self, topics: TopicSet, *, wide: bool = False) -> None:
        self._topics = topics.topics
        self._slots: dict[TermWord, Slot] = {}
        self._atoms: dict[tuple[TermWord, bool], Atom] = {}
        by_anchor: dict[Atom, list[Entry]] = defaultdict(list)
        for index, topic in enumerate(topics.topics):
            for position, term in enumerate(sought_by(topic, topics.aliases)):
                fewest = term.glimpse if wide else term.fewest
                entry = self._entry((index, position), term, fewest)
                # Whatever holds enough of a term holds one of these words.
                for word in term.anchors(fewest):
                    for row in self._slots[word].rows:
                        by_anchor[row.sought].append(entry)
        self._by_anchor = dict(by_anchor)
        rows = (row for slot in self._slots.values() for row in slot.rows)
        self._scan = Scanner(dict.fromkeys(atom for row in rows for atom in row.carrying)).scan

    def _entry(self, place: tuple[int, int], term: Term, fewest: int) -> Entry:
        slots = {word: self._slot(word) for word in term.words}
        alone = [slot.alone for slot in slots.values()]
        atoms = frozenset(atom for atom in alone if atom)
        simple = atoms if len(atoms) == len(alone) else None
        return Entry(place, tuple(slots.values()), fewest, term, simple)

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

    def candidates(self, headline: str, body: str) -> list[Entry]:
        """The terms whose words stand somewhere in an article; none for nearly every article."""
        text = self._scan(f"{headline}\n{body}")
        by_anchor = self._by_anchor
        met = [by_anchor[atom] for atom in text.atoms if atom in by_anchor]
        found = [entry for entry in set().union(*met) if entry.is_in(text)]
        return sorted(found, key=lambda entry: entry.place)

    def in_one(
        self, candidates: Iterable[Entry], headline: str, paragraphs: Iterable[str]
    ) -> Candidates:
        """Of candidates those that one paragraph holds, read together with the headline.

        Topics and terms come in the order of their file.
        """
        candidates = list(candidates)
        head = self._scan(headline)
        texts = [self._scan(paragraph) for paragraph in paragraphs] if candidates else []
        found: Candidates = {}
        for entry in candidates:
            if entry.is_in_one(head, texts):
                found.setdefault(self._topics[entry.place[0]].id, []).append(entry.term)
        return found
