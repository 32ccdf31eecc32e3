"""The two Faust agents: bytes in, a pure decision, bytes out.

::

    articles ─▶ classify ─▶ articles.classified ─▶ track ─▶ verdicts, developments

What is decided is in `agents.classify` and `agents.track`; how nothing gets lost is in
`streams.batches`.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NoReturn

import structlog

from agents.classify.live_topics import LiveTopics, follow
from agents.classify.publishers import load_publishers
from agents.classify.tally import Tally
from agents.classify.topic_texts import new_classifier
from agents.clock import arrival, record_time
from agents.track.cache import StateCache
from agents.track.rolling import TableView
from agents.track.step import decide
from agents.track.stored import refuse_newer
from agents.track.weights import Weights, load_weights
from agents.vectors.choose import new_vectors
from streams.batches import BatchProcessor, Output
from streams.codec import decode, encode
from streams.errors import BadRecord
from streams.faust_app import bytes_topic, check_at_start, new_app, new_table, run_worker
from streams.kafka_admin import check_topics
from streams.kafka_topics import (
    ARTICLES,
    CANDIDATES,
    CLASSIFIED,
    CLASSIFY,
    CLASSIFY_TABLE,
    DEVELOPMENTS,
    TRACK,
    TRACK_TABLE,
    VERDICTS,
    topic_name,
)
from streams.logs import configure_logging
from streams.records import Article, ClassifiedArticle, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    import faust

    from agents.classify.classifier import Classifier
    from agents.classify.draft import Draft
    from agents.track.tracker import Decision
    from streams.settings import Settings
    from streams.source import SourceRecord
    from streams.staging import PartitionState

log = structlog.get_logger()

_TALLY_SECONDS = 60.0

#: A tracked article costs some 50 ms; a batch has to stay well under the 2 s that a rebalance
#: waits for.
_TRACK_BATCH = 20

#: An article that is embedded costs some 200 ms, and a rebalance waits for the whole batch: a
#: stream of nothing else takes a few seconds of its 30.
EMBEDDED_BATCH = 32

#: Seconds for which one part of a batch is prepared, and sentences that are embedded together:
#: about a second's worth. Fewer have less company of their own length, and cost more each
#: (`bench.embedding_cost`).
_PREPARE_SECONDS = 1.0
_EMBEDDED_TOGETHER = 96


@dataclass
class ClassifyHandler:
    """Article bytes in, one record for each topic past the gate out.

    Another classifier may take its place between two batches, never within one.
    """

    settings: Settings
    classifier: Classifier
    drafts: dict[tuple[int, int], Draft] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    def __call__(self, record: SourceRecord, state: PartitionState) -> Sequence[Output]:
        """Classifies one article; an offset handled before gives nothing."""
        draft = self.drafts.pop((record.partition, record.offset), None)
        if state.already_handled:
            return ()
        draft = draft or self._draft(record)
        at = arrival(draft.article.ingested_at, record_time(record.timestamp_ms))
        topic = topic_name(self.settings, CLASSIFIED)
        classification = self.classifier.conclude(draft, at)
        self.tally.count(classification)
        return [
            Output(topic, classified.topic.encode(), encode(classified))
            for classified in classification.articles
        ]

    async def prepare(self, records: Sequence[SourceRecord]) -> int:
        """Reads the first records and embeds what they hold, in a thread, for about a second.

        The loop stays free for heartbeats meanwhile. How far it gets decides nothing: a sentence
        has the same vector in whatever company it is embedded.
        """
        return await asyncio.to_thread(self._prepare, records, time.monotonic())

    def _prepare(self, records: Sequence[SourceRecord], began: float) -> int:
        waiting: list[Draft] = []
        for count, record in enumerate(records, start=1):
            # What can't be read has its turn, and its dead letter, when it is handled.
            with suppress(Exception):
                draft = self.drafts[record.partition, record.offset] = self._draft(record)
                waiting.append(draft)
            if sum(len(draft.embedded) for draft in waiting) >= _EMBEDDED_TOGETHER:
                self._embed_ahead(waiting)
                waiting = []
                if time.monotonic() - began > _PREPARE_SECONDS:
                    return count
        self._embed_ahead(waiting)
        return len(records)

    def _embed_ahead(self, drafts: Sequence[Draft]) -> None:
        # Whose text the server refuses is found out when each article is concluded alone.
        with suppress(BadRecord):
            self.classifier.embed_ahead(drafts)

    def _draft(self, record: SourceRecord) -> Draft:
        return self.classifier.draft(self._read(record.value))

    def _read(self, value: bytes | None) -> Article:
        limit = self.settings.max_article_bytes
        if value is not None and len(value) > limit:
            raise BadRecord("too-large", detail=f"{len(value)} bytes, the limit is {limit}")
        return decode(Article, value)


@dataclass(frozen=True)
class TrackHandler:
    """One (article, topic) in; a verdict, and a development where it brings something, out."""

    settings: Settings
    weights: Weights = field(default_factory=load_weights)
    cache: StateCache = field(default_factory=StateCache)

    def __call__(self, record: SourceRecord, state: PartitionState) -> Sequence[Output]:
        """Decides one article of a topic on the topic's rolling state."""
        article = decode(ClassifiedArticle, record.value)
        table = TableView(state.get, state.stored, self.cache)
        at = record_time(record.timestamp_ms)
        step = decide(article, record.offset, at, table, self.weights, band=self._band)
        if step.missing:
            log.error("stories are missing", topic=article.topic, stories=step.missing)
        for key, value in step.puts:
            state.put(key, value)
        return self._outputs(step.decision) if step.decision else ()

    @property
    def _band(self) -> float:
        return self.settings.reader_band if self.settings.asks_reader else 0.0

    def _outputs(self, decision: Decision) -> Sequence[Output]:
        verdict, development = decision.verdict, decision.development
        # A redelivery is decided already: another verdict under the same id would be a second
        # body for it.
        if verdict.reason is Reason.REDELIVERY:
            return ()
        key = verdict.topic.encode()
        if decision.grey is not None:
            # The second reader passes it on, whatever comes of its question.
            return [Output(topic_name(self.settings, CANDIDATES), key, encode(decision.grey))]
        outputs = [Output(topic_name(self.settings, VERDICTS), key, encode(verdict))]
        if development is not None:
            topic = topic_name(self.settings, DEVELOPMENTS)
            outputs.append(Output(topic, key, encode(development)))
        return outputs


