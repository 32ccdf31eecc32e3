"""A courier's turn: what was tried is kept, and what comes next is claimed, in one transaction.

Couriers that ask at the same time share the transaction: a commit that waits for the disk costs
more than all else. Several processes share an outbox on PostgreSQL: a receiver's own row, which
is locked for the turn, keeps rate, pauses and circuit the same for all; rows are locked in the
order of their names, so that no two processes wait for each other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, insert, select, update

from alerts.health import Circuit, Health, after_attempt, slots
from alerts.store.claims import claim, expire, release, when_due, when_too_old
from alerts.store.models import ReceiverRow
from alerts.store.outbox import record_attempts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection
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
class Asked:
    """A courier that asks for its turn; `finished` are attempts that have ended since its last."""

    receiver: str
    policy: DeliveryPolicy
    finished: Sequence[Finished] = ()
    held: Held = Held()


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


def take_turns(session: Session, asked: Sequence[Asked], owner: int, now: datetime) -> list[Turn]:
    """Keeps what has finished and claims what is next; one turn for each that asked.

    Args:
        session: the transaction.
        asked: each of another receiver.
        owner: the process.
        now: the time.
    """
    connection = session.connection()
    healths = _locked(connection, [one.receiver for one in asked])
    finished = [one for each in asked for one in each.finished]
    record_attempts(
        connection, [(one.due.notification.id, one.attempt, one.decision) for one in finished], now
    )
    return [_turn(connection, one, healths[one.receiver], owner, now) for one in asked]


def _locked(connection: Connection, names: Sequence[str]) -> dict[str, Health]:
    """What is known of these receivers, locked for the transaction."""
    found = connection.execute(_LOCK, {"names": names}).all()
    healths = {name: Health(*known) for name, *known in found}
    for name in sorted(set(names) - set(healths)):
        healths[name] = Health()
        connection.execute(insert(ReceiverRow).values(name=name, failures=0))
    return healths


def _turn(connection: Connection, asked: Asked, before: Health, owner: int, now: datetime) -> Turn:
    health = before
    for one in asked.finished:
        health = after_attempt(
            health, one.attempt.outcome, asked.policy.maximal_age, now, one.jitter
        )
    turn, health = _next(connection, asked, health, owner, now)
    if turn.released:
        release(connection, asked.held.queued)
    if health != before:
        connection.execute(_KEEP, {"receiver": asked.receiver} | asdict(health))
    return turn


def _next(
    connection: Connection, asked: Asked, health: Health, owner: int, now: datetime
) -> tuple[Turn, Health]:
    receiver, policy, held = asked.receiver, asked.policy, asked.held
    circuit, expired = health.circuit, 0
    if circuit is not Circuit.CLOSED:
        expired = expire(connection, receiver, policy, circuit, now)
    if circuit is Circuit.OFF or held.stopping:
        at = when_too_old(connection, receiver, policy) if circuit is Circuit.OFF else None
        return Turn((), at, circuit, expired, released=True), health
    if health.paused_until is not None and health.paused_until > now:
        return Turn((), health.paused_until, circuit, expired, released=True), health
    most = 1 if circuit is Circuit.OPEN else policy.concurrency
    wanted = _wanted(most, held, ahead=policy.per_second is None and circuit is Circuit.CLOSED)
    free, _ = slots(health, policy.per_second, wanted, now)
    due = claim(connection, receiver, owner, free, now)
    _, health = slots(health, policy.per_second, len(due), now)
    moments = [when_due(connection, receiver, now)] if len(due) < free else []
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


_KNOWN: Final = [field.name for field in fields(Health)]
_LOCK: Final = (
    select(ReceiverRow.name, *(getattr(ReceiverRow, name) for name in _KNOWN))
    .where(ReceiverRow.name.in_(bindparam("names", expanding=True)))
    .order_by(ReceiverRow.name)
    .with_for_update()
)
_KEEP: Final = update(ReceiverRow).where(ReceiverRow.name == bindparam("receiver"))
