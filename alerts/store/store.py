"""The database as the rest of `alerts` sees it: transactions, each a plain function.

The functions are in `alerts.store.intake` and `alerts.store.outbox`; what they do happens
whole or not at all.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from alerts.store.database import open_database

if TYPE_CHECKING:
    from collections.abc import Callable

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

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Opens the database of the settings and migrates it.

        Raises:
            ConfigError: it can't be used.
        """
        return cls(open_database(settings))

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
        self._engine.dispose()
