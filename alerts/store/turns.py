"""A courier's turn: what was tried is kept, and what comes next is claimed, in one transaction.

Several processes share an outbox on PostgreSQL: the receiver's own row, which is locked for the
turn, keeps rate, pauses and circuit the same for all.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from alerts.health import Circuit, Health, after_attempt, slots
from alerts.store.claims import claim, expire, release, when_due, when_too_old
from alerts.store.models import ReceiverRow
from alerts.store.outbox import record_attempts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from alerts.receivers.receiver import Attempt
    from alerts.retry import Decision, DeliveryPolicy
    from alerts.store.outbox import Due

# How many times its attempts at a time a courier claims in advance.
_AHEAD: Final = 2


@dataclass(frozen=True)
class Finished:
    """An attempt that has ended; `jitter` is its share of chance."""

    due: Due
    attempt: Attempt
    decision: Decision
    jitter: float


@dataclass(frozen=True)
class Held:
    """What a courier has in its hands.

    Attributes:
        in_flight: attempts that have not ended.
        queued: ids of what it has claimed and not begun.
        stopping: it begins nothing any more.
    """

    in_flight: int = 0
    queued: Sequence[str] = ()
    stopping: bool = False


@dataclass(frozen=True)
class Turn:
    """What comes next.

    Attributes:
        due: newly claimed, each of another story; more than can be sent at a time, so that
            marking one is all that the next attempt waits for.
        at: when to ask again at the latest; None where nothing is known to come.
        circuit: whether the receiver is served.
        expired: how many were given up because it is not.
        released: whether what was queued is claimed no longer.
    """

    due: Sequence[Due]
    at: datetime | None
    circuit: Circuit
    expired: int = 0
    released: bool = False


def take_turn(
    session: Session,
    receiver: str,
    policy: DeliveryPolicy,
    *,
    owner: int,
    finished: Sequence[Finished],
    held: Held,
    now: datetime,
) -> Turn:
    """Keeps what has finished and claims what is next.

    Args:
        session: the transaction.
        receiver: whose turn it is.
        policy: the receiver's.
        owner: the process.
        finished: attempts that have ended.
        held: what this process has besides.
        now: the time.
    """
    row = session.get(ReceiverRow, receiver, with_for_update=True)
    if row is None:
        row = ReceiverRow(name=receiver, failures=0)
        session.add(row)
    health = _health(row)
    ended = [(one.due.notification.id, one.attempt, one.decision) for one in finished]
    record_attempts(session, ended, now)
    for one in finished:
        outcome = one.attempt.outcome
        health = after_attempt(health, outcome, policy.maximal_age, now, one.jitter)
    turn, health = _next(session, receiver, policy, owner=owner, health=health, held=held, now=now)
    if turn.released:
        release(session, held.queued)
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
    held: Held,
    now: datetime,
) -> tuple[Turn, Health]:
    circuit, expired = health.circuit, 0
    if circuit is not Circuit.CLOSED:
        expired = expire(session, receiver, policy, circuit, now)
    if circuit is Circuit.OFF or held.stopping:
        at = when_too_old(session, receiver, policy) if circuit is Circuit.OFF else None
        return Turn((), at, circuit, expired, released=True), health
    if health.paused_until is not None and health.paused_until > now:
        return Turn((), health.paused_until, circuit, expired, released=True), health
    most = 1 if circuit is Circuit.OPEN else policy.concurrency
    wanted = _wanted(most, held, ahead=policy.per_second is None and circuit is Circuit.CLOSED)
    free, _ = slots(health, policy.per_second, wanted, now)
    due = claim(session, receiver, owner, free, now)
    _, health = slots(health, policy.per_second, len(due), now)
    moments = [when_due(session, receiver, now)] if len(due) < free else []
    if free < wanted:
        moments.append(health.next_slot_at)
    at = min((moment for moment in moments if moment is not None), default=None)
    return Turn(due, at, circuit, expired), health


def _wanted(most: int, held: Held, *, ahead: bool) -> int:
    """How many to claim: where the queue does not fill what is free, more than that."""
    free = most - held.in_flight - len(held.queued)
    if free <= 0:
        return 0
    return free + (_AHEAD * most if ahead else 0)


def _health(row: ReceiverRow) -> Health:
    return Health(
        row.failures,
        row.failing_since,
        row.paused_until,
        row.next_slot_at,
        row.switched_off_at,
    )
