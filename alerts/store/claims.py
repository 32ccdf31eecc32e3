"""Claims: the mark of the process that sends a notification, or is about to.

Rows that another process looks at are skipped, so each notification has one claim at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import aliased

from alerts.store.models import WITH_RECEIPT, NotificationRow, UtcDateTime
from alerts.store.outbox import ASIDE_AFTER, Due
from streams.records import DeliveryState, Notification

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from alerts.health import Circuit
    from alerts.retry import DeliveryPolicy

_PENDING: Final = DeliveryState.PENDING
_AT_ONCE: Final = 500


def claim(connection: Connection, receiver: str, owner: int, most: int, now: datetime) -> list[Due]:
    """The first ones of their stories; those that stepped aside while nothing else is due."""
    if most < 1:
        return []
    asked = {"receiver": receiver, "now": now}
    rows = connection.execute(_FIRST, asked | {"most": most}).all()
    rows = rows or connection.execute(_ASIDE, asked | {"most": 1}).all()
    if rows:
        connection.execute(_CLAIM, {"claimed": [row.seq for row in rows], "owner": owner})
    threads = _threads(connection, receiver, {row.story for row in rows} - {""})
    return [
        Due(_notification(row), row.attempts, row.first_at, threads.get(row.story, ""))
        for row in rows
    ]


def _notification(row: Row[*tuple[Any, ...]]) -> Notification:
    return Notification(
        id=row.id,
        receiver=row.receiver,
        story=row.story,
        developments=tuple(row.developments),
        body=row.body,
        content_type=row.content_type,
    )


def release(connection: Connection, notifications: Sequence[str]) -> None:
    """Gives claims back, of what was not begun."""
    if notifications:
        held = NotificationRow.id.in_(notifications)
        connection.execute(update(NotificationRow).where(held).values(claimed_by=None))


def _threads(connection: Connection, receiver: str, stories: set[str]) -> dict[str, str]:
    """What the receiver called the first alert of each story that it took."""
    if not stories:
        return {}
    found = connection.execute(_THREADS, {"receiver": receiver, "stories": sorted(stories)}).all()
    return {row.story: row.receipt for row in found}


def expire(
    connection: Connection, receiver: str, policy: DeliveryPolicy, circuit: Circuit, now: datetime
) -> int:
    """Gives up what became too old while its receiver was not served."""
    oldest = now - policy.maximal_age
    expired = connection.scalars(_TOO_OLD, {"receiver": receiver, "oldest": oldest}).all()
    for start in range(0, len(expired), _AT_ONCE):
        connection.execute(
            update(NotificationRow)
            .where(NotificationRow.seq.in_(expired[start : start + _AT_ONCE]))
            .values(state=DeliveryState.DEAD, reason=f"too-old: {circuit}", finished_at=now)
        )
    return len(expired)


def when_too_old(connection: Connection, receiver: str, policy: DeliveryPolicy) -> datetime | None:
    """When the first of those that wait becomes too old."""
    first = connection.scalar(_OLDEST, {"receiver": receiver})
    return first + policy.maximal_age if first else None


def when_due(connection: Connection, receiver: str, now: datetime) -> datetime | None:
    """When the first of those that wait for their next attempt has it."""
    return connection.scalar(_NEXT, {"receiver": receiver, "now": now})


def _claimable(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(*_DUE)
        .where(
            *_WAITS,
            NotificationRow.claimed_by.is_(None),
            # Not by the index of due ones, which would have all of them sorted for a few.
            func.coalesce(NotificationRow.next_attempt_at, _NOW) <= _NOW,
            which,
        )
        .order_by(NotificationRow.seq)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )


def _is_first() -> ColumnElement[bool]:
    """No earlier one of its story is to be waited for."""
    earlier = aliased(NotificationRow)
    waited_for = (
        select(earlier.seq)
        .where(
            earlier.receiver == NotificationRow.receiver,
            earlier.state == _PENDING,
            earlier.story == NotificationRow.story,
            earlier.seq < NotificationRow.seq,
            earlier.attempts < ASIDE_AFTER,
        )
        .exists()
    )
    return (NotificationRow.attempts < ASIDE_AFTER) & ~waited_for


# Made once: a courier takes its turn with each delivery, and to make them costs more than they do.
_NOW: Final = bindparam("now", type_=UtcDateTime())
_WAITS: Final = (
    NotificationRow.receiver == bindparam("receiver"),
    NotificationRow.state == _PENDING,
)
_DUE: Final = (
    NotificationRow.seq,
    NotificationRow.id,
    NotificationRow.receiver,
    NotificationRow.story,
    NotificationRow.developments,
    NotificationRow.content_type,
    NotificationRow.body,
    NotificationRow.attempts,
    NotificationRow.first_at,
)
_FIRST: Final = _claimable(_is_first())
_ASIDE: Final = _claimable(NotificationRow.attempts >= ASIDE_AFTER)
_CLAIM: Final = (
    update(NotificationRow)
    .where(NotificationRow.seq.in_(bindparam("claimed", expanding=True)))
    .values(claimed_by=bindparam("owner"))
)
_THREADS: Final = (
    select(NotificationRow.story, NotificationRow.receipt)
    .where(
        NotificationRow.receiver == bindparam("receiver"),
        NotificationRow.state == DeliveryState.DELIVERED,
        NotificationRow.story.in_(bindparam("stories", expanding=True)),
        WITH_RECEIPT,
    )
    .order_by(NotificationRow.seq.desc())
)
_TOO_OLD: Final = select(NotificationRow.seq).where(
    *_WAITS,
    NotificationRow.claimed_by.is_(None),
    NotificationRow.first_at < bindparam("oldest"),
)
_OLDEST: Final = (
    select(NotificationRow.first_at).where(*_WAITS).order_by(NotificationRow.seq).limit(1)
)
_NEXT: Final = select(func.min(NotificationRow.next_attempt_at)).where(
    *_WAITS, NotificationRow.next_attempt_at > _NOW
)
