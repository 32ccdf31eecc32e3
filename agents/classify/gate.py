"""The cheap gate: which topics could an article be about, in one pass over its text.

Nearly all of a world's news is about no monitored topic. So every article pays for one
Aho-Corasick scan for all topics at once, and only what holds enough stems of some term goes on
to be read in earnest. The gate errs towards letting through: it takes compounds for forms of a
word, and doesn't see furniture.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import BytesAhoCorasick

from agents.classify.anchors import sought_by
from agents.classify.terms import Term, TermWord
from agents.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.topics.definitions import TopicSet

# Every ASCII mark is a blank, so that a word begins behind one.
_BLANKS: Final = bytes(
    byte if byte > 127 or chr(byte).isalnum() else ord(" ")  # noqa: PLR2004 - the end of ASCII
    for byte in range(256)
)
# The same for the marks beyond: Latin-1's, general punctuation and symbols (which end before
# the letters of U+2C00), the blocks of CJK and full-width marks.
_MARKS: Final = re.compile(
    rb"\xc2[\xa0-\xbf]|\xe2[\x80-\xaf][\x80-\xbf]|\xe3\x80[\x80-\xbf]|\xef\xbc[\x80-\x8f\x9a-\xa0]"
)


@dataclass(frozen=True)
class _Entry:
    """A term as the gate seeks it; topic and position tell its place in the topics file."""

    topic: int
    position: int
    patterns: tuple[bytes, ...]
    fewest: int
    term: Term

    def is_in(self, text: bytes) -> bool:
        """Whether a text holds enough of the term's words."""
        return sum([pattern in text for pattern in self.patterns]) >= self.fewest

    def is_in_one(self, headline: bytes, texts: Sequence[bytes]) -> bool:
        """Whether one of the texts does, read together with the headline."""
        rest = [pattern for pattern in self.patterns if pattern not in headline]
        fewest = self.fewest - (len(self.patterns) - len(rest))
        return fewest <= 0 or any(
            sum([pattern in text for pattern in rest]) >= fewest for text in texts
        )


#: For each topic that an article may be about, by its id, the terms that it may hold.
Candidates = dict[str, list[Term]]


class Gate:
    """What all watched topics seek, ready to be sought together."""

    def __init__(self, topics: TopicSet) -> None:
        by_anchor: dict[bytes, list[_Entry]] = defaultdict(list)
        for index, topic in enumerate(topics.topics):
            for position, term in enumerate(sought_by(topic)):
                patterns = tuple(map(_pattern, term.words))
                entry = _Entry(index, position, patterns, term.fewest, term)
                for anchor in term.anchors:
                    by_anchor[_pattern(anchor)].append(entry)
        anchors = sorted(by_anchor)
        self._topics = topics.topics
        self._entries = [by_anchor[anchor] for anchor in anchors]
        self._find = BytesAhoCorasick(anchors).find_matches_as_indexes

    def candidates(self, headline: str, body: str) -> list[_Entry]:
        """The terms whose words stand somewhere in an article; none for nearly every article."""
        text = _flat(f"{headline}\n{body}")
        anchors = {match[0] for match in self._find(text, overlapping=True)}
        found = {
            (entry.topic, entry.position): entry
            for anchor in anchors
            for entry in self._entries[anchor]
            if entry.is_in(text)
        }
        return [found[place] for place in sorted(found)]

    def in_one(
        self, candidates: Iterable[_Entry], headline: str, paragraphs: Iterable[str]
    ) -> Candidates:
        """Of candidates those that one paragraph holds, read together with the headline.

        Topics and terms come in the order of their file.
        """
        head = _flat(headline)
        texts = [_flat(paragraph) for paragraph in paragraphs]
        found: Candidates = {}
        for entry in candidates:
            if entry.is_in_one(head, texts):
                found.setdefault(self._topics[entry.topic].id, []).append(entry.term)
        return found


def _pattern(word: TermWord) -> bytes:
    """A word's stem where a word begins; anywhere in scripts that put no blanks."""
    return word.stem.encode() if word.inside else b" " + word.stem.encode()


def _flat(text: str) -> bytes:
    """Folded text with a blank before every word and no mark."""
    raw = b" " + fold(text).encode("utf-8", "replace")
    return (raw if raw.isascii() else _MARKS.sub(b" ", raw)).translate(_BLANKS)
