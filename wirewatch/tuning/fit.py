"""Logistic models fitted to examples, and how good they are on what they were not fitted to."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.track.features import UNREPORTED
from agents.track.weights import DIGITS, FeatureWeight, Logistic
from streams.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from agents.track.weights import Features
    from wirewatch.tuning.examples import Example, PairExample
    from wirewatch.tuning.questions import Question

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

#: Parts of the examples that `reported` is left to judge when `news` is fitted to its scores.
_INNER: Final = 4


#: What is true of each pair of an example, in their order; None where that can't be said.
PairLabels = tuple[bool | None, ...]


@dataclass(frozen=True)
class Labelled:
    """Examples with what is true of them.

    Attributes:
        news: whether the article is the first to report something on the topic; None of a copy,
            and where nothing is known.
        told: for each pair whether the earlier article reports what this one leads with.
        same_story: for each pair whether both are of one story.
        same_text: for each aligned pair whether one is the other in another language.
    """

    examples: tuple[Example, ...]
    news: tuple[bool | None, ...]
    told: tuple[PairLabels, ...]
    same_story: tuple[PairLabels, ...]
    same_text: tuple[PairLabels, ...]

    def only(self, chosen: Sequence[int]) -> Labelled:
        """Those of some places."""
        return Labelled(
            tuple(self.examples[at] for at in chosen),
            tuple(self.news[at] for at in chosen),
            tuple(self.told[at] for at in chosen),
            tuple(self.same_story[at] for at in chosen),
            tuple(self.same_text[at] for at in chosen),
        )

    def without_pairs(self, articles: Collection[str]) -> Labelled:
        """The same, with nothing said of pairs whose earlier article is one of these."""
        pairs = [each.pairs for each in self.examples]
        aligned = [each.aligned for each in self.examples]
        return replace(
            self,
            told=_masked(self.told, pairs, articles),
            same_story=_masked(self.same_story, pairs, articles),
            same_text=_masked(self.same_text, aligned, articles),
        )


def _masked(
    labels: Sequence[PairLabels],
    pairs: Sequence[Sequence[PairExample]],
    articles: Collection[str],
) -> tuple[PairLabels, ...]:
    return tuple(
        tuple(
            None if pair.earlier in articles else label
            for pair, label in zip(pairs_here, labels_here, strict=True)
        )
        for pairs_here, labels_here in zip(pairs, labels, strict=True)
    )


def fit(question: Question, rows: Sequence[Features], labels: Sequence[bool]) -> Logistic:
    """Fits a logistic model.

    Raises:
        ConfigError: SciPy is not installed, or all labels are the same.
    """
    if len(set(labels)) < len((False, True)):
        raise ConfigError("tune", "", "needs labels of both sorts, news and no news")
    values = np.array([[row[name] for name in question.names] for row in rows], float)
    reach = _reach(question, values)
    for name, edges in reach.items():
        column = values[:, question.names.index(name)]
        column.clip(*edges, out=column)
    means, deviations = values.mean(axis=0), values.std(axis=0)
    deviations[deviations < _STILL] = 1
    intercept, *slopes = _solve(question, (values - means) / deviations, np.array(labels))
    return Logistic(
        intercept=round(intercept, DIGITS),
        features={
            name: FeatureWeight(
                mean=round(float(means[at]), DIGITS),
                deviation=round(float(deviations[at]), DIGITS) or 1.0,
                weight=round(slopes[at], DIGITS),
                reach=reach.get(name),
            )
            for at, name in enumerate(question.names)
        },
    )


def _reach(question: Question, values: Matrix) -> dict[str, tuple[float, float]]:
    """From where to where a feature speaks, of those that don't speak everywhere."""
    found = {}
    for name in question.reach.keys() & set(question.names):
        column = values[:, question.names.index(name)]
        low, high = np.quantile(column, question.reach[name]).tolist()
        found[name] = round(low, DIGITS), round(high, DIGITS)
    return found


_EVERYWHERE: Final = (-math.inf, math.inf)

