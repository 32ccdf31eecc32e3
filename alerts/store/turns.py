"""A courier's turn: what was tried is kept, and what comes next is claimed, in one transaction.

A claim is the mark of the process that sends a notification. Several processes share an outbox
on PostgreSQL: rows that another one looks at are skipped, and the receiver's own row, which is
locked for the turn, keeps rate, pauses and circuit the same for all.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from alerts.health import Circuit, Health, after_attempt, slots
from alerts.store.models import NotificationRow, ReceiverRow
from alerts.store.outbox import ASIDE_AFTER, Due, notification_from, record_attempt
from streams.records import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from alerts.receivers.receiver import Attempt
    from alerts.retry import Decision, DeliveryPolicy

_PENDING: Final = DeliveryState.PENDING


@dataclass(frozen=True)
class Finished:
    """An attempt that has ended; `jitter` is its share of chance."""

    due: Due
    attempt: Attempt
    decision: Decision
    jitter: float


@dataclass(frozen=True)
class Turn:
    """What comes next.

    Attributes:
        due: to be sent now, each of another story.
        at: when to ask again at the latest; None where nothing is known to come.
        circuit: whether the receiver is served.
        expired: how many were given up because it is not.
    """

    due: Sequence[Due]
    at: datetime | None
    circuit: Circuit
    expired: int = 0


def take_turn(
    session: Session,
    receiver: str,
    policy: DeliveryPolicy,
    *,
    owner: int,
    finished: Sequence[Finished],
    in_flight: int,
    now: datetime,
) -> Turn:
    """Keeps what has finished and claims what is next.

    Args:
        session: the transaction.
        receiver: whose turn it is.
        policy: the receiver's.
        owner: the process.
        finished: attempts that have ended.
        in_flight: attempts of this process that have not; below 0 for no further ones.
        now: the time.
    """
    row = session.get(ReceiverRow, receiver, with_for_update=True)
    if row is None:
        row = ReceiverRow(name=receiver, failures=0)
        session.add(row)
    health = _health(row)
    with session.no_autoflush:
        for one in finished:
            record_attempt(session, one.due.notification.id, one.attempt, one.decision, now)
            outcome = one.attempt.outcome
            health = after_attempt(health, outcome, policy.maximal_age, now, one.jitter)
    turn, health = _next(
        session, receiver, policy, owner=owner, health=health, in_flight=in_flight, now=now
    )
    for name, value in asdict(health).items():
        setattr(row, name, value)
    return turn


def _next(
    session: Session,
    receiver: str,
    policy: DeliveryPolicy,
    *,
    owner: int,
    health: Health,
    in_flight: int,
    now: datetime,
) -> tuple[Turn, Health]:
    circuit = health.circuit
    expired = 0
    if circuit is not Circuit.CLOSED:
        expired = _expire(session, receiver, policy, circuit, now)
    if circuit is Circuit.OFF or in_flight < 0:
        at = _oldest(session, receiver, policy) if circuit is Circuit.OFF else None
        return Turn((), at, circuit, expired), health
    if health.paused_until is not None and health.paused_until > now:
        return Turn((), health.paused_until, circuit, expired), health
    most = 1 if circuit is Circuit.OPEN else policy.concurrency
    free, _ = slots(health, policy.per_second, most - in_flight, now)
    due = _claim(session, receiver, owner, free, now)
    _, health = slots(health, policy.per_second, len(due), now)
    moments = [_earliest(session, receiver, now)]
    if free < most - in_flight:
        moments.append(health.next_slot_at)
    at = min((moment for moment in moments if moment is not None), default=None)
    return Turn(due, at, circuit, expired), health


def _claim(session: Session, receiver: str, owner: int, most: int, now: datetime) -> list[Due]:
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


def _claimable(
    session: Session, receiver: str, now: datetime, which: ColumnElement[bool], most: int
) -> Sequence[NotificationRow]:
    query = (
        select(NotificationRow)
        .where(
            *_pending_of(receiver),
            NotificationRow.claimed_by.is_(None),
            NotificationRow.next_attempt_at <= now,
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


def _expire(
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


_AT_ONCE: Final = 500


def _oldest(session: Session, receiver: str, policy: DeliveryPolicy) -> datetime | None:
    """When the first of those that wait becomes too old."""
    query = select(NotificationRow.first_at).where(*_pending_of(receiver))
    first = session.scalar(query.order_by(NotificationRow.seq).limit(1))
    return first + policy.maximal_age if first else None


def _earliest(session: Session, receiver: str, now: datetime) -> datetime | None:
    later = NotificationRow.next_attempt_at > now
    query = select(func.min(NotificationRow.next_attempt_at)).where(*_pending_of(receiver), later)
    return session.scalar(query)


def _pending_of(receiver: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return NotificationRow.receiver == receiver, NotificationRow.state == _PENDING


def _health(row: ReceiverRow) -> Health:
    return Health(
        row.failures,
        row.failing_since,
        row.paused_until,
        row.next_slot_at,
        row.switched_off_at,
    )
