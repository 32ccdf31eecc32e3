"""`wirewatch replay`: recorded articles decided as the workers would, without Kafka.

Classification, decision and the storage of rolling state are the functions of production; a
dictionary stands where Faust has its table. The clock is the stream's own: a backtest of last
year gives today what it gave last year.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agents.classify.classifier import Classifier
from agents.classify.publishers import NO_HINTS, Publishers, load_publishers
from agents.clock import arrival
from agents.topics.definitions import load_topics
from agents.track.cache import StateCache
from agents.track.rolling import TableView
from agents.track.step import decide
from agents.track.weights import Weights, load_weights
from agents.vectors.choose import new_vectors
from streams.codec import encode
from streams.records import Article
from wirewatch.articles import Refusal, article_of
from wirewatch.decisions import decision_of
from wirewatch.jsonl import read_lines, read_records, written_whole
from wirewatch.progress import progress
from wirewatch.readings import Readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from agents.topics.definitions import TopicSet
    from agents.track.tracker import Decision
    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.records import ClassifiedArticle
    from streams.settings import Settings
    from wirewatch.decisions import ArticleDecision
    from wirewatch.progress import Bar

NO_READINGS = Readings()
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass
class Report:
    """How a replay went, in lines of the file."""

    decided: int = 0
    alerts: int = 0
    refused: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        """One line for a person."""
        return (
            f"decided {self.decided}, alerts {self.alerts}, refused {self.refused}, "
            f"in {self.seconds:.1f} s"
        )


def replay(
    topics: TopicSet,
    articles: Iterable[Article],
    vectors: SentenceVectors | None = None,
    publishers: Publishers = NO_HINTS,
    weights: Weights | None = None,
    *,
    readings: Readings = NO_READINGS,
) -> Iterator[ArticleDecision]:
    """Decides articles in their order, starting from nothing known: one decision for each.

    Without `vectors`, topics are decided by their terms alone; without `weights`, news by the
    shipped ones. No second reader is asked: what it answered is in `readings`.
    """
    classifier = Classifier(topics, vectors, publishers)
    pipeline = _Pipeline(classifier, weights or load_weights(), readings)
    for article, following in _with_following(articles):
        yield pipeline.decide(article, following)


def replay_file(
    settings: Settings,
    topics: Path,
    articles: Path,
    decisions: Path,
    readings: Readings = NO_READINGS,
) -> Report:
    """Replays a file and writes one decision a line; the file appears once all are made.

    Lines that are no articles are named on standard error, counted and left out.

    Raises:
        ConfigError: a file can't be read or written.
    """
    started, report = time.monotonic(), Report()
    monitored = load_topics(topics, settings.aliases)
    with written_whole(decisions) as out, progress("replaying", [articles]) as bar:
        around = around_of(settings)
        stream = articles_of(settings, articles, bar, report)
        for decision in replay(monitored, stream, *around, readings=readings):
            out.write(encode(decision) + b"\n")
            report.decided += 1
            report.alerts += len(decision.alerts)
    report.seconds = time.monotonic() - started
    return report


def around_of(settings: Settings) -> tuple[SentenceVectors | None, Publishers, Weights]:
    """What decides besides the topics, as the settings name it."""
    return (
        new_vectors(settings),
        load_publishers(settings.publishers),
        load_weights(settings.weights),
    )


def replay_set(settings: Settings, folder: Path) -> list[ArticleDecision]:
    """Replays a benchmark set, whose every line has to be an article.

    Raises:
        ConfigError: a file, or a line of it, can't be read.
    """
    articles = read_records(Article, folder / "articles.jsonl")
    around = around_of(settings)
    return list(replay(load_topics(folder / "topics.yaml", settings.aliases), articles, *around))


def articles_of(settings: Settings, path: Path, bar: Bar, report: Report) -> Iterator[Article]:
    """The articles of a file; lines that are none are named and counted."""
    for line in read_lines(path):
        article = article_of(line, settings.max_article_bytes)
        bar.advance()
        if isinstance(article, Refusal):
            report.refused += 1
            bar.say(article)
        else:
            yield article


def _with_following(articles: Iterable[Article]) -> Iterator[tuple[Article, Article | None]]:
    before: Article | None = None
    for article in articles:
        if before is not None:
            yield before, article
        before = article
    if before is not None:
        yield before, None


def _record_time(article: Article, following: Article | None) -> datetime:
    """What Kafka would have set as the time of the article's record, which a file does not have.

    That of its arrival; but no article arrived after the one behind it, so that one wrong clock
    does not make all the rest look late. In 1970 where no time is given.
    """
    arrived = article.ingested_at or _EPOCH
    if following is None or following.ingested_at is None:
        return arrived
    return min(arrived, following.ingested_at)


@dataclass
class _Pipeline:
    """classify and track in one thread; `clock` is the time of the newest article so far."""

    classifier: Classifier
    weights: Weights
    readings: Readings
    table: dict[bytes, bytes] = field(default_factory=dict)
    cache: StateCache = field(default_factory=StateCache)
    clock: datetime = _EPOCH
    records: int = 0

    def decide(self, article: Article, following: Article | None) -> ArticleDecision:
        self.clock = max(self.clock, _record_time(article, following))
        classification = self.classifier.classify(article, arrival(article.ingested_at, self.clock))
        decided = [self._track(classified) for classified in classification.articles]
        return decision_of(article, classification, decided)

    def _track(self, classified: ClassifiedArticle) -> Decision:
        self.records += 1
        table = TableView(self.table.get, self.table.get, self.cache)
        band = self.readings.band
        step = decide(classified, self.records, self.clock, table, self.weights, band=band)
        for key, value in step.puts:
            self._put(key, value)
        assert step.decision, "every record of a replay has an offset of its own"  # noqa: S101
        return self.readings.applied(step.decision)

    def _put(self, key: bytes, value: bytes | None) -> None:
        if value is None:
            self.table.pop(key, None)
        else:
            self.table[key] = value
