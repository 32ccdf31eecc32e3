"""Claims: the mark of the process that sends a notification, or is about to.

Rows that another process looks at are skipped, so each notification has one claim at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from alerts.store.models import NotificationRow
from alerts.store.outbox import ASIDE_AFTER, Due, notification_from
from streams.records import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alerts.health import Circuit
    from alerts.retry import DeliveryPolicy

_PENDING: Final = DeliveryState.PENDING
_AT_ONCE: Final = 500


def claim(session: Session, receiver: str, owner: int, most: int, now: datetime) -> list[Due]:
    """The first ones of their stories; those that stepped aside while nothing else is due."""
    if most < 1:
        return []
    rows = _claimable(session, receiver, now, _is_first(), most)
    rows = rows or _claimable(session, receiver, now, NotificationRow.attempts >= ASIDE_AFTER, 1)
    threads = _threads(session, receiver, {row.story for row in rows} - {""})
    for row in rows:
        row.claimed_by = owner
    return [
        Due(notification_from(row), row.attempts, row.first_at, threads.get(row.story, ""))
        for row in rows
    ]


def release(session: Session, notifications: Sequence[str]) -> None:
    """Gives claims back, of what was not begun."""
    if notifications:
        held = NotificationRow.id.in_(notifications)
        session.execute(update(NotificationRow).where(held).values(claimed_by=None))


def _claimable(
    session: Session, receiver: str, now: datetime, which: ColumnElement[bool], most: int
) -> Sequence[NotificationRow]:
    query = (
        select(NotificationRow)
        .where(
            *_pending_of(receiver),
            NotificationRow.claimed_by.is_(None),
            # Not by the index of due ones, which would have all of them sorted for a few.
            func.coalesce(NotificationRow.next_attempt_at, now) <= now,
            which,
        )
        .order_by(NotificationRow.seq)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).all()


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


def _threads(session: Session, receiver: str, stories: set[str]) -> dict[str, str]:
    """What the receiver called the first alert of each story that it took."""
    query = (
        select(NotificationRow.story, NotificationRow.receipt)
        .where(
            NotificationRow.receiver == receiver,
            NotificationRow.state == DeliveryState.DELIVERED,
            NotificationRow.story.in_(stories),
            NotificationRow.receipt != "",
        )
        .order_by(NotificationRow.seq.desc())
    )
    found = session.execute(query).all() if stories else []
    return {story: receipt for story, receipt in found}  # noqa: C416 - rows are no pairs to mypy


def expire(
    session: Session, receiver: str, policy: DeliveryPolicy, circuit: Circuit, now: datetime
) -> int:
    """Gives up what became too old while its receiver was not served."""
    old = select(NotificationRow.seq).where(
        *_pending_of(receiver),
        NotificationRow.claimed_by.is_(None),
        NotificationRow.first_at < now - policy.maximal_age,
    )
    expired = session.scalars(old).all()
    for start in range(0, len(expired), _AT_ONCE):
        session.execute(
            update(NotificationRow)
            .where(NotificationRow.seq.in_(expired[start : start + _AT_ONCE]))
            .values(state=DeliveryState.DEAD, reason=f"too-old: {circuit}", finished_at=now)
        )
    return len(expired)


def when_too_old(session: Session, receiver: str, policy: DeliveryPolicy) -> datetime | None:
    """When the first of those that wait becomes too old."""
    query = select(NotificationRow.first_at).where(*_pending_of(receiver))
    first = session.scalar(query.order_by(NotificationRow.seq).limit(1))
    return first + policy.maximal_age if first else None


def when_due(session: Session, receiver: str, now: datetime) -> datetime | None:
    """When the first of those that wait for their next attempt has it."""
    later = NotificationRow.next_attempt_at > now
    query = select(func.min(NotificationRow.next_attempt_at)).where(*_pending_of(receiver), later)
    return session.scalar(query)


def _pending_of(receiver: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return NotificationRow.receiver == receiver, NotificationRow.state == _PENDING
