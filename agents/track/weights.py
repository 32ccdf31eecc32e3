"""Logistic models over named features, and the file that holds their weights.

The file names what it was fitted on. `wirewatch tune` writes another one, which the setting
`WIREWATCH_WEIGHTS` puts in its place.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from streams.codec import decode
from streams.errors import BadRecord, ConfigError
from streams.records import Record, Score

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED: Final = Path(__file__).parent / "data" / "weights.json"

#: Measures by their names.
Features = dict[str, float]

#: Digits of features and scores: what lies below differs between machines.
DIGITS: Final = 4


def rounded(features: Features) -> Features:
    """Features as they are kept and decided by."""
    return {name: round(float(value), DIGITS) for name, value in features.items()}


class FeatureWeight(Record):
    """How a feature counts: `weight` for each standard deviation that it lies above its mean.

    Attributes:
        reach: from where to where it speaks; what lies beyond counts as the edge. None: everywhere.
    """

    mean: Score
    deviation: Score = Field(gt=0)
    weight: Score
    reach: tuple[Score, Score] | None = None

    def part(self, value: float) -> float:
        """What a value of the feature adds to the score."""
        if self.reach is not None:
            value = min(max(value, self.reach[0]), self.reach[1])
        return round(self.weight * (value - self.mean) / self.deviation, DIGITS)


class Logistic(Record):
    """A logistic model; above 0 is more likely yes than no."""

    intercept: Score
    features: dict[str, FeatureWeight]

    def score(self, values: Mapping[str, float]) -> float:
        """The logarithm of the odds; each feature of the model has to be there."""
        return round(self.intercept + math.fsum(self.parts(values).values()), DIGITS)

    def parts(self, values: Mapping[str, float]) -> dict[str, float]:
        """What each feature adds to the score."""
        return {name: each.part(values[name]) for name, each in self.features.items()}


class Models(Record):
    """All that decides whether an article brings something.

    Attributes:
        translation: of two articles, whether one is the other in another language.
        reported: whether an earlier article reports what this one leads with.
        same_story: of two articles, whether they are of one story.
        news: whether an article brings something that is worth an alert.
        thresholds: what `news` has to reach, by the preset that a topic names.
    """

    translation: Logistic | None = None
    reported: Logistic
    same_story: Logistic | None = None
    news: Logistic
    thresholds: dict[str, Score]


class Weights(Record):
    """The models with sentence vectors, and those for terms alone; `fitted_on` names the sets.

    Attributes:
        retold: of two articles in one language, whether words alone tell that the later one
            repeats the earlier; 0 is where nineteen of twenty such pairs are on one event.
    """

    version: Literal[1] = 1
    fitted_on: tuple[str, ...]
    retold: Logistic | None = None
    vectors: Models
    terms: Models


@cache
def load_weights(path: Path | None = None) -> Weights:
    """The weights of a file, or else the shipped ones.

    Raises:
        ConfigError: it can't be read, or is of another version.
    """
    path = path or SHIPPED
    try:
        return decode(Weights, path.read_bytes())
    except OSError as error:
        raise ConfigError(str(path), "", f"can't read it: {error.strerror}") from None
    except BadRecord as error:
        raise ConfigError(str(path), "", str(error)) from None
