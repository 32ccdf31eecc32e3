"""The batch that loses nothing: outputs, then state, then the marker, then the offset.

Kafka's offsets say what was *fetched and acknowledged*, which in Faust is not what was *done*. So
each partition carries a marker of its own in the table: the last offset that was handled. Outputs
are in Kafka before state is, state before the marker, and the marker before the offset is
committed. A crash in between replays records on the old state, which gives the same outputs with
the same ids.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import structlog

from streams.ceiling import Watch
from streams.dead_letters import dead_letter
from streams.errors import BadRecord, EmbeddingError, StateError
from streams.faust_private import bind, rewind
from streams.gaps import Gap, judge_gap, next_offset_in_log
from streams.kafka_topics import DEAD_LETTERS, topic_name
from streams.source import SourceRecord, source_of_event
from streams.staging import PartitionState, Staging
from streams.watchdog import EXIT_FOR_RESTART

if TYPE_CHECKING:
    import faust
    from faust.types import TP, EventT

    from streams.faust_private import AwaitableTable
    from streams.settings import Settings

log = structlog.get_logger()

#: So many unexpected failures in a row are a fault of the program, not of the records.
_FAILURES_IN_A_ROW: Final = 20
_PART_BYTES: Final = 1024 * 1024
_TURN_SECONDS: Final = 0.02


@dataclass(frozen=True)
class Output:
    """A record to send, to the Kafka topic of that name."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


#: Decides one record on the state of its partition; raises `BadRecord` for one it can't read.
Handler = Callable[[SourceRecord, PartitionState], Sequence[Output]]

#: Makes ready what the first of some records will need, away from the loop, and tells of how many,
#: at least one: so many are handled before the others. What it raises ends the process.
Prepare = Callable[[Sequence[SourceRecord]], Awaitable[int]]


