"""The tables of the ledger.

Portable SQL only: SQLite by default, PostgreSQL by a database URL.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

# SQLite counts rows by itself only in a column that it calls INTEGER.
_Sequence = BigInteger().with_variant(Integer, "sqlite")


#: In the very words of the index, or it is not used: few receivers name what they took.
WITH_RECEIPT: Final = text("receipt <> ''")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC: SQLite forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Into the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Out of the database."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of the tables."""


class OffsetRow(Base):
    """The next offset to take of a partition: the truth, where Kafka's is a copy."""

    __tablename__ = "offsets"

    consumer_group: Mapped[str] = mapped_column(Text, primary_key=True)
    kafka_topic: Mapped[str] = mapped_column(Text, primary_key=True)
    partition: Mapped[int] = mapped_column(Integer, primary_key=True)
    next_offset: Mapped[int] = mapped_column(BigInteger)


class DevelopmentRow(Base):
    """A development as it came; `record` is its JSON."""

    __tablename__ = "developments"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    topic: Mapped[str] = mapped_column(Text)
    story: Mapped[str] = mapped_column(Text)
    article: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    record: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("developments_by_story", "topic", "story"),
        Index("developments_by_taking", "taken_at"),
    )


class VerdictRow(Base):
    """A verdict as it came; `record` is its JSON."""

    __tablename__ = "verdicts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    topic: Mapped[str] = mapped_column(Text)
    article: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    record: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("verdicts_by_article", "article"),
        Index("verdicts_by_taking", "taken_at"),
    )


class NotificationRow(Base):
    """The outbox: one notification with where it stands. `seq` is the order of delivery.

    `claimed_by` is the process that is sending it; `receipt` is what its receiver calls it.
    """

    __tablename__ = "notifications"

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    receiver: Mapped[str] = mapped_column(Text)
    story: Mapped[str] = mapped_column(Text, default="")
    developments: Mapped[list[str]] = mapped_column(JSON)
    content_type: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes]
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    announced: Mapped[bool] = mapped_column(default=False)
    receipt: Mapped[str] = mapped_column(Text, default="")
    claimed_by: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        Index("notifications_by_receiver", "receiver", "state", "seq"),
        Index("notifications_to_announce", "announced", "state"),
        Index("notifications_by_story", "receiver", "state", "story", "seq"),
        Index("notifications_by_due", "receiver", "state", "next_attempt_at"),
        Index("notifications_by_end", "finished_at"),
        Index("notifications_claimed", "claimed_by"),
        Index(
            "notifications_by_receipt",
            *("receiver", "state", "story", "seq"),
            sqlite_where=WITH_RECEIPT,
            postgresql_where=WITH_RECEIPT,
        ),
    )


class ReceiverRow(Base):
    """How a receiver fares, as all processes see it.

    Attributes:
        failures: in a row.
        paused_until: it asked for it, or its circuit is open.
        next_slot_at: from when on its rate leaves room for another attempt.
        switched_off_at: it said that it is gone.
    """

    __tablename__ = "receivers"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_slot_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    switched_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AttemptRow(Base):
    """The ledger: how each attempt went. `reply` is cut and free of the address."""

    __tablename__ = "attempts"

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    notification: Mapped[str] = mapped_column(ForeignKey("notifications.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int | None] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(Text)
    reply: Mapped[str] = mapped_column(Text)


class GroupRow(Base):
    """A group of developments of one route; `alerts.grouping.GroupState` with its names.

    Attributes:
        key: of the route and the labels.
        route: the route's key.
        changed_at: when something joined or was sent, for clearing up.
    """

    __tablename__ = "alert_groups"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    route: Mapped[str] = mapped_column(Text)
    receiver: Mapped[str] = mapped_column(Text)
    labels: Mapped[dict[str, str]] = mapped_column(JSON)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent: Mapped[list[str]] = mapped_column(JSON, default=list)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    repeats: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("alert_groups_due", "due_at"),)


class WaitingRow(Base):
    """A development that waits in a group; `seq` is the order in which they came."""

    __tablename__ = "waiting"

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    group: Mapped[str] = mapped_column("group_key", ForeignKey("alert_groups.key"))
    development: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("waiting_by_group", "group_key", "seq"),)


class SilenceRow(Base):
    """A silence, also after its end; `matchers` are as somebody would type them."""

    __tablename__ = "silences"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    matchers: Mapped[list[str]] = mapped_column(JSON)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    author: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)


class WithheldRow(Base):
    """A development that a route took and that is not sent, with the reason."""

    __tablename__ = "withheld"

    seq: Mapped[int] = mapped_column(_Sequence, primary_key=True, autoincrement=True)
    development: Mapped[str] = mapped_column(Text)
    receiver: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    silence: Mapped[str | None] = mapped_column(ForeignKey("silences.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecalledRow(Base):
    """A development that a receiver got in an earlier life of the ledger, as Kafka told it."""

    __tablename__ = "recalled"

    receiver: Mapped[str] = mapped_column(Text, primary_key=True)
    development: Mapped[str] = mapped_column(Text, primary_key=True)
