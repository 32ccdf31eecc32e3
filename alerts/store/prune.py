"""Forgets what ended long ago, in pieces so small that nobody waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import CursorResult, and_, delete, select

from alerts.store.models import (
    AttemptRow,
    DevelopmentRow,
    NotificationRow,
    VerdictRow,
    WaitingRow,
    WithheldRow,
)
from streams.records import DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

#: Rows of one transaction.
AT_ONCE: Final = 500


def prune(session: Session, before: datetime) -> int:
    """Deletes some of what is older; how many rows, 0 where nothing is left.

    A notification goes with its attempts, when it has ended and Kafka knows it. Developments and
    verdicts go by when they were taken, but for what waits in a group; so do the notes of what was
    held back.
    """
    ended = (
        NotificationRow.finished_at < before,
        NotificationRow.announced.is_(True),
        NotificationRow.state != DeliveryState.PENDING,
    )
    ids = session.scalars(select(NotificationRow.id).where(*ended).limit(AT_ONCE)).all()
    _delete(session, AttemptRow.notification.in_(ids), AttemptRow)
    count = _delete(session, NotificationRow.id.in_(ids), NotificationRow)
    # By when they were taken: their own time is the stream's, and may be years ago.
    waits = DevelopmentRow.id.in_(select(WaitingRow.development))
    developments = and_(DevelopmentRow.taken_at < before, ~waits)
    return count + sum(
        (
            _some(session, DevelopmentRow.id, developments, DevelopmentRow),
            _some(session, VerdictRow.id, VerdictRow.taken_at < before, VerdictRow),
            _some(session, WithheldRow.seq, WithheldRow.at < before, WithheldRow),
        )
    )


def _some(
    session: Session,
    key: InstrumentedAttribute[Any],
    old: ColumnElement[bool],
    table: type[Any],
) -> int:
    ids = session.scalars(select(key).where(old).limit(AT_ONCE)).all()
    return _delete(session, key.in_(ids), table)


def _delete(session: Session, which: ColumnElement[bool], table: type[Any]) -> int:
    result: CursorResult[Any] = session.execute(delete(table).where(which))  # type: ignore[assignment]  # a DELETE's result has the row count
    return int(result.rowcount)
