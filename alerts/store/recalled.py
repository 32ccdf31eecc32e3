"""What Kafka knows of deliveries, taken into a ledger that does not: a new one, or an old copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from alerts.store.intake import Advance, Partition, advance_offset, offsets
from alerts.store.models import GroupRow, NotificationRow, OffsetRow, RecalledRow, WaitingRow
from streams.records import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from streams.records import Delivery

#: Under which the ledger keeps how far it has read `deliveries`; no group of the cluster's.
READER: Final = "recall"


def read_until(session: Session) -> dict[Partition, int]:
    """How far `deliveries` was read: the next offset of each partition."""
    return offsets(session, READER)


def forget_reading(session: Session) -> None:
    """Has `deliveries` read from its beginning again."""
    session.execute(delete(OffsetRow).where(OffsetRow.consumer_group == READER))


def recall(
    session: Session, deliveries: Sequence[Delivery], reached: Mapping[Partition, int] | None = None
) -> int:
    """Takes how notifications ended, so that none is repeated; of how many the ledger learnt it.

    A notification that the ledger still holds as pending has ended, unless it was put into the
    outbox again since. What waits in a group for a receiver that has got it waits no longer.

    Args:
        session: the transaction.
        deliveries: as Kafka has them.
        reached: the next offset of each partition that they are of.

    Raises:
        OffsetMovedError: another process has taken them meanwhile.
    """
    known = read_until(session)
    for partition, offset in (reached or {}).items():
        advance_offset(session, Advance(partition, known.get(partition), offset))
    by_id = {one.id: one for one in deliveries}
    rows = session.scalars(select(NotificationRow).where(NotificationRow.id.in_(by_id)))
    held = {row.id: row for row in rows}
    unknown = [one for one in by_id.values() if one.id not in held]
    session.add_all(_row(one) for one in unknown)
    for delivery in unknown:
        _remember(session, delivery)
    return len(unknown) + sum(_end(row, by_id[row.id]) for row in held.values())


def _end(row: NotificationRow, delivery: Delivery) -> bool:
    """Whether the row was pending and is not any more."""
    if row.state != DeliveryState.PENDING or delivery.at < row.first_at:
        return False
    row.state, row.reason, row.attempts = delivery.state, delivery.reason, delivery.attempts
    row.finished_at, row.announced, row.claimed_by = delivery.at, True, None
    return True


def _remember(session: Session, delivery: Delivery) -> None:
    groups = select(GroupRow.key).where(GroupRow.receiver == delivery.receiver)
    for development in delivery.developments:
        session.merge(RecalledRow(receiver=delivery.receiver, development=development))
    waits = WaitingRow.group.in_(groups) & WaitingRow.development.in_(delivery.developments)
    session.execute(delete(WaitingRow).where(waits))


def _row(delivery: Delivery) -> NotificationRow:
    return NotificationRow(
        **delivery.model_dump(include={"id", "receiver", "developments", "state", "attempts"}),
        content_type="",
        body=b"",
        reason=delivery.reason,
        first_at=delivery.at,
        next_attempt_at=delivery.at,
        finished_at=delivery.at,
        announced=True,
    )
