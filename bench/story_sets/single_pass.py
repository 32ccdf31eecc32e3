"""The reference for clusters: one pass by TF-IDF, nothing trained.

A document joins the open cluster whose centroid it is nearest to, or opens one. How many documents
hold a word is counted over those seen so far.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime, timedelta

#: Words of a document that count, from its top.
_READ: Final = 300

#: Words of a document that candidates are sought by, the rarest.
_SOUGHT: Final = 40


class SinglePass:
    """Clusters, each with the sum of its documents' vectors."""

    def __init__(self, threshold: float, window: timedelta | None = None) -> None:
        self._threshold = threshold
        self._window = window
        self._holding: Counter[str] = Counter()
        self._count = 0
        self._sums: list[dict[str, float]] = []
        self._last: list[datetime] = []
        self._with: defaultdict[str, set[int]] = defaultdict(set)

    def assign(self, text: str, at: datetime) -> int:
        """The cluster that a document goes to."""
        vector = self._vector(text)
        near = self._near(vector, at)
        best = max(near, key=lambda each: near[each], default=None)
        if best is None or near[best] < self._threshold:
            best = len(self._sums)
            self._sums.append({})
            self._last.append(at)
        for word, weight in vector.items():
            self._sums[best][word] = self._sums[best].get(word, 0.0) + weight
            self._with[word].add(best)
        self._last[best] = max(at, self._last[best])
        return best

    def _vector(self, text: str) -> dict[str, float]:
        counts = Counter(word for word in words_of(text)[:_READ] if len(word) > 1)
        self._count += 1
        self._holding.update(counts.keys())
        raw = {
            word: (1 + math.log(count)) * math.log(1 + self._count / self._holding[word])
            for word, count in counts.items()
        }
        length = _length(raw)
        return {word: weight / length for word, weight in raw.items()}

    def _near(self, vector: dict[str, float], at: datetime) -> dict[int, float]:
        near: defaultdict[int, float] = defaultdict(float)
        sought = sorted(vector, key=lambda word: vector[word], reverse=True)[:_SOUGHT]
        for word in sought:
            for each in self._with[word]:
                near[each] += vector[word] * self._sums[each][word]
        return {
            each: dot / _length(self._sums[each])
            for each, dot in near.items()
            if dot >= self._threshold and self._is_open(each, at)
        }

    def _is_open(self, cluster: int, at: datetime) -> bool:
        return self._window is None or at - self._last[cluster] <= self._window


def words_of(text: str) -> list[str]:
    """The words of a text in small letters."""
    return re.findall(r"\w+", text.lower())


def _length(vector: dict[str, float]) -> float:
    return math.sqrt(math.fsum(weight * weight for weight in vector.values())) or 1.0
