"""The cheap gate: which topics could an article be about, in one pass over its text.

Nearly all of a world's news is about no monitored topic. So every article pays for one
Aho-Corasick scan for all topics at once, and only what holds forms of enough of some term's words
goes on to be read in earnest. The gate errs towards letting through: the words of a longer name
need not stand in a row for it, and it doesn't see furniture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from agents.classify.anchors import sought_by
from agents.classify.gate_names import Named, words_read
from agents.classify.terms import Term, TermWord
from agents.text.folding import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agents.topics.definitions import TopicSet

#: Words of the stream whose terms are remembered: more than a language has in its news.
_MAX_KNOWN: Final = 500_000


@dataclass(frozen=True, eq=False, slots=True)
class _Sought:
    """A word as the gate seeks it: what its forms begin with, where a word begins."""

    pattern: bytes
    word: TermWord

    @classmethod
    def of(cls, word: TermWord) -> _Sought:
        stem = word.stem.encode()
        return cls(stem if word.inside else b" " + stem, word)

    def takes(self, form: bytes) -> bool:
        """Whether a word of a text that begins so is a form."""
        return self.word.inside or self.word.takes(form.decode("utf-8", "replace"))

    def takes_begun(self, form: bytes) -> bool:
        """Whether a word of a text, however it begins, is a form."""
        if self.word.inside:
            return self.pattern in form
        return form.startswith(self.pattern[1:]) and self.takes(form)


@dataclass(frozen=True, eq=False, slots=True)
class _Row:
    """A name of one word or more, which stand behind each other; the longest is its anchor."""

    words: tuple[_Sought, ...]
    anchor: int
    pattern: bytes

    @classmethod
    def of(cls, row: tuple[TermWord, ...]) -> _Row:
        words = tuple(map(_Sought.of, row))
        anchor = max(range(len(words)), key=lambda index: len(words[index].pattern))
        return cls(words, anchor, words[anchor].pattern)

    @property
    def readings(self) -> frozenset[str]:
        """By what a name's other spellings are found, of a row that stands for them."""
        return self.words[0].word.readings

    def takes(self, form: bytes) -> bool:
        """Whether a word that begins as the anchor does is a form of it."""
        return self.words[self.anchor].takes(form)

    def stands_at(self, text: bytes, start: int, end: int) -> bool:
        """Whether the row stands around a form of the anchor, between blanks at these places."""
        for word in self.words[self.anchor + 1 :]:
            # Nearly every row ends here.
            if not text.startswith(word.pattern, end):
                return False
            begin, end = end, text.find(b" ", end + 1)
            if not word.takes(text[begin + 1 : end]):
                return False
        for word in reversed(self.words[: self.anchor]):
            start, end = text.rfind(b" ", 0, start), start
            if not word.takes_begun(text[start + 1 : end]):
                return False
        return True

    def stands_in(self, text: bytes) -> bool:
        """Whether the row stands somewhere in a text."""
        if self.readings:
            return any(map(self.takes, words_read(text, self.readings)))
        pattern = self.pattern
        at = text.find(pattern)
        while at >= 0:
            end = text.find(b" ", at + len(pattern))
            if self.takes(text[at + 1 : end]) and self.stands_at(text, at, end):
                return True
            at = text.find(pattern, end) if end >= 0 else -1
        return False


@dataclass(frozen=True, eq=False, slots=True)
class _Entry:
    """A term as the gate seeks it: for each word its rows, of which one has to be there.

    Topic and position tell its place in the topics file.
    """

    topic: int
    position: int
    slots: tuple[tuple[_Row, ...], ...]
    fewest: int
    term: Term

    def is_in(self, text: bytes) -> bool:
        """Whether a text holds enough of the term's words."""
        missing = 0
        for slot in self.slots:
            missing += not _one_stands_in(slot, text)
            if missing > len(self.slots) - self.fewest:
                return False
        return True

    def is_around(self, text: bytes, start: int, end: int) -> bool:
        """Whether the term's other words stand near one of them, which has these places."""
        # Most terms are told by a word that stands nowhere.
        for slot in self.slots:
            if len(slot) == 1 and slot[0].pattern not in text:
                return False
        first, last = start, end
        for _ in range(self.term.apart or 0):
            first = max(0, text.rfind(b" ", 0, first))
            last = text.find(b" ", last + 1) if last >= 0 else last
        around = (text[first : start + 1], text[end : last + 1 or None])
        held = sum([any(_one_stands_in(slot, side) for side in around) for slot in self.slots])
        # The word at the place itself is not around it; where it is, it stands there twice.
        return held >= self.fewest - 1

    def is_in_one(self, headline: bytes, texts: Sequence[bytes]) -> bool:
        """Whether one of the texts does, read together with the headline."""
        rest = [slot for slot in self.slots if not _one_stands_in(slot, headline)]
        fewest = self.fewest - (len(self.slots) - len(rest))
        return fewest <= 0 or any(
            sum([_one_stands_in(slot, text) for slot in rest]) >= fewest for text in texts
        )


