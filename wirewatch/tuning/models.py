"""All models of `track` fitted to labels, with their thresholds, and what they are worth."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from streams.records import AlertPreset
from wirewatch.tuning.fit import fit_news, fit_pairs
from wirewatch.tuning.folds import LeftOut, out_of_fold
from wirewatch.tuning.questions import NEWS, PAIRS, PAIRS_OF_TERMS, STORIES, TRANSLATION, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.track.weights import Logistic, Models, Weights
    from wirewatch.tuning.examples import PairExample
    from wirewatch.tuning.fit import Labelled, PairLabels

#: How many times as much a missed piece of news weighs as a needless alert, by preset (F-beta).
_BETAS: Final = {
    AlertPreset.EVERYTHING_NEW: 2.0,
    AlertPreset.BALANCED: 1.0,
    AlertPreset.ONLY_THE_BIG: 0.5,
}

#: What `retold` was fitted to, and stays fitted to (`python -m bench.fit_retold`): a stream of one
#: topic holds too few articles that say the same in the same words.
WORDS: Final = ("ecbplus", "tgcontest")


def fit_weights(base: Weights, labelled: Labelled, name: str) -> Weights:
    """Weights for articles with sentence vectors, where there are any, and for terms alone."""
    terms = fit_models(base.terms, labelled, PAIRS_OF_TERMS)
    fitted_on = (name, *WORDS) if base.retold else (name,)
    found = base.model_copy(update={"fitted_on": fitted_on, "terms": terms})
    if not has_vectors(labelled):
        return found
    models = fit_models(base.vectors, labelled, PAIRS)
    pairs = [each.pairs for each in labelled.examples]
    aligned = [each.aligned for each in labelled.examples]
    update = {
        "same_story": _fit_or(models.same_story, STORIES, pairs, labelled.same_story),
        "translation": _fit_or(models.translation, TRANSLATION, aligned, labelled.same_text),
    }
    return found.model_copy(update={"vectors": models.model_copy(update=update)})


def _fit_or(
    old: Logistic | None,
    question: Question,
    pairs: Sequence[Sequence[PairExample]],
    labels: Sequence[PairLabels],
) -> Logistic | None:
    """A model of pairs, or the old one where there are not pairs of both sorts."""
    sorts = {label for each in labels for label in each}
    return fit_pairs(question, pairs, labels) if {True, False} <= sorts else old


def has_vectors(labelled: Labelled) -> bool:
    """Whether the examples were compared by sentence vectors."""
    return any(
        PAIRS.signs.keys() <= pair.features.keys()
        for example in labelled.examples
        for pair in example.pairs
    )


def fit_models(
    old: Models,
    labelled: Labelled,
    pairs: Question,
    news: Question = NEWS,
    taken: Logistic | None = None,
) -> Models:
    """`reported` and `news` fitted to all labels, with thresholds from what is out of fold.

    `taken` is a `reported` that stays as it is, where pairs have no labels.
    """
    fitted = partial(fit_news, news, pairs, taken=taken)
    reported, model = fitted(labelled)
    judged = out_of_fold(labelled, LeftOut.TIME, fitted)
    thresholds = {preset.value: judged.threshold(beta) for preset, beta in _BETAS.items()}
    update = {"reported": reported, "news": model, "thresholds": thresholds}
    return old.model_copy(update=update)


def ways(labelled: Labelled) -> list[LeftOut]:
    """What can be left out: topics only where there are several."""
    several = len({example.topic for example in labelled.examples}) > 1
    return list(LeftOut) if several else [LeftOut.TIME]
