"""What the ledger holds from an earlier process, or from a clock that was ahead, at this time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, or_, select, update

from alerts.grouping import arrived
from alerts.store.flushing import state_of
from alerts.store.models import GroupRow, NotificationRow, ReceiverRow
from streams.records import DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from alerts.plan import Plan
    from alerts.receivers.receiver import Receiver

#: Rates leave room within seconds; clocks of processes that share an outbox differ by less.
_RATE_AHEAD: Final = timedelta(minutes=1)


def adopt(session: Session, plan: Plan, now: datetime) -> None:
    """Makes all that waits this process's, whose routes and whose time may be others.

    What waits in a group whose route is gone is due at once; a shorter interval holds at once; and
    no moment stays that nobody can have meant, since a clock was ahead when it was written down.
    """
    _adopt_groups(session, plan, now)
    for receiver in plan.receivers.values():
        _adopt_outbox(session, receiver, now)


def _adopt_groups(session: Session, plan: Plan, now: datetime) -> None:
    waiting = select(GroupRow).where(GroupRow.due_at.is_not(None)).order_by(GroupRow.key)
    for row in session.scalars(waiting.with_for_update()):
        route = plan.routes.get(row.route)
        row.due_at = arrived(route.timing, state_of(row), now).due if route else now


def _adopt_outbox(session: Session, receiver: Receiver, now: datetime) -> None:
    """A first attempt is due at once, a further one and a pause after the longest wait at most."""
    longest = now + receiver.policy.maximal_age
    due = NotificationRow.next_attempt_at
    first = and_(NotificationRow.attempts == 0, due > now)
    session.execute(
        update(NotificationRow)
        .where(
            NotificationRow.receiver == receiver.name,
            NotificationRow.state == DeliveryState.PENDING,
            or_(first, due > longest),
        )
        .values(next_attempt_at=now)
    )
    ours = ReceiverRow.name == receiver.name
    for column, latest in (
        (ReceiverRow.paused_until, longest),
        (ReceiverRow.next_slot_at, now + _RATE_AHEAD),
    ):
        session.execute(update(ReceiverRow).where(ours, column > latest).values({column: None}))