_STILL: Final = 1e-3


def _solve(question: Question, values: Matrix, labels: NDArray[np.bool_]) -> list[float]:
    """Intercept and slopes of the least penalised loss, each slope on its side of 0."""
    try:
        from scipy.optimize import minimize  # noqa: PLC0415
    except ImportError:
        raise ConfigError("tune", "", "needs SciPy: pip install 'wirewatch[tune]'") from None
    sides = np.where(labels, 1.0, -1.0)
    shares = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    counts = question.strength * (shares if question.balanced else np.ones(len(labels)))

    def loss(solution: Vector) -> tuple[float, Vector]:
        slopes = solution[1:]
        margins = sides * (solution[0] + values @ slopes)
        pulls = -counts * sides / (1 + np.exp(np.clip(margins, -_FAR, _FAR)))
        total = float(counts @ np.logaddexp(0, -margins) + slopes @ slopes / 2)
        return total, np.concatenate([[pulls.sum()], values.T @ pulls + slopes])

    start = np.zeros(1 + values.shape[1])
    bounds = [(None, None), *(_BOUNDS[each] for each in question.signs.values())]
    solved = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    found: list[float] = solved.x.tolist()
    return found


#: Beyond this the exponential says nothing more, and would overflow.
_FAR: Final = 500.0

#: The sides on which a slope may lie, by its sign.
_BOUNDS: Final = {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}


def fit_reported(question: Question, labelled: Labelled) -> Logistic:
    """Fits whether an earlier article reports what a new one leads with."""
    return fit_pairs(question, [each.pairs for each in labelled.examples], labelled.told)


def fit_pairs(
    question: Question,
    pairs: Sequence[Sequence[PairExample]],
    labels: Sequence[PairLabels],
) -> Logistic:
    """Fits a model of pairs to those that have a label and all its features."""
    rows, found = [], []
    for pairs_here, labels_here in zip(pairs, labels, strict=True):
        for pair, label in zip(pairs_here, labels_here, strict=True):
            if label is not None and question.signs.keys() <= pair.features.keys():
                rows.append(pair.features)
                found.append(label)
    return fit(question, rows, found)


def reported(model: Logistic, example: Example) -> float:
    """The score of the earlier article that most likely reports it."""
    names = model.features.keys()
    judged = [pair.features for pair in example.pairs if names <= pair.features.keys()]
    if not judged:
        return UNREPORTED
    rows = [[features[name] for name in names] for features in judged]
    # As `Pair.told`, for all pairs at once.
    each = model.features.values()
    means, deviations, weights = (
        np.array([getattr(one, name) for one in each]) for name in ("mean", "deviation", "weight")
    )
    lows, highs = np.array([one.reach or _EVERYWHERE for one in each]).T
    within = np.array(rows).clip(lows, highs)
    parts = np.round(weights * (within - means) / deviations, DIGITS)
    retold = np.array([features["retold"] for features in judged])
    return round(float((parts.sum(axis=1) + retold).max()) + model.intercept, DIGITS)


def fit_news(
    news: Question, pairs: Question, labelled: Labelled, taken: Logistic | None = None
) -> tuple[Logistic, Logistic]:
    """Fits `reported` and, to scores of pairs that it was not fitted to, `news`.

    Args:
        news: the question of the second.
        pairs: the question of the first.
        labelled: what both are fitted to.
        taken: a model of the first that is taken as it is, where pairs have no labels.
    """
    model = taken or fit_reported(pairs, labelled)
    count = len(labelled.examples)
    parts = np.random.default_rng(0).permutation(count) % _INNER
    rows, labels = [], []
    for part in range(_INNER):
        inner = taken or fit_reported(pairs, labelled.only(np.flatnonzero(parts != part).tolist()))
        for at in np.flatnonzero(parts == part).tolist():
            example, label = labelled.examples[at], labelled.news[at]
            if label is not None:
                rows.append(example.features | {"reported": reported(inner, example)})
                labels.append(label)
    return model, fit(news, rows, labels)
