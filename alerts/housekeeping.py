"""What notify does beside its work: frees the claims of processes that died, forgets old rows."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from alerts.store.presence import free_claims
from alerts.store.prune import prune

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.store.store import Store
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

_EVERY_SECONDS: Final = 2.0
_PRUNE_EVERY_SECONDS: Final = 600.0
# Between pieces, so that deliveries come in between.
_BREATH_SECONDS: Final = 0.05


class Housekeeper:
    """Looks after the ledger.

    Args:
        settings: for how long rows are kept.
        store: the ledger.
        on_freed: called where claims were freed: their notifications are to be sent.
    """

    def __init__(self, settings: Settings, store: Store, on_freed: Callable[[], None]) -> None:
        self._keep = timedelta(days=settings.ledger_retention_days)
        self._store = store
        self._on_freed = on_freed

    async def run(self) -> None:
        """Until cancelled.

        Raises:
            SQLAlchemyError: the database has gone, and with it this process's claims.
        """
        prune_at = time.monotonic()
        while True:
            await self._store.check_presence()
            if freed := await self._store.run(free_claims, self._store.owner):
                log.warning("claims_freed", count=freed)
                self._on_freed()
            if self._keep and time.monotonic() >= prune_at:
                await self.prune()
                prune_at = time.monotonic() + _PRUNE_EVERY_SECONDS
            await asyncio.sleep(_EVERY_SECONDS)

    async def prune(self) -> int:
        """Forgets all that is old enough, piece by piece; how many rows."""
        before, total = self._store.clock.now() - self._keep, 0
        while count := await self._store.run(prune, before):
            total += count
            await asyncio.sleep(_BREATH_SECONDS)
        if total:
            log.info("ledger_pruned", rows=total)
        return total
