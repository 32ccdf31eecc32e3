"""Tells Kafka what went out; `alerts.recall` learns it from there after the ledger was lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from aiokafka.errors import KafkaError

from alerts.store.outbox import mark_announced, unannounced
from streams.codec import encode
from streams.kafka_topics import DELIVERIES, topic_name

if TYPE_CHECKING:
    from aiokafka import AIOKafkaProducer

    from alerts.store.store import Store
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

_MOST_AT_ONCE: Final = 200
# One transaction for what ends in so short a time.
_GATHER_SECONDS: Final = 0.1
_AGAIN_AFTER_SECONDS: Final = 5.0


class Announcer:
    """Sends a `Delivery` for each notification that ended, after the ledger has the mark."""

    def __init__(self, settings: Settings, producer: AIOKafkaProducer, store: Store) -> None:
        self._kafka_topic = topic_name(settings, DELIVERIES)
        self._producer = producer
        self._store = store
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Says that a notification ended."""
        self._wake.set()

    async def run(self) -> None:
        """Announces until cancelled; Kafka being away delays it and stops nothing."""
        while True:
            self._wake.clear()
            try:
                await self.announce()
            except KafkaError as error:
                log.warning("announcing_failed", reason=type(error).__name__)
                await asyncio.sleep(_AGAIN_AFTER_SECONDS)
            else:
                await self._wake.wait()
                await asyncio.sleep(_GATHER_SECONDS)

    async def announce(self) -> None:
        """Announces all that ended and was not announced.

        Raises:
            KafkaError: Kafka did not acknowledge; they stay unannounced.
        """
        while deliveries := await self._store.run(unannounced, _MOST_AT_ONCE):
            sent = [
                await self._producer.send(self._kafka_topic, encode(one), key=one.id.encode())
                for one in deliveries
            ]
            await asyncio.gather(*sent)
            await self._store.run(mark_announced, [one.id for one in deliveries])
