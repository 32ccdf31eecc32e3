"""What goes out: which notification is next, how its attempts went, what is to be announced."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update

from alerts.retry import DecisionReason
from alerts.store.models import AttemptRow, NotificationRow
from streams.records import Delivery, DeliveryState, Notification

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from alerts.receivers.receiver import Attempt
    from alerts.retry import Decision

#: A notification that failed so often (some ten minutes) lets later ones pass: one that
#: its receiver always chokes on must not hold up all others for a day.
ASIDE_AFTER: Final = 8
# Reading some at a time costs a quarter less CPU time than one by one.
_MOST_AT_ONCE: Final = 50


@dataclass(frozen=True)
class Due:
    """A notification whose turn it is."""

    notification: Notification
    attempts: int
    first_at: datetime


@dataclass(frozen=True)
class NotBefore:
    """Nothing is due; `at` is when something will be, None where nothing is pending."""

    at: datetime | None


def next_due(session: Session, receiver: str, now: datetime) -> list[Due] | NotBefore:
    """Whose turn it is, in order.

    A failed one is waited for, with all that came after it, until it steps aside. Those that
    stepped aside have their turn while nothing else is due.
    """
    pending = select(NotificationRow).where(
        NotificationRow.receiver == receiver, NotificationRow.state == DeliveryState.PENDING
    )
    in_order, aside = _in_order(session, pending), _aside(session, pending)
    for rows in (in_order, aside):
        due = list(takewhile(lambda row: row.next_attempt_at <= now, rows))
        if due:
            return [_due(row) for row in due]
    return NotBefore(min((row.next_attempt_at for row in [*in_order[:1], *aside]), default=None))


def record_attempt(
    session: Session, notification: str, attempt: Attempt, decision: Decision, now: datetime
) -> None:
    """Keeps how an attempt went and what was decided."""
    session.add(
        AttemptRow(
            notification=notification,
            at=now,
            status=attempt.status,
            outcome=attempt.outcome.reason,
            reply=attempt.reply,
        )
    )
    state = _STATES[decision.reason]
    session.execute(
        update(NotificationRow)
        .where(NotificationRow.id == notification)
        .values(
            attempts=NotificationRow.attempts + 1,
            state=state,
            reason=reason_text(decision, attempt),
            next_attempt_at=decision.at or now,
            finished_at=None if state is DeliveryState.PENDING else now,
        )
    )


def reason_text(decision: Decision, attempt: Attempt) -> str:
    """Why a notification is where it is: 'refused: gone', 'too-old: unavailable'."""
    if decision.reason is DecisionReason.DELIVERED:
        return ""
    return f"{decision.reason}: {attempt.outcome.reason}"


def unannounced(session: Session, most: int) -> list[Delivery]:
    """Notifications that ended and of which Kafka was not told."""
    rows = session.scalars(
        select(NotificationRow)
        .where(
            NotificationRow.announced.is_(False),
            NotificationRow.state != DeliveryState.PENDING,
        )
        .order_by(NotificationRow.seq)
        .limit(most)
    )
    return [_delivery(row) for row in rows]


def mark_announced(session: Session, notifications: Sequence[str]) -> None:
    """Kafka has acknowledged their delivery records."""
    session.execute(
        update(NotificationRow).where(NotificationRow.id.in_(notifications)).values(announced=True)
    )


def counts(session: Session) -> dict[tuple[str, DeliveryState], int]:
    """How many notifications of each receiver are in each state."""
    rows = session.execute(
        select(NotificationRow.receiver, NotificationRow.state, func.count()).group_by(
            NotificationRow.receiver, NotificationRow.state
        )
    )
    return {(receiver, DeliveryState(state)): count for receiver, state, count in rows}


_STATES: Final = {
    DecisionReason.DELIVERED: DeliveryState.DELIVERED,
    DecisionReason.RETRY: DeliveryState.PENDING,
    DecisionReason.REFUSED: DeliveryState.DEAD,
    DecisionReason.TOO_OLD: DeliveryState.DEAD,
}


def _in_order(session: Session, pending: Select[NotificationRow]) -> Sequence[NotificationRow]:
    rows = pending.where(NotificationRow.attempts < ASIDE_AFTER).order_by(NotificationRow.seq)
    return session.scalars(rows.limit(_MOST_AT_ONCE)).all()


def _aside(session: Session, pending: Select[NotificationRow]) -> Sequence[NotificationRow]:
    rows = pending.where(NotificationRow.attempts >= ASIDE_AFTER).order_by(
        NotificationRow.next_attempt_at, NotificationRow.seq
    )
    return session.scalars(rows.limit(1)).all()


def _due(row: NotificationRow) -> Due:
    return Due(_notification(row), row.attempts, row.first_at)


def _notification(row: NotificationRow) -> Notification:
    return Notification(
        id=row.id,
        receiver=row.receiver,
        developments=tuple(row.developments),
        body=row.body,
        content_type=row.content_type,
    )


def _delivery(row: NotificationRow) -> Delivery:
    return Delivery(
        id=row.id,
        receiver=row.receiver,
        developments=tuple(row.developments),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        reason=row.reason,
        at=row.finished_at or row.first_at,
    )
