"""A new article beside earlier ones of its topic: what they share, as named features.

Everything on a topic shares words and meaning with everything else on it. So words count by how
few of the articles compared have them, and meaning is what is left of a vector when the topic's
mean is taken off.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.track.facts import LEAD
from agents.track.weights import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from agents.track.memory import Known
    from agents.track.state import Facts
    from agents.track.weights import Features
    from agents.vectors.quantised import Similarities

#: Names of the features that need sentence vectors.
OF_VECTORS: Final = (
    "lead-told",
    "lead-least-told",
    "lead-most-told",
    "text-told",
    "old-text-retold",
    "old-lead-retold",
    "leads-alike",
)
#: Names of those that don't.
OF_TERMS: Final = (
    "lead-names",
    "lead-names-missing",
    "text-names",
    "old-lead-names",
    "leads-names",
    "lead-words",
    "old-lead-words",
    "same-language",
    "unseen-numbers",
    "shared-numbers",
    "old-unseen-numbers",
    "old-shared-numbers",
    "hours",
)

#: Sentences by which the mean of a topic is held back while few are known.
_PRIOR: Final = 20

#: Fewer names and numbers than this don't tell two reports apart: every article on a topic
#: shares a few.
_FEWEST_NAMES: Final = 8

#: The weight of a word that all have: not nothing, or two such words could not agree.
_LEAST: Final = 0.05

_SECONDS: Final = 3600.0


@dataclass(frozen=True)
class Pair:
    """An earlier article and what the new one shares with it.

    Attributes:
        meaning: the similarity of each of the new one's first sentences to each of the old
            one's, the topic's mean taken off; without rows where there are no vectors.
    """

    known: Known
    features: Features
    meaning: Similarities


class Comparison:
    """An article's facts beside those of the earlier articles that come nearest."""

    def __init__(self, facts: Facts, at: datetime, known: Sequence[Known]) -> None:
        self._facts = facts
        self._at = at
        self._known = known

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """One pair for each earlier article."""
        return tuple(self._pairs())

    def _pairs(self) -> Iterator[Pair]:
        ours = self._centred(self._facts)
        for each in self._known:
            theirs = self._centred(each.facts)
            meaning = ours @ theirs.T if len(ours) and len(theirs) else _NO_MEANING
            features = self._of_terms(each)
            if len(meaning):
                features |= self._of_vectors(meaning, each.facts)
            yield Pair(each, rounded(features), meaning)

    def _of_vectors(self, meaning: Similarities, old: Facts) -> Features:
        lead, old_lead = LEAD + self._facts.titled, LEAD + old.titled
        told, retold = meaning.max(axis=1), meaning.max(axis=0)
        return {
            "lead-told": float(told[:lead].mean()),
            "lead-least-told": float(told[:lead].min()),
            "lead-most-told": float(told[:lead].max()),
            "text-told": float(told.mean()),
            "old-text-retold": float(retold.mean()),
            "old-lead-retold": float(retold[:old_lead].mean()),
            "leads-alike": float(meaning[:lead, :old_lead].max()),
        }

    def _of_terms(self, known: Known) -> Features:
        ours, old = self._facts, known.facts
        lead, old_lead = frozenset(ours.lead_anchors), frozenset(old.lead_anchors)
        alike = bool(ours.language) and ours.language == old.language
        numbers, old_numbers = frozenset(ours.numbers), frozenset(old.numbers)
        least = min(self._weight(ours.anchor_set), self._weight(old.anchor_set))
        return {
            "lead-names": self._share(lead, old.anchor_set),
            "lead-names-missing": self._weight(lead - old.anchor_set),
            "text-names": self._weight(ours.anchor_set & old.anchor_set) / (least + 3),
            "old-lead-names": self._share(old_lead, ours.anchor_set),
            "leads-names": self._weight(lead & old_lead),
            "lead-words": self._share(frozenset(ours.lead_stems), old.stem_set) * alike,
            "old-lead-words": self._share(frozenset(old.lead_stems), ours.stem_set) * alike,
            "same-language": float(alike),
            "in-common": self._in_common(old),
            "unseen-numbers": min(3.0, len(set(ours.lead_numbers) - old_numbers)),
            "shared-numbers": min(3.0, len(numbers & old_numbers)),
            "old-unseen-numbers": min(3.0, len(set(old.lead_numbers) - numbers)),
            "old-shared-numbers": min(3.0, len(set(old.lead_numbers) & numbers)),
            "hours": math.log1p(_hours(known, self._at)),
        }

    def _in_common(self, old: Facts) -> float:
        """The share of the lead's words that the old one has, or else of the names of both."""
        ours, theirs = self._facts.anchor_set, old.anchor_set
        names = len(ours & theirs) / max(_FEWEST_NAMES, min(len(ours), len(theirs)))
        lead = frozenset(self._facts.lead_stems)
        return max(names, self._substance(lead & old.stem_set) / max(self._substance(lead), _LEAST))

    def _substance(self, digests: frozenset[int]) -> float:
        # What all have counts too: a follow-up is told in the words of its story.
        return self._weight(digests) + math.log(2) * len(digests)

    def _share(self, part: frozenset[int], of: frozenset[int]) -> float:
        return self._weight(part & of) / (self._weight(part) + 2)

    def _weight(self, digests: Iterable[int]) -> float:
        return math.fsum(self._rarity(each) for each in digests)

    def _rarity(self, digest: int) -> float:
        return self._rarities[self._holding[digest]]

    @cached_property
    def _rarities(self) -> list[float]:
        """The weight of what so many of the articles hold."""
        count = len(self._known)
        odds = ((1 + count) / (1 + holding) for holding in range(count + 1))
        return [math.log((1 + each) / 2) + _LEAST for each in odds]

    @cached_property
    def _holding(self) -> Counter[int]:
        found: Counter[int] = Counter()
        for each in self._known:
            found.update(each.facts.anchor_set | each.facts.stem_set)
        return found

    def _centred(self, facts: Facts) -> Similarities:
        if facts.vector_model != self._facts.vector_model or not len(facts.matrix):
            return _NO_MEANING
        rest = facts.matrix - self._mean
        length = np.linalg.norm(rest, axis=1, keepdims=True)
        centred: Similarities = (rest / np.maximum(length, 1)).astype(np.float32)
        return centred

    @cached_property
    def _mean(self) -> Similarities:
        known = (each.facts for each in self._known)
        same = [each for each in known if each.vector_model == self._facts.vector_model]
        every = np.concatenate(
            [self._facts.matrix, *(each.matrix for each in same if len(each.matrix))]
        )
        mean: Similarities = every.sum(axis=0) / (len(every) + _PRIOR)
        return mean


_NO_MEANING: Final = np.zeros((0, 0), np.float32)


def _hours(known: Known, at: datetime) -> float:
    return max(0.0, (at - known.reference.ingested_at).total_seconds() / _SECONDS)
