"""The database as the rest of `alerts` sees it: transactions, each a plain function.

The functions are in `alerts.store.intake` and `alerts.store.outbox`; what they do happens
whole or not at all.
"""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from alerts.clock import Clock
from alerts.store.database import open_database
from alerts.store.presence import Presence, free_claims, know_receivers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Engine

    from streams.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")


class Store:
    """One database, spoken to from one thread: SQLite has one writer, and the loop none."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        #: The number that stands in the claims of this process.
        self.owner = secrets.randbits(62)
        #: Whoever writes a moment into it takes it from here.
        self.clock = Clock()
        self._presence: Presence | None = None

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Opens the database of the settings and migrates it.

        Raises:
            ConfigError: it can't be used.
        """
        return cls(open_database(settings))

    def appear(self, receivers: Iterable[str]) -> None:
        """Makes this process one that delivers: others see it, and what died before it is freed.

        Raises:
            ConfigError: another process delivers from this ledger, which is for one alone.
        """
        self._presence = Presence(self._engine, self.owner)
        self.transact(know_receivers, receivers)
        self.transact(free_claims, self.owner)

    async def check_presence(self) -> None:
        """Makes sure that the others still see this process.

        Raises:
            SQLAlchemyError: they do not.
        """
        if self._presence is not None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._presence.check)

    def transact(
        self,
        function: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Calls `function(session, …)` in a transaction: committed, or rolled back if it raises."""
        with self._sessions.begin() as session:
            return function(session, *args, **kwargs)

    async def run(
        self,
        function: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """`transact` in the store's thread. A caller that is cancelled does not undo it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, lambda: self.transact(function, *args, **kwargs)
        )

    def close(self) -> None:
        """Waits for the transaction in progress and closes the database."""
        self._thread.shutdown()
        if self._presence is not None:
            self._presence.close()
        self._engine.dispose()
