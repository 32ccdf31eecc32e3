"""A Faust worker with a state that is easy to check: for each key a count, a sum, an offset.

Runs the production batch on `articles`, with `articles.classified` for its outputs and the
classify changelog for its state. Started with `python -m tests.counting_worker`, settings from
the environment; `stock` as first argument takes Faust's own recovery, consumer and producer and
no guard against gaps.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import faust
import orjson

from streams.batches import BatchProcessor, Output
from streams.faust_app import app_options, bytes_topic, new_app, new_table, run_worker
from streams.kafka_topics import (
    ARTICLES,
    CLASSIFIED,
    CLASSIFY,
    CLASSIFY_TABLE,
    group_id,
    topic_name,
)
from streams.logs import configure_logging
from streams.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streams.source import SourceRecord
    from streams.staging import PartitionState

EMPTY = {"n": 0, "sum": 0, "offset": -1}


class UnguardedProcessor(BatchProcessor):
    """The batch without the guard that would notice a loss."""

    async def _guard_against_gaps(self, *_: Any) -> None:
        """Looks away."""


class Counter:
    """Counts the records of each key; the output of a record tells the state it led to."""

    def __init__(self, settings: Settings) -> None:
        self._out = topic_name(settings, CLASSIFIED)

    def __call__(self, record: SourceRecord, state: PartitionState) -> Sequence[Output]:
        """Applies one record whose value is `{"i": number}`."""
        assert record.key is not None
        raw = state.get(record.key)
        before = orjson.loads(raw) if raw else EMPTY
        if record.offset <= before["offset"]:
            state.put(record.key, raw)
            return ()
        total = before["sum"] + orjson.loads(record.value or b"")["i"]
        after = {"n": before["n"] + 1, "sum": total, "offset": record.offset}
        state.put(record.key, orjson.dumps(after))
        identity = {"id": f"{record.partition}:{record.offset}"}
        return [Output(self._out, record.key, orjson.dumps(identity | after))]


def stock_app(settings: Settings) -> faust.App:
    """The same options on Faust's own classes."""
    new_app(settings, CLASSIFY)  # for the event loop that it sets
    options = app_options(settings, CLASSIFY) | {"TableManager": "faust.tables:TableManager"}
    return faust.App(group_id(settings, CLASSIFY), **options)


def run(kind: type[BatchProcessor], make_app: Callable[[Settings], faust.App]) -> NoReturn:
    """Runs a worker with this kind of batch until it is told to stop."""
    settings = read_settings()
    configure_logging(settings, role="counting")
    app = make_app(settings)
    table = new_table(app, settings, CLASSIFY_TABLE)
    processor = kind(app, table, settings, Counter(settings))

    @app.agent(bytes_topic(app, topic_name(settings, ARTICLES)), name="count")
    async def count(stream: faust.StreamT[bytes]) -> None:
        await processor.run(stream, settings.batch_size)

    run_worker(app, settings, "counting")


def safe_app(settings: Settings) -> faust.App:
    """The app as the workers have it."""
    return new_app(settings, CLASSIFY)


if __name__ == "__main__":
    if sys.argv[1:] == ["stock"]:
        run(UnguardedProcessor, stock_app)
    run(BatchProcessor, safe_app)
