"""The production steps under crashes, replays, duplicates and late arrivals.

Whatever happens, outputs and state are those of a run that nothing disturbed.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from agents.classify.classifier import Classifier
from agents.pipeline import ClassifyHandler, TrackHandler
from agents.topics.definitions import load_topics
from agents.track import rolling
from agents.track.cache import StateCache
from streams.codec import decode, encode
from streams.records import Article
from streams.settings import Settings
from streams.source import SourceRecord
from streams.staging import PartitionState, Staging
from tests import synthetic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streams.batches import Output
    from streams.staging import Change

    Handler = Callable[[SourceRecord, PartitionState], Sequence[Output]]

_ARTICLES = 40
_START_MS = 1_730_000_000_000
_SETTINGS = Settings(embedder="none")

#: How many puts of a batch are through: some, or all of them.
_PUTS = st.integers(0, 12) | st.just(1000)

Table = dict[bytes, bytes]


class Disturbed(RuleBasedStateMachine):
    """A worker on one partition: its own store, the changelog behind it, committed offsets."""

    @staticmethod
    def values() -> list[bytes]:
        """What a log can hold."""
        raise NotImplementedError

    @staticmethod
    def handler() -> Handler:
        """The step, as after a start of the process."""
        raise NotImplementedError

    @staticmethod
    def visible(table: Table) -> Any:
        """What the table says, however it is laid out."""
        return table

    @initialize(order=st.lists(st.integers(0, 2**16), min_size=4, max_size=12))
    def begin(self, order: list[int]) -> None:
        """The log: some come again, some come late."""
        values = self.values()
        self.log = [
            SourceRecord("log", 0, offset, _START_MS + offset * 1000, b"k", values[n % len(values)])
            for offset, n in enumerate(order)
        ]
        self.store: Table = {}
        self.changelog: Table = {}
        self.outputs: dict[str, set[bytes]] = defaultdict(set)
        self.next = self.committed = 0
        self.process = self.handler()

    @rule(size=st.integers(1, 6), behind=st.integers(0, 6))
    def batch(self, size: int, behind: int) -> None:
        """A batch is done; its offsets are committed some time later."""
        changes = self._decide(size)
        _apply(self.store, changes)
        _apply(self.changelog, changes)
        self.next = min(self.next + size, len(self.log))
        self.committed = max(self.committed, self.next - behind)

    @rule(size=st.integers(1, 6), stored=_PUTS, logged=_PUTS)
    def crash(self, size: int, stored: int, logged: int) -> None:
        """Outputs are out; the process dies between puts, the store ahead of the changelog."""
        changes = self._decide(size)
        _apply(self.store, changes[:stored])
        _apply(self.changelog, changes[: min(stored, logged)])
        self.next, self.process = self.committed, self.handler()

    @rule()
    def moves(self) -> None:
        """Another worker takes over with what the changelog has."""
        self.store = dict(self.changelog)
        self.next, self.process = self.committed, self.handler()

    def teardown(self) -> None:
        """Everything is worked off in the end, by whoever has the partition."""
        if not hasattr(self, "log"):
            return
        self.moves()
        while self.next < len(self.log):
            self.batch(3, 0)
        outputs, table = self._undisturbed()
        assert self.outputs == outputs
        assert self.visible(self.changelog) == self.visible(table)

    def _decide(self, size: int) -> list[Change]:
        staging = Staging()
        for record in self.log[self.next : self.next + size]:
            for output in _one(self.process, record, self.store, staging):
                assert output.value
                self.outputs[_id(output.value)].add(output.value)
        return staging.in_order()

    def _undisturbed(self) -> tuple[dict[str, set[bytes]], Table]:
        outputs: dict[str, set[bytes]] = defaultdict(set)
        table: Table = {}
        process = self.handler()
        for record in self.log:
            staging = Staging()
            for output in _one(process, record, table, staging):
                assert output.value
                outputs[_id(output.value)].add(output.value)
            _apply(table, staging.in_order())
        return outputs, table


class DisturbedClassify(Disturbed):
    """`classify`: its table holds the marker alone."""

    @staticmethod
    def values() -> list[bytes]:
        """Articles, most of them on topic."""
        return [orjson.dumps(one) for one in synthetic.articles(_ARTICLES, share=0.8)]

    @staticmethod
    def handler() -> Handler:
        """With the topics of the articles."""
        return ClassifyHandler(_SETTINGS, _classifier())


class DisturbedTrack(Disturbed):
    """`track`: several keys for each article."""

    @staticmethod
    def values() -> list[bytes]:
        """Classified articles of three topics."""
        return _classified()

    @staticmethod
    def handler() -> Handler:
        """With an empty cache."""
        return TrackHandler(_SETTINGS)

    @staticmethod
    def visible(table: Table) -> Any:
        """The state of each topic as the next decision sees it."""
        cache = StateCache()
        return {
            topic: rolling.load(table.get, topic, cache).state
            for topic in synthetic.SUBJECTS
            if rolling.topic_key(topic) in table
        }


def _one(
    process: Handler, record: SourceRecord, table: Table, staging: Staging
) -> Sequence[Output]:
    """As `streams.batches` hands a record over."""
    state = PartitionState(0, table.get, staging)
    state.already_handled = state.marker is not None and record.offset <= state.marker
    outputs = process(record, state)
    state.advance_marker(record.offset)
    return outputs


def _apply(table: Table, changes: list[Change]) -> None:
    for _, key, value in changes:
        if value is None:
            table.pop(key, None)
        else:
            table[key] = value


def _id(body: bytes) -> str:
    one = orjson.loads(body)
    return str(one["id"] if "id" in one else (one["article"]["id"], one["topic"]))


@lru_cache(maxsize=1)
def _classifier() -> Classifier:
    with tempfile.TemporaryDirectory() as folder:
        return Classifier(load_topics(synthetic.write_topics(Path(folder))))


@lru_cache(maxsize=1)
def _classified() -> list[bytes]:
    articles = (decode(Article, value) for value in DisturbedClassify.values())
    return [
        encode(one)
        for article in articles
        if article.ingested_at
        for one in _classifier().classify(article, article.ingested_at).articles
    ]


_HOW_MANY = settings(
    max_examples=40,
    stateful_step_count=10,
    suppress_health_check=[HealthCheck.too_slow],
    # A case of ten steps is read as it is; to make it smaller takes minutes.
    phases=(Phase.reuse, Phase.generate),
)
TestClassify = DisturbedClassify.TestCase
TestClassify.settings = _HOW_MANY
TestTrack = DisturbedTrack.TestCase
TestTrack.settings = _HOW_MANY
