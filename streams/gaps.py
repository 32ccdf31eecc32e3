"""When offsets are missing between two records of a partition: why, and what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from aiokafka import TopicPartition

from streams.kafka_clients import new_consumer

if TYPE_CHECKING:
    from streams.settings import Settings


class Gap(StrEnum):
    """What a jump of the offsets means."""

    NONE = "none"
    #: Kafka deleted the records by retention before they were read.
    EXPIRED = "expired-unread"
    #: Kafka holds nothing there: a transaction's control record, or compaction.
    ABSENT = "absent-in-kafka"
    #: Kafka has records there that never reached the agent.
    DROPPED = "dropped"


def judge_gap(expected: int, offset: int, log_start: int, next_in_log: int) -> Gap:
    """Names the gap before `offset`.

    Args:
        expected: the offset that should have come.
        offset: the offset that came.
        log_start: the first offset that the partition still holds.
        next_in_log: the first offset at or after `expected` that a reader of its own finds.
    """
    if offset <= expected:
        return Gap.NONE
    if next_in_log < offset:
        return Gap.DROPPED
    return Gap.EXPIRED if log_start > expected else Gap.ABSENT


async def next_offset_in_log(settings: Settings, topic: str, partition: int, start: int) -> int:
    """The first offset at or after `start` that the partition holds, read without a group."""
    consumer = new_consumer(settings)
    place = TopicPartition(topic, partition)
    await consumer.start()
    try:
        consumer.assign([place])
        consumer.seek(place, start)
        record = await consumer.getone(place)
        return int(record.offset)
    finally:
        await consumer.stop()
