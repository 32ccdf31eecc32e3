"""What a person asks the ledger, and what a person can have done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from alerts.store.models import AttemptRow, NotificationRow, ReceiverRow, VerdictRow
from streams.codec import decode
from streams.errors import WirewatchError
from streams.records import DeliveryState, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session


class LedgerError(WirewatchError):
    """The ledger does not hold what was asked for, or it can't be done."""


@dataclass(frozen=True)
class Entry:
    """A notification as it stands."""

    id: str
    receiver: str
    state: str
    attempts: int
    reason: str
    first_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None
    developments: Sequence[str]


@dataclass(frozen=True)
class Tried:
    """One attempt."""

    at: datetime
    outcome: str
    status: int | None
    reply: str


@dataclass(frozen=True)
class Whole:
    """A notification with its attempts and its body."""

    entry: Entry
    attempts: Sequence[Tried]
    content_type: str
    body: bytes


def entries(
    session: Session, most: int, *, receiver: str | None = None, state: DeliveryState | None = None
) -> list[Entry]:
    """The newest notifications, the newest first."""
    query = select(NotificationRow).order_by(NotificationRow.seq.desc()).limit(most)
    if receiver is not None:
        query = query.where(NotificationRow.receiver == receiver)
    if state is not None:
        query = query.where(NotificationRow.state == state)
    return [_entry(row) for row in session.scalars(query)]


def whole(session: Session, beginning: str) -> Whole:
    """The notification whose id begins so.

    Raises:
        LedgerError: there is none, or more than one.
    """
    row = _found(session, beginning)
    tried = select(AttemptRow).where(AttemptRow.notification == row.id).order_by(AttemptRow.seq)
    attempts = [Tried(one.at, one.outcome, one.status, one.reply) for one in session.scalars(tried)]
    return Whole(_entry(row), attempts, row.content_type, row.body)


def verdicts_on(session: Session, article: str) -> list[Verdict]:
    """All verdicts on an article, by its id: the oldest first, those of one time by topic."""
    query = select(VerdictRow.record).where(VerdictRow.article == article)
    query = query.order_by(VerdictRow.decided_at, VerdictRow.topic)
    return [decode(Verdict, record.encode()) for record in session.scalars(query)]


def redeliver(session: Session, beginning: str, now: datetime) -> Entry:
    """Puts a notification that ended into the outbox again: the same id, the same bytes.

    Raises:
        LedgerError: there is none, it has not ended, or its body is not known.
    """
    row = _found(session, beginning)
    if row.state == DeliveryState.PENDING:
        raise LedgerError(f"{row.id} has not ended: it is going to be delivered")
    if not row.body:
        raise LedgerError(f"the body of {row.id} is not in this ledger")
    row.state, row.reason, row.attempts = DeliveryState.PENDING, "", 0
    row.first_at = row.next_attempt_at = now
    row.finished_at, row.announced = None, False
    return _entry(row)


def switch_on(session: Session, receiver: str) -> None:
    """Serves a receiver again that was gone, or whose circuit is open.

    Raises:
        LedgerError: there is none of this name.
    """
    if session.get(ReceiverRow, receiver) is None:
        raise LedgerError(f"nothing is known of a receiver '{receiver}'")
    session.execute(
        update(ReceiverRow)
        .where(ReceiverRow.name == receiver)
        .values(failures=0, failing_since=None, paused_until=None, switched_off_at=None)
    )


def _found(session: Session, beginning: str) -> NotificationRow:
    query = select(NotificationRow).where(NotificationRow.id.startswith(beginning, autoescape=True))
    rows = session.scalars(query.limit(2)).all()
    if len(rows) != 1:
        many = "more than one notification begins" if rows else "no notification begins"
        raise LedgerError(f"{many} with '{beginning}'")
    return rows[0]


def _entry(row: NotificationRow) -> Entry:
    pending = row.state == DeliveryState.PENDING
    return Entry(
        id=row.id,
        receiver=row.receiver,
        state=row.state,
        attempts=row.attempts,
        reason=row.reason,
        first_at=row.first_at,
        next_attempt_at=row.next_attempt_at if pending else None,
        finished_at=row.finished_at,
        developments=row.developments,
    )
