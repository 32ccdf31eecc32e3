"""Of which words of terms the words of texts are forms, by number, and how often each is met."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from agents.classify.gate_words import Atom

#: The words of terms that a word is a form of.
Atoms = frozenset["Atom"]


class Weights(dict["Atom", float]):
    """How common each word of a term is: the texts that had a form of it; below one if none had."""

    def __missing__(self, atom: Atom) -> float:
        """What was never met is the rarer the more letters it has."""
        self[atom] = weight = 2.0 ** -len(atom.word.text)
        return weight

    def sum(self, atoms: Sequence[Atom]) -> float:
        """How common it is that a text has one of several."""
        return sum(map(self.__getitem__, atoms))


class _Rows:
    """Rows of whole numbers, of any lengths, of which many are taken in one step."""

    def __init__(self) -> None:
        self._edges = np.zeros(2, np.intp)
        self._values = np.zeros(1, np.intp)
        self._count = 0

    def append(self, row: Sequence[int]) -> None:
        """Adds a row behind the others."""
        start, end = self._edges[self._count], self._edges[self._count] + len(row)
        self._count += 1
        self._edges = _grown(self._edges, self._count + 1)
        self._values = _grown(self._values, end)
        self._edges[self._count] = end
        self._values[start:end] = row

    def take(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The numbers of some rows, one row behind the other, and how many each row has."""
        starts = self._edges.take(rows)
        lengths = self._edges.take(rows + 1) - starts
        ends = np.cumsum(lengths)
        shifts = np.repeat(starts - ends + lengths, lengths)
        return self._values.take(shifts + np.arange(len(shifts))), lengths


def _grown(numbers: NDArray[np.intp], least: int) -> NDArray[np.intp]:
    """An array that has room for more."""
    return numbers if len(numbers) >= least else np.append(numbers, np.zeros(least, np.intp))


class FormNumbers:
    """A number for each set of words of terms that one word was a form of; 0 for none.

    Attributes:
        taken: the sets, by their numbers.
    """

    def __init__(self) -> None:
        self.taken: list[Atoms] = []
        self._numbers: dict[Atoms, int] = {}
        self._rows = _Rows()
        self._met = np.zeros(1, np.intp)
        self.number(frozenset())

    def number(self, atoms: Atoms) -> int:
        """The number of a set, a new one where it has none."""
        number = self._numbers.setdefault(atoms, len(self.taken))
        if number == len(self.taken):
            self.taken.append(atoms)
            self._rows.append([atom.index for atom in atoms])
            self._met = _grown(self._met, len(self.taken))
        return number

    def count(self, found: NDArray[np.int64]) -> None:
        """Takes note of what a text holds; what it holds twice counts once."""
        self._met[found] += 1

    def words_in(self, found: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The indexes of the words of which each of some forms is one, and how many each has."""
        return self._rows.take(found)

    def weights(self) -> Weights:
        """How common the words of terms are in the texts so far."""
        weights: dict[Atom, float] = defaultdict(float)
        for atoms, met in zip(self.taken, self._met.tolist(), strict=False):
            for atom in atoms if met else ():
                weights[atom] += met
        return Weights(weights)
