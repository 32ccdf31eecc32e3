"""One pass over a text for the words of all terms."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from agents.classify.gate_words import Atom, Scanned, folded
from agents.text.outline import outline
from agents.text.spellings import spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Words of the stream that are remembered with what they are forms of: more than a language has
#: in its news.
_MAX_KNOWN: Final = 500_000


class Scanner:
    """Finds in texts the words of terms of which forms stand there."""

    def __init__(self, atoms: Iterable[Atom]) -> None:
        by_pattern: dict[bytes, list[Atom]] = defaultdict(list)
        self._by_reading: dict[str, list[Atom]] = defaultdict(list)
        for atom in atoms:
            for reading in atom.word.readings:
                self._by_reading[reading].append(atom)
            for pattern in atom.patterns:
                by_pattern[pattern] += () if atom.word.readings else (atom,)
        spaced = sorted(pattern for pattern in by_pattern if pattern.startswith(b" "))
        inside = sorted(by_pattern.keys() - set(spaced))
        self._by_pattern: Mapping[bytes, Sequence[Atom]] = by_pattern
        # One hit a word is enough: `_learn` looks at all that the word begins with.
        self._find = BytesAhoCorasick(spaced, MatchKind.LeftmostLongest).find_matches_as_indexes
        self._inside = [by_pattern[pattern] for pattern in inside]
        self._find_inside = BytesAhoCorasick(inside).find_matches_as_indexes if inside else None
        self._known: dict[str, tuple[Atom, ...]] = {}

    def scan(self, text: str) -> Scanned:
        """Looks for all words at once."""
        page = outline(text)
        whole, marks = page
        ends = marks.find
        words = {whole[start + 1 : ends(b" ", stop)] for _, start, stop in self._find(marks)}
        known = self._known
        found = [known[word] if word in known else self._learn(word) for word in words]
        atoms = set().union(*found)
        if self._find_inside:
            atoms.update(self._within(whole, marks))
        return Scanned(page, atoms)

    def _within(self, text: str, marks: bytes) -> Iterator[Atom]:
        assert self._find_inside  # noqa: S101 - asked only where such words are sought
        for index, at, stop in self._find_inside(marks, overlapping=True):
            word = text[marks.rfind(b" ", 0, at + 1) + 1 : marks.find(b" ", stop)]
            yield from (atom for atom in self._inside[index] if atom.takes(word))

    def _learn(self, word: str) -> tuple[Atom, ...]:
        """The words of terms of which a word of a text is a form."""
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        begun = outline(word).marks[:-1]
        beginnings = (begun[:length] for length in range(2, len(begun) + 1))
        begun_so = (atom for each in beginnings for atom in self._by_pattern.get(each, ()))
        atoms = dict.fromkeys((*begun_so, *self._spelt(word)))
        self._known[word] = taking = tuple(atom for atom in atoms if atom.takes(word))
        return taking

    def _spelt(self, word: str) -> Iterator[Atom]:
        if self._by_reading:
            for reading in spelt(folded(word)) & self._by_reading.keys():
                yield from self._by_reading[reading]
