"""Models judged on what they were not fitted to: on another topic, at another time, or on both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from agents.track.weights import DIGITS
from wirewatch.tuning.fit import reported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from agents.track.weights import Logistic
    from wirewatch.tuning.fit import Labelled

    Fitted = Callable[[Labelled], tuple[Logistic, Logistic]]

#: A threshold has to be reachable.
_SURE: Final = 0.99

#: Parts of a stream that are left out in turn.
BLOCKS: Final = 5


class LeftOut(StrEnum):
    """What a model was not fitted to."""

    TIME = "other time"
    TOPICS = "other topics"
    BOTH = "other topics at other times"


@dataclass(frozen=True)
class Split:
    """Places of the examples that a model is fitted to, and of those it is judged on."""

    fitted: tuple[int, ...]
    judged: tuple[int, ...]


def blocks_of(times: Iterable[datetime]) -> dict[datetime, int]:
    """The part of the stream that each time lies in; each has as many articles as another."""
    order = sorted(set(times))
    return {at: index * BLOCKS // len(order) for index, at in enumerate(order)}


def splits(labelled: Labelled, left_out: LeftOut) -> list[Split]:
    """The ways to leave something out that together judge every example once."""
    block = blocks_of(each.at for each in labelled.examples)
    places = [(each.topic, block[each.at]) for each in labelled.examples]
    found: dict[object, list[int]] = {}
    for at, (topic, part) in enumerate(places):
        key = {LeftOut.TIME: part, LeftOut.TOPICS: topic, LeftOut.BOTH: (topic, part)}[left_out]
        found.setdefault(key, []).append(at)
    return [
        Split(_apart(places, [places[at] for at in judged], left_out), tuple(judged))
        for judged in found.values()
    ]


def _apart(
    places: Sequence[tuple[str, int]], judged: Sequence[tuple[str, int]], left_out: LeftOut
) -> tuple[int, ...]:
    """Those that share with the judged ones neither the topic nor the time that is left out."""
    topics = {topic for topic, _ in judged} if left_out is not LeftOut.TIME else set()
    parts = {part for _, part in judged} if left_out is not LeftOut.TOPICS else set()
    return tuple(
        at for at, (topic, part) in enumerate(places) if topic not in topics and part not in parts
    )


def training(labelled: Labelled, split: Split) -> Labelled:
    """What a model may see: of pairs, none whose earlier article is judged."""
    judged = {labelled.examples[at].article for at in split.judged}
    return labelled.only(split.fitted).without_pairs(judged)


@dataclass(frozen=True)
class Judged:
    """Examples by the scores of models that were not fitted to them, and by their labels.

    Attributes:
        parts: number of the split that each was judged in.
    """

    scores: tuple[float, ...]
    labels: tuple[bool, ...]
    parts: tuple[int, ...]

    def f_beta(self, threshold: float, beta: float = 1.0) -> float:
        """How good the alerts from a threshold on are; beta is what a missed one weighs."""
        right = sum(
            label and score >= threshold
            for score, label in zip(self.scores, self.labels, strict=True)
        )
        given, wanted = sum(score >= threshold for score in self.scores), sum(self.labels)
        weighed = beta * beta
        return (1 + weighed) * right / (weighed * wanted + given) if right else 0.0

    def best(self, beta: float = 1.0) -> float:
        """The best F-beta that any threshold gives."""
        return max(self.f_beta(at, beta) for at in self.scores)

    def threshold(self, beta: float = 1.0) -> float:
        """The log odds from which an alert is worth more than none, by F-beta.

        A probability of F / (1 + beta squared), F being the best F-beta that can be had (Lipton,
        Elkan and Narayanaswamy 2014, theirs is for a beta of 1). The one threshold that happens to
        be best on a few hundred labels is mostly chance.
        """
        chance = min(max(self.best(beta) / (1 + beta * beta), 1 - _SURE), _SURE)
        return round(math.log(chance / (1 - chance)), DIGITS)

    def blind(self) -> float:
        """F1 with the threshold of each part taken from the other parts."""
        needed = {part: self._without(part).threshold() for part in set(self.parts)}
        above = (score - needed[part] for score, part in zip(self.scores, self.parts, strict=True))
        return Judged(tuple(above), self.labels, self.parts).f_beta(0.0)

    def _without(self, part: int) -> Judged:
        kept = [at for at, each in enumerate(self.parts) if each != part]
        return Judged(
            tuple(self.scores[at] for at in kept),
            tuple(self.labels[at] for at in kept),
            tuple(self.parts[at] for at in kept),
        )


def out_of_fold(labelled: Labelled, left_out: LeftOut, fitted: Fitted) -> Judged:
    """Judges each example of which it is known whether it is news."""
    rows = []
    for part, split in enumerate(splits(labelled, left_out)):
        pairs, news = fitted(training(labelled, split))
        for at in split.judged:
            example, label = labelled.examples[at], labelled.news[at]
            if label is not None:
                features = example.features | {"reported": reported(pairs, example)}
                rows.append((news.score(features), label, part))
    scores, labels, parts = zip(*rows, strict=True)
    return Judged(scores, labels, parts)
