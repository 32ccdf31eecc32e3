"""`wirewatch tune`: from labels to a file of weights, with what they are worth out of fold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from agents.track.weights import Weights, load_weights
from agents.vectors.choose import new_vectors
from streams.codec import encode
from streams.errors import ConfigError
from streams.records import Article
from wirewatch.gold import read_gold_set
from wirewatch.jsonl import read_records, written_whole
from wirewatch.tuning.examples import Gathering
from wirewatch.tuning.fit import fit_news
from wirewatch.tuning.folds import out_of_fold
from wirewatch.tuning.labels import NEWS_ANSWERS, Feedback, from_feedback, from_gold
from wirewatch.tuning.models import fit_models, fit_weights, has_vectors, ways
from wirewatch.tuning.questions import NEWS, PAIRS, PAIRS_OF_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from agents.topics.definitions import TopicSet
    from streams.records import ClassifiedArticle
    from streams.settings import Settings
    from wirewatch.gold import GoldSet
    from wirewatch.tuning.fit import Labelled
    from wirewatch.tuning.folds import Fitted, Judged, LeftOut

#: Labels that a fit needs of each sort: with fewer, chance decides.
FEWEST: Final = 20


@dataclass(frozen=True)
class Tuned:
    """Weights, and how good they are on articles that they were not fitted to.

    Attributes:
        labels: articles of which it is known whether they are news.
        out_of_fold: those articles as models judge them that were fitted to others.
    """

    weights: Weights
    labels: int
    out_of_fold: Mapping[LeftOut, Judged]

    def __str__(self) -> str:
        """Lines for a person."""
        lines = [f"{self.labels} labels; F1 of the alerts where the models were fitted to"]
        for left_out, judged in self.out_of_fold.items():
            best, blind = judged.best(), judged.blind()
            rates = f"{best:.3f} with the best threshold, {blind:.3f} with that of the others"
            lines.append(f"  {left_out}: {rates}")
        return "\n".join(lines)


def classified(
    settings: Settings, topics: TopicSet, articles: Iterable[Article]
) -> list[ClassifiedArticle]:
    """Articles as classify hands them on, in their order.

    Raises:
        ConfigError: one has no time.
    """
    classifier = Classifier(topics, new_vectors(settings))
    found: list[ClassifiedArticle] = []
    for article in articles:
        if article.ingested_at is None:
            raise ConfigError("articles", article.id, "has no ingested_at to go by")
        found += classifier.classify(article, article.ingested_at).articles
    return found


def tune_set(gold: GoldSet, articles: Sequence[ClassifiedArticle], name: str) -> Tuned:
    """Fits all models to a labelled set."""
    labelled = labels_of(gold, articles)
    pairs = PAIRS if has_vectors(labelled) else PAIRS_OF_TERMS
    weights = fit_weights(load_weights(), labelled, name)
    return _tuned(weights, labelled, partial(fit_news, NEWS, pairs))


def labels_of(gold: GoldSet, articles: Iterable[ClassifiedArticle]) -> Labelled:
    """The examples of a labelled set; its copies are not remembered, as if known for certain."""
    copies = frozenset(each.id for each in gold.truths.values() if each.copy_of)
    return from_gold(gold, Gathering(load_weights(), copies).of(articles))


def tune_feedback(
    answers: Sequence[Feedback], articles: Sequence[ClassifiedArticle], name: str
) -> Tuned:
    """Fits what is news, and its thresholds, to what users said; the rest stays as it is.

    Raises:
        ConfigError: there are too few answers of one sort on articles that got past the gate.
    """
    base = load_weights()
    labelled = from_feedback(answers, Gathering(base).of(articles))
    _check_enough(labelled.news, name)
    vectors = any(each.vector_model for each in articles)
    old = base.vectors if vectors else base.terms
    pairs = PAIRS if vectors else PAIRS_OF_TERMS
    models = fit_models(old, labelled, pairs, taken=old.reported)
    fitted_on = (*base.fitted_on, name)
    update = {"fitted_on": fitted_on, "vectors" if vectors else "terms": models}
    fitted = partial(fit_news, NEWS, pairs, taken=old.reported)
    return _tuned(base.model_copy(update=update), labelled, fitted)


def _check_enough(news: Sequence[bool | None], name: str) -> None:
    if min(news.count(label) for label in (True, False)) < FEWEST:
        raise ConfigError(name, "", f"needs {FEWEST} answers for news and as many against it")


def _read_feedback(path: Path, topics: TopicSet, articles: Iterable[Article]) -> list[Feedback]:
    """What users said, on articles and topics that there are.

    Raises:
        ConfigError: the file, or a line of it, can't be read or names what is not there, or there
            are too few answers of one sort.
    """
    answers, known = read_records(Feedback, path), {each.id for each in articles}
    for line, answer in enumerate(answers, start=1):
        place = f"{path}, line {line}"
        if answer.article not in known:
            raise ConfigError(place, "article", f"there is no {answer.article}")
        if answer.topic not in topics.by_id:
            raise ConfigError(place, "topic", f"there is no {answer.topic}")
    _check_enough([each.answer in NEWS_ANSWERS for each in answers], str(path))
    return answers


def _tuned(weights: Weights, labelled: Labelled, fitted: Fitted) -> Tuned:
    labels = sum(label is not None for label in labelled.news)
    judged = {each: out_of_fold(labelled, each, fitted) for each in ways(labelled)}
    return Tuned(weights, labels, judged)


def tune_files(settings: Settings, folder: Path, feedback: Path | None, out: Path) -> Tuned:
    """Tunes to a labelled set, or to feedback on its articles, and writes the weights.

    Raises:
        ConfigError: a file can't be read or written, or holds too few labels.
    """
    topics = load_topics(folder / "topics.yaml", settings.aliases)
    articles = read_records(Article, folder / "articles.jsonl")
    if feedback:
        answers = _read_feedback(feedback, topics, articles)
        tuned = tune_feedback(answers, classified(settings, topics, articles), feedback.name)
    else:
        gold = read_gold_set(folder)
        tuned = tune_set(gold, classified(settings, topics, articles), folder.resolve().name)
    with written_whole(out) as file:
        file.write(encode(tuned.weights))
    return tuned
