"""Fills a ledger that is new with what Kafka knows went out, so that nothing is sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import structlog

from alerts.store.intake import is_new, recall
from streams.codec import decode
from streams.errors import BadRecord
from streams.kafka_scan import scan
from streams.kafka_topics import DELIVERIES
from streams.records import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiokafka import ConsumerRecord

    from alerts.store.store import Store
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)


async def recall_deliveries(settings: Settings, store: Store) -> int:
    """Reads the Kafka topic `deliveries` into a new ledger; how many notifications it told of.

    Raises:
        KafkaError: it could not be read to its end.
    """
    if not await store.run(is_new):
        return 0
    count = 0
    async for records in scan(settings, DELIVERIES):
        count += await store.run(recall, _readable(records))
    if count:
        log.warning("ledger_rebuilt", notifications=count)
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
