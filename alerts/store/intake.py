"""What comes in from Kafka: records and offsets, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError

from alerts.store.corroborations import corroborations
from alerts.store.groups import place
from alerts.store.models import (
    DevelopmentRow,
    OffsetRow,
    VerdictRow,
)
from streams.codec import encode
from streams.errors import WirewatchError
from streams.records import Development, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from alerts.plan import Plan

T = TypeVar("T")


@dataclass(frozen=True)
class Partition:
    """A partition of a Kafka topic, for one consumer group."""

    group: str
    kafka_topic: str
    number: int


@dataclass(frozen=True)
class Advance:
    """A partition's offset goes from `expected` (None: never taken) to `next_offset`."""

    partition: Partition
    expected: int | None
    next_offset: int


@dataclass(frozen=True)
class Taken:
    """One record as it was read."""

    partition: Partition
    offset: int
    record: Development | Verdict


@dataclass(frozen=True)
class TakeResult:
    """What a batch brought, corroborations among the developments; `skipped` were taken before."""

    developments: int
    verdicts: int
    notifications: int
    skipped: int


class OffsetMovedError(WirewatchError):
    """Another process advanced the partition; nothing of the batch was kept."""

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        super().__init__(f"offset-moved: {partition.kafka_topic}/{partition.number}")


def offsets(session: Session, group: str) -> dict[Partition, int]:
    """The next offset of each partition that the group has taken from."""
    rows = session.scalars(select(OffsetRow).where(OffsetRow.consumer_group == group))
    return {Partition(group, row.kafka_topic, row.partition): row.next_offset for row in rows}


def take(
    session: Session,
    taken: Sequence[Taken],
    advances: Sequence[Advance],
    plan: Plan,
    now: datetime,
) -> TakeResult:
    """Keeps what is new of a batch, lets it join its groups and advances the offsets.

    A record below its partition's offset was taken before. So was one whose id is known: it
    makes no second notification.

    Raises:
        OffsetMovedError: a stored offset is not the expected one.
    """
    for advance in advances:
        advance_offset(session, advance)
    first = {advance.partition: advance.expected or 0 for advance in advances}
    fresh = [item for item in taken if item.offset >= first.get(item.partition, 0)]
    verdicts = _keep_verdicts(session, fresh, now)
    records = [item.record for item in fresh]
    developments = _keep_developments(session, records, now)
    if plan.wants_corroborations:
        session.flush()
        developments += _keep_developments(session, corroborations(session, verdicts), now)
    notifications = place(session, plan, developments, now)
    return TakeResult(len(developments), len(verdicts), notifications, len(taken) - len(fresh))


def advance_offset(session: Session, advance: Advance) -> None:
    """Compare and set.

    Raises:
        OffsetMovedError: the stored offset is not the expected one.
    """
    try:
        done = _set(session, advance) if advance.expected is None else _swap(session, advance)
    except IntegrityError:
        done = False
    if not done:
        raise OffsetMovedError(advance.partition)


def _set(session: Session, advance: Advance) -> bool:
    partition = advance.partition
    session.add(
        OffsetRow(
            consumer_group=partition.group,
            kafka_topic=partition.kafka_topic,
            partition=partition.number,
            next_offset=advance.next_offset,
        )
    )
    session.flush()
    return True


def _swap(session: Session, advance: Advance) -> bool:
    partition = advance.partition
    result: CursorResult[Any] = session.execute(
        update(OffsetRow)
        .where(
            OffsetRow.consumer_group == partition.group,
            OffsetRow.kafka_topic == partition.kafka_topic,
            OffsetRow.partition == partition.number,
            OffsetRow.next_offset == advance.expected,
        )
        .values(next_offset=advance.next_offset)
    )  # type: ignore[assignment]  # an UPDATE's result has the row count
    return result.rowcount == 1


def _keep_verdicts(session: Session, fresh: Iterable[Taken], now: datetime) -> list[Verdict]:
    by_id = {item.record.id: item.record for item in fresh if isinstance(item.record, Verdict)}
    unknown = _unknown(session, VerdictRow.id, by_id)
    session.add_all(
        VerdictRow(
            id=verdict.id,
            topic=verdict.topic,
            article=verdict.article.id,
            reason=verdict.reason,
            decided_at=verdict.decided_at,
            taken_at=now,
            record=encode(verdict).decode(),
        )
        for verdict in unknown
    )
    return unknown


def _keep_developments(
    session: Session, records: Iterable[Development | Verdict], now: datetime
) -> list[Development]:
    by_id = {record.id: record for record in records if isinstance(record, Development)}
    unknown = _unknown(session, DevelopmentRow.id, by_id)
    session.add_all(
        DevelopmentRow(
            id=record.id,
            topic=record.topic,
            story=record.story,
            article=record.article.id,
            decided_at=record.decided_at,
            taken_at=now,
            record=encode(record).decode(),
        )
        for record in unknown
    )
    return unknown


def _unknown(session: Session, column: InstrumentedAttribute[str], by_id: dict[str, T]) -> list[T]:
    """Those whose id the table lacks, in order."""
    known = set(session.scalars(select(column).where(column.in_(by_id))))
    return [item for key, item in by_id.items() if key not in known]
