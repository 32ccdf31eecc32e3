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
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.track.facts import LEAD
from agents.track.features import UNREPORTED
from agents.track.weights import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from agents.track.state import Facts, Known
    from agents.track.weights import Features, Logistic
    from agents.vectors.quantised import Similarities

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

    `retold` among the features is how much more than even the odds are, by words alone, that it
    tells the same; 0 where they don't say so.
    """

    known: Known
    features: Features

    def told(self, model: Logistic) -> float:
        """How likely the earlier one reports what the new one leads with, by a `reported` model.

        Where words alone tell, they speak for it, however the rest looks.
        """
        return model.score(self.features) + self.features["retold"]


def fits(model: Logistic, pair: Pair) -> bool:
    """Whether a pair has all that a model reads."""
    return model.features.keys() <= pair.features.keys()


def likeliest(
    pairs: Iterable[Pair], model: Logistic, score: Callable[[Pair], float]
) -> tuple[Known | None, float]:
    """The earlier article with the highest score among those that the model can judge."""
    best: tuple[Known | None, float] = (None, UNREPORTED)
    for each in pairs:
        if fits(model, each):
            found = score(each)
            if best[0] is None or found > best[1]:
                best = each.known, found
    return best


class Comparison:
    """An article's facts beside those of the earlier articles that come nearest."""

    def __init__(
        self, facts: Facts, at: datetime, known: Sequence[Known], words: Logistic | None = None
    ) -> None:
        self._facts = facts
        self._at = at
        self._known = known
        self._words = words

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """One pair for each earlier article."""
        return tuple(self._pairs())

    def _pairs(self) -> Iterator[Pair]:
        ours = self._centred(self._facts)
        for each in self._known:
            theirs = self._centred(each.facts)
            meaning = ours @ theirs.T if len(ours) and len(theirs) else _NO_MEANING
            features = rounded(self._of_terms(each))
            features["retold"] = self._told_by_words(features, each.facts)
            if len(meaning):
                features |= self._of_vectors(meaning, each.facts)
            yield Pair(each, rounded(features))

    def _told_by_words(self, features: Features, old: Facts) -> float:
        """By how much the odds that words give are above even ones; a number of its own is news."""
        if self._words is None or set(self._facts.lead_numbers) - set(old.numbers):
            return 0.0
        return max(0.0, self._words.score(features))

    def _of_vectors(self, meaning: Similarities, old: Facts) -> Features:
        lead, old_lead = LEAD + self._facts.titled, LEAD + old.titled
        return {
            "old-text-retold": float(meaning.max(axis=0).mean()),
            "leads-alike": float(meaning[:lead, :old_lead].max()),
        }

    def _of_terms(self, known: Known) -> Features:
        ours, old = self._facts, known.facts
        lead, numbers = self._lead, self._numbers
        least = min(self._anchors_weight, self._weight(old.anchor_set))
        alike = bool(ours.language) and ours.language == old.language
        return {
            "lead-names-missing": self._weight(lead - old.anchor_set),
            "text-names": self._weight(ours.anchor_set & old.anchor_set) / (least + 3),
            "leads-names": self._weight(lead & frozenset(old.lead_anchors)),
            "words-retold": self._telling(self._facts.lead_set & old.held) / self._own_lead,
            "old-words-retold": self._share(self._held, old.lead_set),
            "same-language": float(alike),
            "in-common": self._in_common(old),
            "shared-numbers": min(3.0, len(numbers.intersection(old.numbers))),
            "old-unseen-numbers": min(3.0, len(set(old.lead_numbers) - numbers)),
            "hours": math.log1p(_hours(known, self._at)),
        }

    @cached_property
    def _held(self) -> frozenset[int]:
        return self._facts.held

    @cached_property
    def _own_lead(self) -> float:
        return max(self._telling(self._facts.lead_set), _LEAST)

    def _share(self, text: frozenset[int], lead: frozenset[int]) -> float:
        """The share of a lead's words and names that another text has; the rare ones tell."""
        return self._telling(lead & text) / max(self._telling(lead), _LEAST)

    def _telling(self, digests: Iterable[int]) -> float:
        return math.fsum((self._rarity(each) + math.log(2)) ** 2 for each in digests)

    def _in_common(self, old: Facts) -> float:
        """The share of the lead's words that the old one has, or else of the names of both."""
        ours, theirs = self._facts.anchor_set, old.anchor_set
        names = len(ours & theirs) / max(_FEWEST_NAMES, min(len(ours), len(theirs)))
        words = self._substance(self._lead_stems & old.stem_set)
        return max(names, words / max(self._substance(self._lead_stems), _LEAST))

    def _substance(self, digests: frozenset[int]) -> float:
        # What all have counts too: a follow-up is told in the words of its story.
        return self._weight(digests) + math.log(2) * len(digests)

    def _weight(self, digests: Iterable[int]) -> float:
        return math.fsum(map(self._rarity, digests))

    def _rarity(self, digest: int) -> float:
        return self._rarities.get(digest, self._unheld)

    @cached_property
    def _rarities(self) -> dict[int, float]:
        """The weight of each word and name that earlier articles hold."""
        holding = Counter(chain.from_iterable(each.words.tolist() for each in self._known))
        weights = [self._weight_of(count) for count in range(len(self._known) + 1)]
        return {digest: weights[count] for digest, count in holding.items()}

    @cached_property
    def _unheld(self) -> float:
        return self._weight_of(0)

    def _weight_of(self, holding: int) -> float:
        """The weight of what so many of the earlier articles hold."""
        return math.log((1 + (1 + len(self._known)) / (1 + holding)) / 2) + _LEAST

    @cached_property
    def _lead(self) -> frozenset[int]:
        return frozenset(self._facts.lead_anchors)

    @cached_property
    def _lead_stems(self) -> frozenset[int]:
        return frozenset(self._facts.lead_stems)

    @cached_property
    def _numbers(self) -> frozenset[float]:
        return frozenset(self._facts.numbers)

    @cached_property
    def _anchors_weight(self) -> float:
        return self._weight(self._facts.anchor_set)

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
