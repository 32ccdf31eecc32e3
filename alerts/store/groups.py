"""Groups in the ledger: what joins them, and when they are looked at.

Each function is part of one transaction, so a development is in the ledger exactly when it waits
in its groups or has left them. `alerts.grouping` decides; `now` is always an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from alerts.grouping import arrived
from alerts.store.enqueue import outgoing, put
from alerts.store.flushing import state_of, turn
from alerts.store.models import GroupRow, RecalledRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from alerts.plan import Join, Plan
    from alerts.store.enqueue import Outgoing
    from alerts.store.flushing import Turn
    from streams.records import Development

# A transaction that is short lets the couriers' in between.
_MOST_GROUPS: Final = 100
_MOST_FORGOTTEN: Final = 1000


@dataclass(frozen=True)
class Ticked:
    """How many notifications due groups brought, and when the next group is due."""

    notifications: int
    next_due: datetime | None


def place(session: Session, plan: Plan, developments: Sequence[Development], now: datetime) -> int:
    """Lets developments that are new join their groups; how many notifications that brought.

    One after the other, so that what is sent together does not rest on how Kafka batches them.
    """
    joins = [join for development in developments for join in plan.joins(development)]
    joins = _not_recalled(session, joins)
    lasting = {join.key: join for join in joins if not join.leaves_no_trace(now)}
    rows = _locked(session, lasting)
    fresh = _made(session, [lasting[key] for key in sorted(lasting.keys() - rows.keys())], now)
    rows |= _locked(session, lasting.keys() - rows.keys())
    this_turn = turn(session, plan, now, fresh)
    made = [one for join in joins for one in _join(this_turn, join, rows.get(join.key))]
    this_turn.finish()
    return put(session, made, now)


def tick(session: Session, plan: Plan, now: datetime) -> Ticked:
    """Sends groups that are due. Another process may do so too: each takes others."""
    due = select(GroupRow).where(GroupRow.due_at <= now).order_by(GroupRow.due_at, GroupRow.key)
    rows = session.scalars(due.limit(_MOST_GROUPS).with_for_update(skip_locked=True)).all()
    if rows:
        this_turn = turn(session, plan, now)
        count = put(session, [one for row in rows for one in this_turn.flush(row)], now)
        session.flush()
    else:
        count = 0
    return Ticked(count, session.scalar(select(func.min(GroupRow.due_at))))


def forget_groups(session: Session, before: datetime) -> None:
    """Deletes some of the groups in which nothing waits and nothing happened since."""
    idle = select(GroupRow.key).where(GroupRow.due_at.is_(None), GroupRow.changed_at < before)
    # One that is locked is just being joined.
    keys = session.scalars(idle.limit(_MOST_FORGOTTEN).with_for_update(skip_locked=True)).all()
    session.execute(delete(GroupRow).where(GroupRow.key.in_(keys)))


def _join(turn: Turn, join: Join, row: GroupRow | None) -> list[Outgoing]:
    development, receiver = join.development, join.route.receiver
    if turn.silenced(development.id, receiver, join.labels):
        return []
    if row is None:
        return list(outgoing(turn.plan.receivers[receiver], join.group, [development]))
    turn.join(row, development)
    row.due_at = arrived(join.route.timing, state_of(row), turn.now).due
    row.changed_at = turn.now
    return turn.flush(row)


def _made(session: Session, joins: Sequence[Join], now: datetime) -> set[str]:
    """Makes the rows of groups, by their keys; another process may have made some meanwhile."""
    if _added(session, joins, now):
        return {join.key for join in joins}
    return {join.key for join in joins if _added(session, [join], now)}


def _added(session: Session, joins: Sequence[Join], now: datetime) -> bool:
    try:
        with session.begin_nested():
            session.add_all(_row(join, now) for join in joins)
    except IntegrityError:
        return False
    return True


def _row(join: Join, now: datetime) -> GroupRow:
    return GroupRow(
        key=join.key,
        route=join.route.key,
        receiver=join.route.receiver,
        labels=dict(join.group),
        changed_at=now,
    )


def _locked(session: Session, keys: Iterable[str]) -> dict[str, GroupRow]:
    rows = select(GroupRow).where(GroupRow.key.in_(keys)).order_by(GroupRow.key)
    return {row.key: row for row in session.scalars(rows.with_for_update())}


def _not_recalled(session: Session, joins: list[Join]) -> list[Join]:
    """Without what a receiver got before the ledger was lost."""
    ids = {join.development.id for join in joins}
    rows = session.scalars(select(RecalledRow).where(RecalledRow.development.in_(ids)))
    known = {(row.receiver, row.development) for row in rows}
    return [join for join in joins if (join.route.receiver, join.development.id) not in known]
