"""What is looked at for a text: the terms and queries whose rarest words it has forms of.

Of what has to hold several words one is watched, the one that the fewest texts so far had; what a
text has none of the watched words of can't be in it. Which words are watched decides how much is
looked at, and nothing else (the watched literals of SAT solvers, Moskewicz et al. 2001).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np

from agents.classify.gate_query import are_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.classify.gate import Entry
    from agents.classify.gate_forms import FormNumbers, Weights
    from agents.classify.gate_query import Chance, Watched
    from agents.classify.gate_scan import Scanned
    from agents.classify.gate_words import Atom, Indexes


class Wanted(Protocol):
    """A term, or a query with the terms that stand for it."""

    def watched(self, weights: Weights) -> Iterable[Watched]:
        """Words of which a text that may hold it has one, each with what has to be in the text."""

    def found_in(self, text: Scanned) -> Sequence[Entry]:
        """The terms that a text holds which has that."""


#: What all has to be in a text: words, and what they don't tell of; and what then is.
_Looked: TypeAlias = "tuple[Indexes, tuple[Chance, ...], Wanted]"


class Watch(dict[int, "tuple[_Looked, ...]"]):
    """What is looked at for each number of a form, found out when it is first met."""

    def __init__(self, wanted: Iterable[Wanted], numbers: FormNumbers) -> None:
        super().__init__()
        self._numbers = numbers
        #: Whether anything is looked at for a number, as far as that is known.
        self._is_watched = np.ones(2 * len(numbers.taken), np.bool_)
        self._by_atom: dict[Atom, list[_Looked]] = defaultdict(list)
        weights = numbers.weights()
        for each in wanted:
            for atom, parts in each.watched(weights):
                needs = frozenset().union(*(part.needs for part in parts)) - {atom.index}
                asked = tuple(part for part in parts if not part.is_told)
                self._by_atom[atom].append((needs, asked, each))

    def __missing__(self, number: int) -> tuple[_Looked, ...]:
        looked = (self._by_atom.get(atom, ()) for atom in self._numbers.taken[number])
        self[number] = found = tuple(each for some in looked for each in some)
        self._is_watched[number] = bool(found)
        return found

    def found_in(self, text: Scanned) -> list[Entry]:
        """The terms that a text holds."""
        if len(self._is_watched) < len(self._numbers.taken):
            new = np.ones(2 * len(self._numbers.taken), np.bool_)
            self._is_watched = np.append(self._is_watched, new)
        watched = text.found[self._is_watched.take(text.found)]
        met = {
            wanted
            for number in set(watched.tolist())
            for needs, parts, wanted in self[number]
            if text.has_all(needs) and are_in(parts, text)
        }
        return [entry for wanted in met for entry in wanted.found_in(text)]
