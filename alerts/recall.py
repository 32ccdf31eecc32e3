"""Brings a ledger up to what Kafka knows went out, so that nothing is sent again.

Done at every start. For the ledger of the last run that is next to nothing; one that was lost is
rebuilt, and one that was restored from a copy learns what went out since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from alerts.store.intake import OffsetMovedError, Partition
from alerts.store.recalled import READER, read_until, recall
from streams.codec import decode
from streams.errors import BadRecord
from streams.kafka_scan import scan
from streams.kafka_topics import DELIVERIES, topic_name
from streams.records import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiokafka import ConsumerRecord

    from alerts.store.store import Store
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)


async def recall_deliveries(settings: Settings, store: Store) -> int:
    """Reads what is new of the Kafka topic `deliveries`; how many notifications that ended.

    Raises:
        KafkaError: it could not be read to its end.
    """
    while True:
        try:
            count = await _recall(settings, store)
        except OffsetMovedError:
            continue  # another process has begun as well, and has taken some of it
        if count:
            log.warning("ledger_caught_up", notifications=count)
        return count


async def _recall(settings: Settings, store: Store) -> int:
    name = topic_name(settings, DELIVERIES)
    known = await store.run(read_until)
    starts = {one.number: offset for one, offset in known.items() if one.kafka_topic == name}
    count = 0
    async for records in scan(settings, DELIVERIES, starts):
        reached = {Partition(READER, name, one.partition): one.offset + 1 for one in records}
        count += await store.run(recall, _readable(records), reached)
    return count


def _readable(records: Sequence[ConsumerRecord]) -> list[Delivery]:
    """One that can't be read stays in Kafka; here it means that an alert may come again."""
    deliveries = []
    for record in records:
        try:
            deliveries.append(decode(Delivery, record.value))
        except BadRecord as error:
            log.warning("delivery_unreadable", reason=str(error), offset=record.offset)
    return deliveries
