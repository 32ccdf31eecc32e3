"""Takes developments and verdicts from Kafka into the ledger."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import structlog
from aiokafka.errors import KafkaError

from alerts.backpressure import Backpressure
from alerts.positions import BatchReason, Position, StartReason, judge, start_at
from alerts.store.intake import (
    Advance,
    OffsetMovedError,
    Partition,
    Taken,
    advance_offset,
    offsets,
    take,
)
from streams.burials import Burials
from streams.codec import decode
from streams.kafka_topics import DEVELOPMENTS, NOTIFY, VERDICTS, group_id, topic_name
from streams.records import Development, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiokafka import (
        AIOKafkaConsumer,
        AIOKafkaProducer,
        ConsumerRecord,
        TopicPartition,
    )

    from alerts.plan import Plan
    from alerts.store.store import Store
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

_POLL_MILLISECONDS: Final = 500
_MOST_RECORDS: Final = 500
_COMMIT_SECONDS: Final = 5.0


class Intake:
    """The consumer's side of notify.

    Args:
        settings: for the names on the cluster.
        consumer: subscribed to `consumed_topics`, committing nothing by itself.
        producer: for dead letters.
        store: the ledger.
        plan: where developments go.
        on_new: called after a batch brought developments.
    """

    def __init__(
        self,
        settings: Settings,
        consumer: AIOKafkaConsumer,
        producer: AIOKafkaProducer,
        *,
        store: Store,
        plan: Plan,
        on_new: Callable[[], None],
    ) -> None:
        self._consumer = consumer
        self._store = store
        self._plan = plan
        self._on_new = on_new
        self._group = group_id(settings, NOTIFY)
        self._models: dict[str, type[Development | Verdict]] = {
            topic_name(settings, DEVELOPMENTS): Development,
            topic_name(settings, VERDICTS): Verdict,
        }
        self._positions: dict[TopicPartition, Position] = {}
        #: Offsets that the ledger has and Kafka was not told.
        self._untold: dict[TopicPartition, int] = {}
        self._burials = Burials(settings, producer)
        self._backpressure = Backpressure(consumer, store, plan.receivers, settings.outbox_limit)

    async def step(self) -> None:
        """Waits for records for half a second at most, and takes them."""
        await self._follow_assignment()
        await self._backpressure.apply()
        batches: dict[TopicPartition, list[ConsumerRecord]] = await self._consumer.getmany(
            timeout_ms=_POLL_MILLISECONDS, max_records=_MOST_RECORDS
        )
        judged = {
            partition: position
            for partition, records in batches.items()
            if (position := self._judge(partition, records)) is not None
        }
        if judged:
            await self._take({partition: batches[partition] for partition in judged}, judged)
        await self._commit()

    async def _follow_assignment(self) -> None:
        """Seeks every partition that came to the ledger's offset."""
        assigned = self._consumer.assignment()
        for partition in self._positions.keys() - assigned:
            del self._positions[partition]
        new = assigned - self._positions.keys()
        if not new:
            return
        stored = await self._store.run(offsets, self._group)
        begins = await self._consumer.beginning_offsets(new)
        ends = await self._consumer.end_offsets(new)
        for partition in new & self._consumer.assignment():
            row = stored.get(self._partition(partition))
            await self._start(partition, row, begins[partition], ends[partition])

    async def _start(
        self, partition: TopicPartition, stored: int | None, begin: int, end: int
    ) -> None:
        start = start_at(stored, begin, end)
        if start.reason in {StartReason.EXPIRED, StartReason.RECREATED}:
            log.error("partition_reset", reason=start.reason, lost=start.lost, **_place(partition))
            advance = Advance(self._partition(partition), stored, start.offset)
            await self._store.run(advance_offset, advance)
            stored = start.offset
        self._positions[partition] = Position(stored, start.offset)
        self._untold[partition] = start.offset
        self._seek(partition, start.offset)

    def _seek(self, partition: TopicPartition, offset: int) -> None:
        # It may have been taken away meanwhile; then the next owner seeks.
        if partition in self._consumer.assignment():
            self._consumer.seek(partition, offset)

    def _judge(
        self, partition: TopicPartition, records: Sequence[ConsumerRecord]
    ) -> Position | None:
        """The position after a batch; None where it is not to be taken."""
        before = self._positions.get(partition)
        if before is None:
            return None
        judgement = judge(before, records[0].offset, records[-1].offset)
        if judgement.reason is BatchReason.REWIND:
            self._positions[partition] = judgement.position
            self._seek(partition, before.next_offset)
            return None
        if judgement.reason is BatchReason.GAP:
            log.warning("offsets_without_record", count=judgement.missing, **_place(partition))
        return judgement.position

    async def _take(
        self,
        batches: dict[TopicPartition, list[ConsumerRecord]],
        after: dict[TopicPartition, Position],
    ) -> None:
        records = [record for batch in batches.values() for record in batch]
        decoded = [await self._burials.readable(record, self._read) for record in records]
        taken = [item for item in decoded if item is not None]
        advances = [
            Advance(self._partition(key), self._positions[key].stored, position.next_offset)
            for key, position in after.items()
        ]
        try:
            result = await self._store.run(
                take, taken, advances, self._plan, self._store.clock.now()
            )
        except OffsetMovedError as error:
            log.warning("offset_moved", reason=str(error))
            self._positions.clear()  # read and sought anew
            return
        self._positions |= after
        if result.developments:
            self._backpressure.look_again()
            self._on_new()
        self._untold |= {key: position.next_offset for key, position in after.items()}

    def _read(self, record: ConsumerRecord) -> Taken:
        partition = Partition(self._group, record.topic, record.partition)
        read = decode(self._models[record.topic], record.value)
        return Taken(partition, record.offset, read)

    async def _commit(self) -> None:
        """Tells Kafka, for those who watch the lag; nothing rests on it.

        What could not be told is told later: after the last record nothing else would tell it, and
        the lag would stay.
        """
        held = self._consumer.assignment()
        self._untold = {key: offset for key, offset in self._untold.items() if key in held}
        if not self._untold:
            return
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await self._consumer.commit(self._untold)
        except (KafkaError, TimeoutError) as error:
            log.warning("commit_failed", reason=type(error).__name__)
        else:
            self._untold = {}

    def _partition(self, partition: TopicPartition) -> Partition:
        return Partition(self._group, partition.topic, partition.partition)


def consumed_topics(settings: Settings) -> list[str]:
    """The Kafka topics that notify reads."""
    return [topic_name(settings, DEVELOPMENTS), topic_name(settings, VERDICTS)]


def _place(partition: TopicPartition) -> dict[str, Any]:
    return {"kafka_topic": partition.topic, "partition": partition.partition}
