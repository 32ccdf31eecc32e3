"""`wirewatch tune`: from labels to a file of weights, with what they are worth out of fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from agents.track.pairs import OF_TERMS, OF_VECTORS
from agents.track.weights import DIGITS, Models, Weights, load_weights
from agents.vectors.choose import new_vectors
from streams.codec import encode
from streams.errors import ConfigError
from streams.records import AlertPreset, Article
from wirewatch.gold import read_gold_set
from wirewatch.jsonl import read_records, written_whole
from wirewatch.tuning.examples import Gathering
from wirewatch.tuning.fit import NEWS_C, PAIRS_C, Question, fit, fit_news, fit_pairs, out_of_fold
from wirewatch.tuning.labels import Feedback, from_feedback, from_gold, same_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from agents.track.weights import Logistic
    from streams.records import ClassifiedArticle
    from streams.settings import Settings
    from wirewatch.gold import GoldSet
    from wirewatch.tuning.examples import Example
    from wirewatch.tuning.fit import Labelled

#: What the `news` model reads.
NEWS: Final = (
    "relevance",
    "ahead-of-other-topics",
    "first-topic",
    "late",
    "length",
    "fresh-numbers",
    "reported",
)
TRANSLATION: Final = Question(
    ("aligned", "mutual", "length-spread", "unseen-numbers", "numbers-apart"), 1.0
)

#: How many times as much a missed piece of news weighs as a needless alert, by preset (F-beta).
_BETAS: Final = {
    AlertPreset.EVERYTHING_NEW: 2.0,
    AlertPreset.BALANCED: 1.0,
    AlertPreset.ONLY_THE_BIG: 0.5,
}

#: Labels that a fit needs of each sort: with fewer, chance decides.
FEWEST: Final = 20

#: Parts of the stream that are left out in turn.
_BLOCKS: Final = 5


@dataclass(frozen=True)
class Tuned:
    """Weights, and how good they are on articles that they were not fitted to.

    Attributes:
        by_fold: best F1 of the alerts, by what was left out in turn.
    """

    weights: Weights
    labels: int
    by_fold: dict[str, float]

    def __str__(self) -> str:
        """Lines for a person."""
        rates = (f"  other {fold}: F1 {rate:.3f}" for fold, rate in self.by_fold.items())
        return "\n".join([f"{self.labels} labels; on what was left out", *rates])


def classified(settings: Settings, topics: Path, articles: Path) -> list[ClassifiedArticle]:
    """Articles as classify hands them on.

    Raises:
        ConfigError: a file, or a line of it, can't be read.
    """
    classifier = Classifier(load_topics(topics, settings.aliases), new_vectors(settings))
    found: list[ClassifiedArticle] = []
    for article in read_records(Article, articles):
        if article.ingested_at is None:
            raise ConfigError(str(articles), article.id, "has no ingested_at to go by")
        found += classifier.classify(article, article.ingested_at).articles
    return found


def tune_set(gold: GoldSet, articles: Sequence[ClassifiedArticle], name: str) -> Tuned:
    """Fits all models to a labelled set, first what copies are, then what is news."""
    base = load_weights()
    with_vectors = any(each.vector_model for each in articles)
    translation = base.vectors.translation
    if with_vectors:
        translation = _fit_translation(gold, Gathering(base).of(articles))
    base = base.model_copy(
        update={"vectors": base.vectors.model_copy(update={"translation": translation})}
    )
    labelled = from_gold(gold, Gathering(base).of(articles))
    found = base.model_copy(update={"fitted_on": (name,)})
    by_fold: dict[str, float] = {}
    if with_vectors:
        models, by_fold = _fit_models(labelled, (*OF_VECTORS, *OF_TERMS), base.vectors)
        found = found.model_copy(update={"vectors": models})
    models, of_terms = _fit_models(labelled, OF_TERMS, base.terms)
    found = found.model_copy(update={"terms": models})
    by_fold |= {f"{fold}, terms only": rate for fold, rate in of_terms.items()}
    return Tuned(found, len(labelled.news), by_fold)


def tune_feedback(
    answers: Sequence[Feedback], articles: Sequence[ClassifiedArticle], name: str
) -> Tuned:
    """Fits what is news, and its thresholds, to what users said; the rest stays as it is.

    Raises:
        ConfigError: there are too few answers of one sort.
    """
    base = load_weights()
    labelled = from_feedback(answers, Gathering(base).of(articles))
    if min(sum(labelled.news), len(labelled.news) - sum(labelled.news)) < FEWEST:
        raise ConfigError(name, "", f"needs {FEWEST} answers for news and as many against it")
    vectors = any(each.vector_model for each in articles)
    old = base.vectors if vectors else base.terms
    names = tuple(old.reported.features)
    models, by_fold = _fit_models(labelled, names, old, reported=old.reported)
    fitted_on = (*base.fitted_on, name)
    update = {"fitted_on": fitted_on, "vectors" if vectors else "terms": models}
    return Tuned(base.model_copy(update=update), len(labelled.news), by_fold)


def tune_files(settings: Settings, folder: Path, feedback: Path | None, out: Path) -> Tuned:
    """Tunes to a labelled set, or to feedback on its articles, and writes the weights.

    Raises:
        ConfigError: a file can't be read or written, or holds too few labels.
    """
    articles = classified(settings, folder / "topics.yaml", folder / "articles.jsonl")
    if feedback:
        tuned = tune_feedback(read_records(Feedback, feedback), articles, feedback.name)
    else:
        tuned = tune_set(read_gold_set(folder), articles, folder.resolve().name)
    with written_whole(out) as file:
        file.write(encode(tuned.weights))
    return tuned


def _fit_translation(gold: GoldSet, examples: Iterable[Example]) -> Logistic:
    rows, labels = [], []
    for example in examples:
        for pair in example.aligned:
            rows.append(pair.features)
            labels.append(same_text(gold, example.article, pair.earlier))
    return fit(TRANSLATION, rows, labels)


def _fit_models(
    labelled: Labelled, names: tuple[str, ...], old: Models, reported: Logistic | None = None
) -> tuple[Models, dict[str, float]]:
    """The models fitted to all labels, with thresholds from what is out of fold over time."""
    news, pairs = Question(NEWS, NEWS_C), Question(names, PAIRS_C, balanced=True)

    def fitted(part: Labelled) -> tuple[Logistic, Logistic]:
        return fit_news(news, pairs, part, reported)

    first, second = fitted(labelled)
    scores = {name: out_of_fold(labelled, fold, fitted) for name, fold in _folds(labelled).items()}
    together = [score for each in scores.values() for score in each]
    labels = labelled.news * len(scores)
    thresholds = {
        preset.value: _threshold(together, labels, beta) for preset, beta in _BETAS.items()
    }
    by_fold = {
        name: max(_f_beta(each, labelled.news, at, 1.0) for at in each)
        for name, each in scores.items()
    }
    update: dict[str, object] = {"reported": first, "news": second, "thresholds": thresholds}
    if old.same_story and reported is None:
        update["same_story"] = fit_pairs(pairs, labelled.examples, labelled.same_story)
    return old.model_copy(update=update), by_fold


def _folds(labelled: Labelled) -> dict[str, Callable[[Example], object]]:
    """By topic where there are several, and by time."""
    order = sorted({example.at for example in labelled.examples})
    place = {at: index * _BLOCKS // len(order) for index, at in enumerate(order)}
    found: dict[str, Callable[[Example], object]] = {"time": lambda each: place[each.at]}
    if len({example.topic for example in labelled.examples}) > 1:
        found["topics"] = lambda each: each.topic
    return found


def _threshold(scores: Sequence[float], labels: Sequence[bool], beta: float) -> float:
    """The threshold with the best F-beta: the middle of the scores between which it holds."""
    best = max(scores, key=lambda at: (_f_beta(scores, labels, at, beta), -at))
    below = [each for each in scores if each < best]
    return round((best + max(below, default=best)) / 2, DIGITS)


def _f_beta(scores: Sequence[float], labels: Sequence[bool], at: float, beta: float) -> float:
    right = sum(label and score >= at for score, label in zip(scores, labels, strict=True))
    given, wanted = sum(score >= at for score in scores), sum(labels)
    weighed = beta * beta
    return (1 + weighed) * right / (weighed * wanted + given) if right else 0.0
