"""Where notify stops reading: what is not taken waits in Kafka, which has room for it.

A receiver that is away for days would fill the disk with an outbox of its own otherwise. Reading
stops at a number of notifications and goes on well below it, so that it does not stop and start
with every delivery.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import structlog

from alerts.store.outbox import pending

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import AIOKafkaConsumer

    from alerts.store.store import Store

log: Final = structlog.get_logger(__name__)

_LOOK_SECONDS: Final = 1.0
_GOES_ON_BELOW: Final = 0.9


class Pressure(StrEnum):
    """Whether notify reads, and why not."""

    BELOW_LIMIT = "below-limit"
    OUTBOX_FULL = "outbox-full"
    DRAINING = "draining"

    @property
    def held(self) -> bool:
        """Whether reading has stopped."""
        return self is not Pressure.BELOW_LIMIT


def judge(count: int, limit: int, before: Pressure) -> Pressure:
    """Says whether notify reads.

    Args:
        count: notifications that wait in the outbox.
        limit: so many stop it; 0 is none.
        before: what was said last.
    """
    if limit and count >= limit:
        return Pressure.OUTBOX_FULL
    if limit and before.held and count >= limit * _GOES_ON_BELOW:
        return Pressure.DRAINING
    return Pressure.BELOW_LIMIT


class Backpressure:
    """Pauses the partitions of a consumer while the outbox is full.

    Args:
        consumer: of notify; it goes on being polled, and keeps its partitions.
        store: the ledger.
        receivers: who is delivered to; what waits for others never drains.
        limit: so many pending notifications; 0 is none.
    """

    def __init__(
        self, consumer: AIOKafkaConsumer, store: Store, receivers: Iterable[str], limit: int
    ) -> None:
        self._consumer = consumer
        self._store = store
        self._receivers = sorted(receivers)
        self._limit = limit
        self._pressure = Pressure.BELOW_LIMIT
        self._look_at = 0.0

    def look_again(self) -> None:
        """Says that the outbox has grown."""
        self._look_at = 0.0

    async def apply(self) -> None:
        """Pauses or resumes what this process is assigned, by what waits in the outbox."""
        if self._limit and time.monotonic() >= self._look_at:
            await self._look()
            self._look_at = time.monotonic() + _LOOK_SECONDS
        if self._pressure.held:
            # Also what a rebalance has brought meanwhile.
            self._consumer.pause(*self._consumer.assignment())

    async def _look(self) -> None:
        waiting = await self._store.run(pending, self._receivers)
        before, count = self._pressure, sum(waiting.values())
        self._pressure = judge(count, self._limit, before)
        if self._pressure.held and not before.held:
            fullest = sorted(waiting, key=lambda name: -waiting[name])[:3]
            log.error("reading_held", pending=count, limit=self._limit, most_wait_for=fullest)
        if before.held and not self._pressure.held:
            self._consumer.resume(*self._consumer.paused())
            log.warning("reading_goes_on", pending=count)
