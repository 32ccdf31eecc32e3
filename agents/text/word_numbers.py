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

    A place tells the highest bits of the number that has it; what it holds are the others, and in
    the lowest bits what is known, plus one: a look-up is one step to one place in a large table.

    Args:
        bits: the number of first places, and of second ones, as a power of two; a language has
            less than a million words in its news; twice 2**20 places take 16 MB.
    """

    def __init__(self, bits: int = 20) -> None:
        self._shift, self._bits = np.uint64(_BITS - bits), np.uint64(bits)
        self._most = np.uint64(1 << bits)
        self._held = np.zeros((2, 1 << bits), np.uint64)

    def recall(self, numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """What is known of each of the words."""
        known = self._look(0, numbers)
        missed = (known >= self._most).nonzero()[0]
        if len(missed):
            second = self._look(1, numbers.take(missed))
            second[second >= self._most] = 0
            known[missed] = second
        return known.view(np.int64) - 1

    def _look(self, table: int, numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """What is known of the words, plus one; too large a number where others have the place."""
        spread = numbers * _SPREAD[table]
        known: NDArray[np.uint64] = self._held[table].take(spread >> self._shift)
        known ^= spread << self._bits
        return known

    def learn(self, known: Mapping[int, int]) -> None:
        """Remembers what is known of words; nothing that is not less than there are places."""
        numbers, told = np.array([*known], np.uint64), np.array([*known.values()], np.uint64)
        fits = told + np.uint64(1) < self._most
        numbers, told = numbers[fits], told[fits]
        spread = numbers * _SPREAD[0]
        held = self._held[0].take(spread >> self._shift)
        here = (held == 0) | ((held ^ (spread << self._bits)) < self._most)
        self._put(0, numbers[here], told[here])
        # Of two new words that share a place the later one has it now.
        here = self._look(0, numbers) < self._most
        self._put(1, numbers[~here], told[~here])

    def _put(self, table: int, numbers: NDArray[np.uint64], told: NDArray[np.uint64]) -> None:
        spread = numbers * _SPREAD[table]
        self._held[table][spread >> self._shift] = (spread << self._bits) | (told + np.uint64(1))
