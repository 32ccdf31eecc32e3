"""What goes out: which notification is next, how its attempts went, what is to be announced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import defer

from alerts.retry import DecisionReason
from alerts.store.models import AttemptRow, NotificationRow
from streams.records import Delivery, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from alerts.receivers.receiver import Attempt
    from alerts.retry import Decision
    from streams.records import Notification

# What a server answers may hold halves of characters, which no database takes, and NUL, which
# PostgreSQL does not.
_UNKEPT: Final = re.compile("[\x00\ud800-\udfff]")
#: A notification that failed so often (some ten minutes) lets later ones pass: one that
#: its receiver always chokes on must not hold up all others for a day.
ASIDE_AFTER: Final = 8


@dataclass(frozen=True)
class Due:
    """A notification whose turn it is; `thread` is the receipt of its story's first alert."""

    notification: Notification
    attempts: int
    first_at: datetime
    thread: str = ""


def record_attempts(
    connection: Connection, ended: Sequence[tuple[str, Attempt, Decision]], now: datetime
) -> None:
    """Keeps how attempts went and what was decided, each with its notification's id.

    Two statements for all of them: until it is done, a kill repeats what was delivered.
    """
    if not ended:
        return
    connection.execute(_INSERT, [_attempt(*one, now) for one in ended])
    connection.execute(_UPDATE, [_standing(*one, now) for one in ended])


def reason_text(decision: Decision, attempt: Attempt) -> str:
    """Why a notification is where it is: 'refused: gone', 'too-old: unavailable'."""
    if decision.reason is DecisionReason.DELIVERED:
        return ""
    return f"{decision.reason}: {attempt.outcome.reason}"


def unannounced(session: Session, most: int) -> list[Delivery]:
    """Notifications that ended and of which Kafka was not told."""
    rows = session.scalars(
        select(NotificationRow)
        .options(defer(NotificationRow.body))
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


def pending(session: Session, receivers: Sequence[str]) -> dict[str, int]:
    """How many notifications wait for each of these receivers."""
    rows = session.execute(
        select(NotificationRow.receiver, func.count())
        .where(
            NotificationRow.receiver.in_(receivers),
            NotificationRow.state == DeliveryState.PENDING,
        )
        .group_by(NotificationRow.receiver)
    )
    return dict(rows.all())


def counts(session: Session) -> dict[tuple[str, DeliveryState], int]:
    """How many notifications of each receiver are in each state."""
    rows = session.execute(
        select(NotificationRow.receiver, NotificationRow.state, func.count()).group_by(
            NotificationRow.receiver, NotificationRow.state
        )
    )
    return {(receiver, DeliveryState(state)): count for receiver, state, count in rows}


_INSERT: Final = insert(AttemptRow)
_UPDATE: Final = (
    update(NotificationRow)
    .where(NotificationRow.id == bindparam("notification"))
    .values(
        attempts=NotificationRow.attempts + 1,
        claimed_by=None,
        **{
            name: bindparam(f"its_{name}")
            for name in ("state", "reason", "next_attempt_at", "finished_at", "receipt")
        },
    )
)
_STATES: Final = {
    DecisionReason.DELIVERED: DeliveryState.DELIVERED,
    DecisionReason.RETRY: DeliveryState.PENDING,
    DecisionReason.REFUSED: DeliveryState.DEAD,
    DecisionReason.TOO_OLD: DeliveryState.DEAD,
}


def _attempt(
    notification: str, attempt: Attempt, _decision: Decision, now: datetime
) -> dict[str, Any]:
    return {
        "notification": notification,
        "at": now,
        "status": attempt.status,
        "outcome": attempt.outcome.reason,
        "reply": _UNKEPT.sub("\ufffd", attempt.reply),
    }


def _standing(
    notification: str, attempt: Attempt, decision: Decision, now: datetime
) -> dict[str, Any]:
    state = _STATES[decision.reason]
    return {
        "notification": notification,
        "its_state": state,
        "its_reason": reason_text(decision, attempt),
        "its_next_attempt_at": decision.at or now,
        "its_finished_at": None if state is DeliveryState.PENDING else now,
        "its_receipt": attempt.receipt,
    }


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
