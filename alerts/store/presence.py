"""Whose claims hold: those of processes that are there.

On PostgreSQL each process holds an advisory lock under its number for as long as its
connection lives; where another one can take that lock, the process has gone and its claims
are free. SQLite has one process, which a file lock makes sure of, so at its start all claims are
those of one that has gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from alerts.store.models import NotificationRow, ReceiverRow
from alerts.store.sole import hold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Session


class Presence:
    """This process, as the others see it.

    Args:
        engine: the ledger's.
        owner: the number that stands in the claims of this process.

    Raises:
        ConfigError: another process has the ledger, which is one of SQLite.
    """

    def __init__(self, engine: Engine, owner: int) -> None:
        self._connection: Connection | None = None
        self._alone: IO[str] | None = None
        if engine.dialect.name == "sqlite" and engine.url.database:
            self._alone = hold(Path(engine.url.database))
        if engine.dialect.name == "postgresql":
            self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.execute(select(func.pg_advisory_lock(owner)))

    def check(self) -> None:
        """Makes sure that the others still see this process.

        Raises:
            SQLAlchemyError: the connection has gone, and with it the claims.
        """
        if self._connection is not None:
            self._connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Leaves."""
        if self._connection is not None:
            self._connection.close()
        if self._alone is not None:
            self._alone.close()


def free_claims(session: Session, owner: int) -> int:
    """Frees the claims of processes that have gone; how many."""
    claimed = select(NotificationRow.claimed_by).where(NotificationRow.claimed_by.is_not(None))
    freed = 0
    for other in session.scalars(claimed.distinct()).all():
        if other != owner and _has_gone(session, other):
            held = NotificationRow.claimed_by == other
            freed += len(session.scalars(select(NotificationRow.seq).where(held)).all())
            session.execute(update(NotificationRow).where(held).values(claimed_by=None))
    return freed


def know_receivers(session: Session, names: Iterable[str]) -> None:
    """Makes the rows of new receivers; another process may do the same."""
    known = set(session.scalars(select(ReceiverRow.name)))
    for name in names:
        if name in known:
            continue
        try:
            with session.begin_nested():
                session.add(ReceiverRow(name=name, failures=0))
        except IntegrityError:
            continue


def _has_gone(session: Session, other: int | None) -> bool:
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(other))))
