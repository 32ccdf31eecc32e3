"""Reads a Kafka topic from its beginning to where it ends now, as a bystander."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError

from streams.kafka_clients import new_consumer
from streams.kafka_topics import topic_name

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiokafka import AIOKafkaConsumer, ConsumerRecord

    from streams.settings import Settings

_POLL_MILLISECONDS: Final = 500
# Half a minute without a record, where there should be one.
_MOST_EMPTY_POLLS: Final = 60
_MOST_RECORDS: Final = 500


async def scan(
    settings: Settings, name: str, starts: Mapping[int, int] | None = None
) -> AsyncIterator[list[ConsumerRecord]]:
    """The records of a Kafka topic (its name without prefix), in batches of at most 500.

    Joins no group and commits nothing. Records of one partition come in their order, from its
    beginning on or from the offset that `starts` gives it; one beyond the end is of an earlier
    Kafka topic of this name, and does not hold.

    Raises:
        KafkaError: it could not be read to its end.
    """
    consumer = new_consumer(settings)
    await consumer.start()
    try:
        full = topic_name(settings, name)
        partitions = [TopicPartition(full, each) for each in range(settings.kafka_partitions)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        for partition in partitions:
            start = (starts or {}).get(partition.partition, 0)
            if 0 < start <= ends[partition]:
                consumer.seek(partition, start)
        async for records in _until(consumer, ends):
            yield records
    finally:
        await consumer.stop()


async def _until(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]
) -> AsyncIterator[list[ConsumerRecord]]:
    empty = 0
    while not await _reached(consumer, ends):
        batches = await consumer.getmany(timeout_ms=_POLL_MILLISECONDS, max_records=_MOST_RECORDS)
        records = [
            record
            for partition, batch in batches.items()
            for record in batch
            if record.offset < ends[partition]
        ]
        if records:
            yield records
        empty = 0 if batches else empty + 1
        if empty > _MOST_EMPTY_POLLS:
            raise KafkaTimeoutError("the Kafka topic could not be read to its end")


async def _reached(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True
