"""The words of a text as numbers, all at once, and a memory of what is known of each word.

A text has some five hundred words. What is done to each of them in Python, one after the other,
costs more than numpy takes for all: to find where they are, to make a number of each, and to look
up what is known of it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from agents.text.outline import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

#: A word's number is the sum of its letters times powers of this, modulo 2**64 (a polynomial hash,
#: Karp and Rabin 1987). It is odd, so that powers can be taken back; the golden ratio's digits.
_BASE: Final = 0x9E3779B97F4A7C15
_BITS: Final = 64
#: Each spreads numbers over the places of a memory by their highest bits.
_SPREAD: Final = np.array([0xD6E8FEB86659FD93, 0xA0761D6478BD642F], np.uint64)

#: What is known of a word that isn't known.
UNKNOWN: Final = -1


class WordNumbers(NamedTuple):
    """The words of an outline in their order: where each starts and ends, and its number."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    numbers: NDArray[np.uint64]


def word_numbers(letters: NDArray[np.uint64]) -> WordNumbers:
    """Parts the letters of an outline, which begins and ends with none, into words."""
    inside = letters > BETWEEN
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[::2], edges[1::2]
    powers, inverse = _powers(1 << len(letters).bit_length())
    sums = np.cumsum(letters * powers[: len(letters)])
    numbers = (sums.take(ends) - sums.take(starts)) * inverse.take(starts)
    return WordNumbers(starts + 1, ends + 1, numbers)


@lru_cache(maxsize=32)
def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The powers of the base, and of its inverse, one step behind."""
    found = []
    for base in (_BASE, pow(_BASE, -1, 1 << _BITS)):
        steps = np.full(count, base, np.uint64)
        steps[0] = 1
        found.append(np.cumprod(steps))
    return found[0], found[1]


class WordMemory:
    """A number from 0 that is known of a word, by the word's own number.

    It never grows. A word has two places, and the second one is taken where another word has the
    first; of two words that share that too the later one is remembered. That costs somebody the
    trouble to learn a word again, and nothing else.

    Args:
        bits: the number of first places, and of second ones, as a power of two; a language has
            less than a million words in its news; twice 2**20 places take 24 MB.
    """

    def __init__(self, bits: int = 20) -> None:
        self._shift = np.uint64(_BITS - bits)
        self._numbers = np.zeros((2, 1 << bits), np.uint64)
        self._known = np.full((2, 1 << bits), UNKNOWN, np.int32)

    def recall(self, numbers: NDArray[np.uint64]) -> NDArray[np.int32]:
        """What is known of each of the words."""
        known, missed = self._look(0, numbers)
        if len(missed):
            known[missed], forgotten = self._look(1, numbers.take(missed))
            known[missed.take(forgotten)] = UNKNOWN
        return known

    def _look(
        self, table: int, numbers: NDArray[np.uint64]
    ) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """What is known at the words' places, and which of these are others' places."""
        places = self._places(table, numbers)
        others = self._numbers[table].take(places) != numbers
        return self._known[table].take(places), others.nonzero()[0]

    def _places(self, table: int, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
        places: NDArray[np.uint64] = (numbers * _SPREAD[table]) >> self._shift
        return places

    def learn(self, known: Mapping[int, int]) -> None:
        """Remembers what is known of words."""
        numbers, told = np.array([*known], np.uint64), np.array([*known.values()], np.int32)
        places = self._places(0, numbers)
        here = self._known[0].take(places) == UNKNOWN
        here |= self._numbers[0].take(places) == numbers
        self._put(0, numbers[here], told[here])
        # Of two new words that share a place the later one has it now.
        here = self._numbers[0].take(places) == numbers
        self._put(1, numbers[~here], told[~here])

    def _put(self, table: int, numbers: NDArray[np.uint64], told: NDArray[np.int32]) -> None:
        places = self._places(table, numbers)
        self._numbers[table][places] = numbers
        self._known[table][places] = told
