"""Logistic models fitted to examples, and how good they are on what they were not fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.track.features import UNREPORTED
from agents.track.weights import DIGITS, FeatureWeight, Logistic
from streams.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agents.track.weights import Features
    from wirewatch.tuning.examples import Example

#: Inverse strengths of the pull towards 0. Pairs are many and much alike, labels are few.
PAIRS_C: Final = 0.05
NEWS_C: Final = 0.3

#: Parts of the examples that `reported` is left to judge when `news` is fitted to its scores.
_INNER: Final = 4


@dataclass(frozen=True)
class Question:
    """A model to be fitted: the features it reads, and how hard it is held back.

    Attributes:
        balanced: whether yes and no count alike, however rare one of them is.
    """

    names: tuple[str, ...]
    strength: float
    balanced: bool = False


@dataclass(frozen=True)
class Labelled:
    """Examples with what is true of them.

    Attributes:
        news: whether the article is the first to report something on the topic.
        told: for each pair whether the earlier article reports what this one leads with; None
            where that can't be said.
        same_story: for each pair whether both are of one story; None where that can't be said.
    """

    examples: tuple[Example, ...]
    news: tuple[bool, ...]
    told: tuple[tuple[bool | None, ...], ...]
    same_story: tuple[tuple[bool | None, ...], ...]

    def only(self, chosen: Sequence[int]) -> Labelled:
        """Those of some places."""
        return Labelled(
            tuple(self.examples[index] for index in chosen),
            tuple(self.news[index] for index in chosen),
            tuple(self.told[index] for index in chosen),
            tuple(self.same_story[index] for index in chosen),
        )


def fit(question: Question, rows: Sequence[Features], labels: Sequence[bool]) -> Logistic:
    """Fits a logistic model.

    Raises:
        ConfigError: scikit-learn is not installed, or all labels are the same.
    """
    try:
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    except ImportError:
        raise ConfigError("tune", "", "needs scikit-learn: pip install 'wirewatch[tune]'") from None
    if len(set(labels)) < len((False, True)):
        raise ConfigError("tune", "", "needs labels of both sorts, news and no news")
    values = np.array([[row[name] for name in question.names] for row in rows], float)
    means, deviations = values.mean(axis=0), values.std(axis=0)
    deviations[deviations < _STILL] = 1
    model = LogisticRegression(
        C=question.strength,
        class_weight="balanced" if question.balanced else None,
        max_iter=5000,
    ).fit((values - means) / deviations, labels)
    return Logistic(
        intercept=round(float(model.intercept_[0]), DIGITS),
        features={
            name: FeatureWeight(
                mean=round(float(means[at]), DIGITS),
                deviation=round(float(deviations[at]), DIGITS) or 1.0,
                weight=round(float(model.coef_[0][at]), DIGITS),
            )
            for at, name in enumerate(question.names)
        },
    )


_STILL: Final = 1e-3


def fit_reported(question: Question, labelled: Labelled) -> Logistic:
    """Fits whether an earlier article reports what a new one leads with."""
    return fit_pairs(question, labelled.examples, labelled.told)


def fit_pairs(
    question: Question,
    examples: Sequence[Example],
    labels_of: Sequence[Sequence[bool | None]],
) -> Logistic:
    """Fits a model of pairs to those that have a label."""
    rows, labels = [], []
    for example, labels_here in zip(examples, labels_of, strict=True):
        for pair, label in zip(example.pairs, labels_here, strict=True):
            if label is not None and question.names[0] in pair.features:
                rows.append(pair.features)
                labels.append(label)
    return fit(question, rows, labels)


def reported(model: Logistic, example: Example) -> float:
    """The score of the earlier article that most likely reports it."""
    names = model.features.keys()
    scores = [model.score(pair.features) for pair in example.pairs if names <= pair.features.keys()]
    return max(scores, default=UNREPORTED)


def fit_news(
    news: Question, pairs: Question, labelled: Labelled, strengthless: Logistic | None = None
) -> tuple[Logistic, Logistic]:
    """Fits `reported` and, to scores of pairs that it was not fitted to, `news`.

    Args:
        news: the question of the second.
        pairs: the question of the first.
        labelled: what both are fitted to.
        strengthless: a model of the first that is taken as it is, where pairs have no labels.
    """
    model = strengthless or fit_reported(pairs, labelled)
    scores = np.zeros(len(labelled.examples))
    parts = np.random.default_rng(0).permutation(len(scores)) % _INNER
    for part in range(_INNER):
        rest = [at for at in range(len(scores)) if parts[at] != part]
        inner = strengthless or fit_reported(pairs, labelled.only(rest))
        for at in np.flatnonzero(parts == part).tolist():
            scores[at] = reported(inner, labelled.examples[at])
    rows = [
        example.features | {"reported": float(score)}
        for example, score in zip(labelled.examples, scores, strict=True)
    ]
    return model, fit(news, rows, labelled.news)


def out_of_fold(
    labelled: Labelled,
    fold: Callable[[Example], object],
    fitted: Callable[[Labelled], tuple[Logistic, Logistic]],
) -> list[float]:
    """The score of each example by models that were fitted to the other folds alone."""
    scores = [0.0] * len(labelled.examples)
    folds = [fold(example) for example in labelled.examples]
    for each in sorted(set(folds), key=str):
        rest = [at for at, one in enumerate(folds) if one != each]
        pairs, news = fitted(labelled.only(rest))
        for at in (at for at, one in enumerate(folds) if one == each):
            example = labelled.examples[at]
            score = reported(pairs, example)
            scores[at] = news.score(example.features | {"reported": score})
    return scores