def run_classify(settings: Settings) -> NoReturn:
    """Runs a classify worker until it is told to stop; leaves the process."""
    configure_logging(settings, role=CLASSIFY)
    asyncio.run(check_topics(settings))
    run_worker(new_classify_app(settings), settings, CLASSIFY)


def run_track(settings: Settings) -> NoReturn:
    """Runs a track worker until it is told to stop; leaves the process."""
    configure_logging(settings, role=TRACK)
    asyncio.run(check_topics(settings))
    run_worker(new_track_app(settings), settings, TRACK)


def new_classify_app(settings: Settings) -> faust.App:
    """The app whose agent classifies articles; its table holds the partitions' markers alone."""
    app = new_app(settings, CLASSIFY)
    table = new_table(app, settings, CLASSIFY_TABLE)
    vectors = new_vectors(settings)
    publishers = load_publishers(settings.publishers)
    make = partial(new_classifier, vectors=vectors, publishers=publishers, settings=settings)
    topics = LiveTopics(settings.topics, make, settings.aliases)
    handler = ClassifyHandler(settings, topics.classifier)
    prepare, size = (handler.prepare, EMBEDDED_BATCH) if vectors else (None, settings.batch_size)

    def take_topics() -> None:
        handler.classifier = topics.take()

    processor = BatchProcessor(app, table, settings, handler, prepare, between=take_topics)
    articles_topic = bytes_topic(app, topic_name(settings, ARTICLES))

    @app.agent(articles_topic, name=CLASSIFY, concurrency=1)
    async def classify_articles(stream: faust.StreamT[bytes]) -> None:
        await processor.run(stream, min(settings.batch_size, size))

    @app.task  # type: ignore[untyped-decorator]
    async def follow_topics() -> None:
        await follow(topics, settings.topics_poll_seconds)

    @app.timer(_TALLY_SECONDS)  # type: ignore[untyped-decorator]
    async def tell_tally() -> None:
        handler.tally.tell()

    return app


def new_track_app(settings: Settings) -> faust.App:
    """The app whose agent tracks topics; its table holds their rolling state."""
    app = new_app(settings, TRACK)
    table = new_table(app, settings, TRACK_TABLE)
    check_at_start(table, refuse_newer)
    processor = BatchProcessor(
        app, table, settings, TrackHandler(settings, load_weights(settings.weights))
    )
    classified_topic = bytes_topic(app, topic_name(settings, CLASSIFIED))

    @app.agent(classified_topic, name=TRACK, concurrency=1)
    async def track_topics(stream: faust.StreamT[bytes]) -> None:
        await processor.run(stream, min(settings.batch_size, _TRACK_BATCH))

    return app
