"""Looks at groups when they are due; several processes may, each takes others."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from alerts.store.adopted import adopt
from alerts.store.groups import forget_groups, tick

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.plan import Plan
    from alerts.store.store import Store

log: Final = structlog.get_logger(__name__)

# Groups of a process that died are due for the others as well.
_LONGEST_REST: Final = timedelta(seconds=5)
#: A group in which nothing happened for so long is forgotten: the next development of its story
#: is a first one again. As long as track remembers a story.
REMEMBERED: Final = timedelta(days=30)
_CLEAR_EVERY_SECONDS: Final = 600.0


class Ticker:
    """Brings groups that are due into the outbox.

    Args:
        store: the ledger.
        plan: where developments go.
        on_new: called after notifications came into the outbox.
    """

    def __init__(self, store: Store, plan: Plan, on_new: Callable[[], None]) -> None:
        self._store = store
        self._plan = plan
        self._on_new = on_new
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Says that a group may be due earlier than before."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled; begins with what an earlier process left."""
        clock, clear_at = self._store.clock, time.monotonic()
        await self._store.run(adopt, self._plan, clock.now())
        while True:
            self._wake.clear()
            now = clock.now()
            if clock.take_set_back():
                log.warning("clock_set_back", time=now.isoformat())
                await self._store.run(adopt, self._plan, now)
                self._on_new()
            if time.monotonic() >= clear_at:
                await self._store.run(forget_groups, now - REMEMBERED)
                clear_at = time.monotonic() + _CLEAR_EVERY_SECONDS
            ticked = await self._store.run(tick, self._plan, now)
            if ticked.notifications:
                self._on_new()
            await self._rest(ticked.next_due)

    async def _rest(self, until: datetime | None) -> None:
        rest = (
            _LONGEST_REST if until is None else min(until - self._store.clock.now(), _LONGEST_REST)
        )
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(rest.total_seconds()):
                await self._wake.wait()