class BatchProcessor:
    """Runs a handler over the batches of an agent's stream."""

    def __init__(
        self,
        app: faust.App,
        table: AwaitableTable,
        settings: Settings,
        handler: Handler,
        prepare: Prepare | None = None,
        *,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """`between` is called between two batches, where the handler may change."""
        self._app = app
        self._table = table
        self._settings = settings
        self._handler = handler
        self._prepare = prepare
        self._between = between
        self._failures = 0
        self._dead_letters = Watch(settings)
        self._known_to_go_on: set[TP] = set()

    async def run(self, stream: faust.StreamT[bytes], batch_size: int) -> None:
        """Handles the stream for ever.

        No exception may leave an agent: Faust would acknowledge what was not done. Whatever goes
        wrong ends the process, and the restarted one reads the batch again.
        """
        wait = self._settings.batch_wait_seconds
        async for events in cast("faust.Stream[bytes]", stream).take_events(
            batch_size, within=wait
        ):
            try:
                self._between()
                for part in parts_of(events):
                    await self._apply_prepared(part)
            except BaseException:
                log.exception("batch failed; the process ends to read it again")
                os._exit(EXIT_FOR_RESTART)

    async def _apply_prepared(self, events: Sequence[EventT[Any]]) -> None:
        while events:
            ready = len(events)
            if self._prepare is not None:
                ready = await self._prepare([source_of_event(event) for event in events])
            await self._apply(events[:ready])
            events = events[ready:]

    async def _apply(self, events: Sequence[EventT[Any]]) -> None:
        staging = Staging()
        sent: list[Any] = []
        began = time.monotonic()
        for event in events:
            if time.monotonic() - began > _TURN_SECONDS:
                # Heartbeats and signs of life go on while a batch is decided.
                await asyncio.sleep(0)
                began = time.monotonic()
            outputs = await self._decide(event, staging)
            sent += [await self._send(output) for output in outputs]
        await asyncio.gather(*sent)
        self._put(staging, {event.message.partition: event for event in events})
        await asyncio.gather(*self._table.take_unconfirmed())

    async def _decide(self, event: EventT[Any], staging: Staging) -> Sequence[Output]:
        record = source_of_event(event)
        state = PartitionState(record.partition, partial(self._stored, event), staging)
        marker = state.marker
        await self._guard_against_gaps(record, marker, event.message.tp)
        state.already_handled = marker is not None and record.offset <= marker
        if marker is not None and state.already_handled:
            await self._guard_against_restart(record, marker, event.message.tp)
        outputs = self._handle(record, state)
        state.advance_marker(record.offset)
        return outputs

    def _handle(self, record: SourceRecord, state: PartitionState) -> Sequence[Output]:
        try:
            outputs = self._handler(record, state)
        except BadRecord as error:
            return self._dead_letter(error, record, state)
        except (StateError, EmbeddingError):
            raise
        except Exception as error:
            self._failures += 1
            if self._failures >= _FAILURES_IN_A_ROW:
                raise
            log.exception("a record could not be decided", **record.position)
            detail = type(error).__name__
            return self._dead_letter(BadRecord("failed", detail=detail), record, state)
        self._failures = 0
        self._dead_letters.count(dead=False)
        return outputs

    def _dead_letter(
        self, error: BadRecord, record: SourceRecord, state: PartitionState
    ) -> Sequence[Output]:
        if state.already_handled:
            return ()
        self._dead_letters.count(dead=True)
        log.warning("dead letter", reason=error.reason, field=error.field, **record.position)
        letter = dead_letter(error, record)
        topic = topic_name(self._settings, DEAD_LETTERS)
        return (Output(topic, letter.key, letter.value, letter.headers),)

    async def _send(self, output: Output) -> Any:
        return await self._app.producer.send(
            output.topic, output.key, output.value, None, None, list(output.headers)
        )

    def _stored(self, event: EventT[Any], key: bytes) -> bytes | None:
        bind(event)
        value: bytes | None = self._table.get(key)
        return value

    def _put(self, staging: Staging, event_of: Mapping[int, EventT[Any]]) -> None:
        for partition, key, value in staging.in_order():
            bind(event_of[partition])
            if value is not None:
                self._table[key] = value
            elif key in self._table:
                del self._table[key]

    async def _guard_against_restart(
        self, record: SourceRecord, marker: int, partition: TP
    ) -> None:
        """Refuses to skip records as handled where the Kafka topic was made anew."""
        # The embedded broker of the demo reports its ends too low.
        if partition in self._known_to_go_on or not self._settings.kafka_idempotence:
            return
        ends = await self._app.consumer.highwaters(partition)
        if ends[partition] <= marker:
            raise StateError(
                f"{record.topic} partition {record.partition} ends at {ends[partition]}, its state "
                f"is at {marker}: the Kafka topic was made anew; see docs/how-nothing-is-lost.md"
            )
        self._known_to_go_on.add(partition)

    async def _guard_against_gaps(
        self, record: SourceRecord, marker: int | None, partition: TP
    ) -> None:
        if marker is None and record.offset == 0:
            return
        if marker is not None and record.offset <= marker + 1:
            return
        starts = await self._app.consumer.earliest_offsets(partition)
        log_start = starts[partition]
        expected = log_start if marker is None else marker + 1
        if record.offset <= expected:
            return
        found = await next_offset_in_log(
            self._settings, record.topic, record.partition, max(expected, log_start)
        )
        gap = judge_gap(expected, record.offset, log_start, found)
        log.error("gap", gap=gap, expected=expected, log_start=log_start, **record.position)
        if gap is Gap.DROPPED:
            await rewind(self._app, partition, expected)
            raise RuntimeError("records were dropped on their way here")


def parts_of(events: Sequence[EventT[Any]]) -> Iterator[Sequence[EventT[Any]]]:
    """Cuts a batch into parts of a bounded number of bytes, each with at least one record.

    What a record costs grows with its size, and a rebalance does not wait for long batches.
    """
    part: list[EventT[Any]] = []
    size = 0
    for event in events:
        length = len(event.message.value or b"")
        if part and size + length > _PART_BYTES:
            yield part
            part, size = [], 0
        part.append(event)
        size += length
    if part:
        yield part
