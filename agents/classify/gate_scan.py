"""One pass over a text for the words of all terms."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind

from agents.classify.gate_forms import FormNumbers
from agents.text.spellings import spelt
from agents.text.word_numbers import UNKNOWN, WordMemory, word_numbers
from agents.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from agents.classify.gate_words import Atom, Indexes
    from agents.text.outline import Outline
    from agents.text.word_numbers import WordNumbers


@dataclass(frozen=True, eq=False)
class Scanned:
    """A text, and where forms of words of terms stand in it.

    Attributes:
        hits: the places of the forms, counted in words.
        found: a number for each of them, which tells in `numbers` what it is a form of.
        sought: how many words all terms have.
    """

    page: Outline
    words: WordNumbers
    hits: NDArray[np.intp]
    found: NDArray[np.int64]
    numbers: FormNumbers
    sought: int

    @cached_property
    def present(self) -> bytes:
        """For each word of a term by its index whether a form of it stands in the text."""
        present = np.zeros(self.sought, np.bool_)
        present[self._words[0]] = True
        return present.tobytes()

    def has_all(self, indexes: Indexes) -> bool:
        """Whether a form of each of some words does."""
        present = self.present
        for index in indexes:  # noqa: SIM110 - asked very often; a generator costs more
            if not present[index]:
                return False
        return True

    def places(self, atom: Atom) -> Sequence[int]:
        """Where forms of a word stand, counted in words."""
        if not self.present[atom.index]:
            return ()
        words, places = self._places
        return sorted(places[bisect_left(words, atom.index) : bisect_right(words, atom.index)])

    @cached_property
    def _words(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        return self.numbers.words_in(self.found)

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """The indexes of all words that have forms in the text, in order, and where they stand."""
        words, lengths = self._words
        order = words.argsort()
        return words.take(order).tolist(), np.repeat(self.hits, lengths).take(order).tolist()

    @cached_property
    def characters(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where each word starts and ends in the text as it came, in characters from 0."""
        if self.page.placed:
            return self.words.starts - 1, self.words.ends - 1
        spans = [word.span() for word in words(self.page.source[1:])]
        starts, ends = np.array(spans, np.intp).reshape(-1, 2).T
        return starts, ends

    def word(self, place: int) -> str:
        """A folded word of the text; nothing where there is none."""
        inside = 0 <= place < len(self.words.starts)
        return self._folded[self.words.starts[place] : self.words.ends[place]] if inside else ""

    @cached_property
    def _folded(self) -> str:
        return self.page.folded


class Scanner:
    """Finds in texts the words of terms of which forms stand there.

    What a word is a form of is found out when it is first met, and remembered: most words of most
    texts were met before. The new ones go through one automaton for all that a form can begin with.
    """

    def __init__(self, atoms: Iterable[Atom], words: int) -> None:
        """Takes the words that are sought, and how many words all terms have."""
        self._by_beginning: dict[str, list[Atom]] = defaultdict(list)
        self._by_reading: dict[str, list[Atom]] = defaultdict(list)
        within: dict[str, list[Atom]] = defaultdict(list)
        openings: set[str] = set()
        for atom in atoms:
            for reading in atom.word.readings:
                self._by_reading[reading].append(atom)
                openings |= atom.beginnings
            by_letters = within if atom.inside else self._by_beginning
            for each in () if atom.word.readings else atom.beginnings:
                by_letters[each].append(atom)
        self._openings = tuple(openings)
        begun = sorted(f" {each}" for each in openings | self._by_beginning.keys())
        self._longest = max(map(len, begun), default=1) - 1
        # One hit a word is enough: `_taking` looks at all that it begins with.
        automaton = AhoCorasick([*begun, *within], MatchKind.LeftmostLongest)
        self._find = automaton.find_matches_as_indexes
        self._within = [*within.values()]
        self._find_within = AhoCorasick([*within]).find_matches_as_indexes if within else None
        self._memory = WordMemory()
        self.numbers, self._sought = FormNumbers(), words

    def scan(self, page: Outline) -> Scanned:
        """Looks for all words at once."""
        found_words = word_numbers(page.letters)
        known = self._memory.recall(found_words.numbers)
        hits = known.nonzero()[0]
        found = known.take(hits)
        if len(found) and found.min() == UNKNOWN:
            new = np.flatnonzero(known == UNKNOWN)
            known[new] = self._learn(page, found_words, new)
            hits = known.nonzero()[0]
            found = known.take(hits)
        self.numbers.count(found)
        return Scanned(page, found_words, hits, found, self.numbers, self._sought)

    def _learn(self, page: Outline, words: WordNumbers, new: NDArray[np.intp]) -> list[int]:
        """Finds out what words at these places are forms of."""
        folded = page.folded
        ends = zip(words.starts.take(new).tolist(), words.ends.take(new).tolist(), strict=True)
        numbers = words.numbers.take(new).tolist()
        texts = dict(zip(numbers, (folded[start:end] for start, end in ends), strict=True))
        begun = self._begun(texts.values())
        known = {
            number: self.numbers.number(
                frozenset(self._taking(text)) if text in begun else frozenset()
            )
            for number, text in texts.items()
        }
        self._memory.learn(known)
        return [known[number] for number in numbers]

    def _begun(self, words: Iterable[str]) -> set[str]:
        """The words in which there is a hit."""
        text = f" {' '.join(words)} "
        return {
            text[text.rfind(" ", 0, start + 1) + 1 : text.find(" ", end)]
            for _, start, end in self._find(text)
        }

    def _taking(self, word: str) -> Iterator[Atom]:
        """The words of terms of which a word of a text is a form."""
        for length in range(1, min(self._longest, len(word)) + 1):
            begun = self._by_beginning.get(word[:length], ())
            yield from (atom for atom in begun if atom.takes(word))
        if word.startswith(self._openings):
            for reading in spelt(word) & self._by_reading.keys():
                yield from (atom for atom in self._by_reading[reading] if atom.takes(word))
        if self._find_within:
            for index, *_ in self._find_within(word, overlapping=True):
                yield from self._within[index]
