"""Fills a ledger that is new with what Kafka knows went out, so that nothing is sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError

from alerts.store.intake import is_new, recall
from streams.codec import decode
from streams.errors import BadRecord
from streams.kafka_clients import new_consumer
from streams.kafka_topics import DELIVERIES, topic_name
from streams.records import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiokafka import AIOKafkaConsumer, ConsumerRecord

    from alerts.store.store import Store
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

_POLL_MILLISECONDS: Final = 500
# Half a minute without a record, where there should be one.
_MOST_EMPTY_POLLS: Final = 60
# A statement of the database takes only so many values.
_MOST_RECORDS: Final = 500


async def recall_deliveries(settings: Settings, store: Store) -> int:
    """Reads the Kafka topic `deliveries` into a new ledger; how many notifications it told of.

    Raises:
        KafkaError: it could not be read to its end.
    """
    if not await store.run(is_new):
        return 0
    consumer = new_consumer(settings)
    await consumer.start()
    try:
        name = topic_name(settings, DELIVERIES)
        partitions = [TopicPartition(name, each) for each in range(settings.kafka_partitions)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        count = await _read(consumer, store, await consumer.end_offsets(partitions))
    finally:
        await consumer.stop()
    if count:
        log.warning("ledger_rebuilt", notifications=count)
    return count


async def _read(
    consumer: AIOKafkaConsumer, store: Store, ends: Mapping[TopicPartition, int]
) -> int:
    count = empty = 0
    while not await _reached(consumer, ends):
        batches = await consumer.getmany(timeout_ms=_POLL_MILLISECONDS, max_records=_MOST_RECORDS)
        records = [record for batch in batches.values() for record in batch]
        count += await store.run(recall, _readable(records))
        empty = 0 if records else empty + 1
        if empty > _MOST_EMPTY_POLLS:
            raise KafkaTimeoutError("the deliveries could not be read to their end")
    return count


async def _reached(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True


def _readable(records: Sequence[ConsumerRecord]) -> list[Delivery]:
    """One that can't be read stays in Kafka; here it means that an alert may come again."""
    deliveries = []
    for record in records:
        try:
            deliveries.append(decode(Delivery, record.value))
        except BadRecord as error:
            log.warning("delivery_unreadable", reason=str(error), offset=record.offset)
    return deliveries