def _one_stands_in(slot: tuple[_Row, ...], text: bytes) -> bool:
    return any(row.stands_in(text) for row in slot)


#: Rows that a word may be the anchor of, each with its term.
_Rows = Sequence[tuple[_Row, _Entry]]


def _take(
    found: dict[tuple[int, int], _Entry | None], rows: _Rows, text: bytes, start: int, end: int
) -> None:
    """Adds the terms of rows that stand around a word; None for what stands nowhere."""
    for row, entry in rows:
        place = (entry.topic, entry.position)
        if place in found or (len(row.words) > 1 and not row.stands_at(text, start, end)):
            continue
        if entry.term.apart is None:
            found[place] = entry if entry.is_in(text) else None
        elif entry.is_around(text, start, end):
            found[place] = entry


#: For each topic that an article may be about, by its id, the terms that it may hold.
Candidates = dict[str, list[Term]]


class Gate:
    """What all watched topics seek, ready to be sought together.

    Args:
        topics: what is monitored.
        wide: whether half of a term is enough, since sentences are compared afterwards.
    """

    def __init__(self, topics: TopicSet, *, wide: bool = False) -> None:
        by_anchor: dict[bytes, list[tuple[_Row, _Entry]]] = defaultdict(list)
        self._names = Named[tuple[_Row, _Entry]]()
        for index, topic in enumerate(topics.topics):
            for position, term in enumerate(sought_by(topic, topics.aliases)):
                fewest = term.glimpse if wide else term.fewest
                slots = {word: tuple(map(_Row.of, word.rows)) for word in term.words}
                entry = _Entry(index, position, tuple(slots.values()), fewest, term)
                for row in (row for word in term.anchors(fewest) for row in slots[word]):
                    if row.readings:
                        self._names.add(row.readings, (row, entry))
                    else:
                        by_anchor[row.pattern].append((row, entry))
        self._topics = topics.topics
        self._by_anchor = dict(by_anchor)
        spaced = {pattern for pattern in by_anchor if pattern.startswith(b" ")}
        inside = sorted(by_anchor.keys() - spaced)
        # One hit a word is enough: `_learn` looks at all that the word begins with.
        find = BytesAhoCorasick(sorted(spaced | self._names.openings()), MatchKind.LeftmostLongest)
        self._find = find.find_matches_as_indexes
        self._inside = [by_anchor[pattern] for pattern in inside]
        self._find_inside = BytesAhoCorasick(inside).find_matches_as_indexes if inside else None
        self._known: dict[bytes, _Rows] = {}

    def candidates(self, headline: str, body: str) -> list[_Entry]:
        """The terms whose words stand somewhere in an article; none for nearly every article."""
        text = flatten(f"{headline}\n{body}")
        known = self._known
        found: dict[tuple[int, int], _Entry | None] = {}
        for _, start, stop in self._find(text):
            end = text.find(b" ", stop)
            word = text[start + 1 : end]
            rows = known[word] if word in known else self._learn(word)
            if rows:
                _take(found, rows, text, start, end)
        if self._find_inside:
            for anchor, start, end in self._find_inside(text, overlapping=True):
                _take(found, self._inside[anchor], text, start, end)
        return [entry for _, entry in sorted(found.items()) if entry]

    def _learn(self, word: bytes) -> _Rows:
        """The rows of which a word of a text is a form of the anchor."""
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        begun = b" " + word
        beginnings = (begun[:length] for length in range(2, len(begun) + 1))
        begun_so = (one for beginning in beginnings for one in self._by_anchor.get(beginning, ()))
        self._known[word] = rows = tuple(
            one for one in (*begun_so, *self._names.of(word)) if one[0].takes(word)
        )
        return rows

    def in_one(
        self, candidates: Iterable[_Entry], headline: str, paragraphs: Iterable[str]
    ) -> Candidates:
        """Of candidates those that one paragraph holds, read together with the headline.

        Topics and terms come in the order of their file.
        """
        candidates = list(candidates)
        head = flatten(headline)
        texts = [flatten(paragraph) for paragraph in paragraphs] if candidates else []
        found: Candidates = {}
        for entry in candidates:
            if entry.is_in_one(head, texts):
                found.setdefault(self._topics[entry.topic].id, []).append(entry.term)
        return found
