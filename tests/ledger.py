"""Fills ledgers of tests, without Kafka and without anybody to deliver to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.group import group_of
from alerts.outbox import notification_of
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import DeliveryPolicy
from alerts.store.enqueue import Outgoing, put
from alerts.store.outbox import record_attempts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from alerts.retry import Decision
    from streams.records import Development, Notification


@dataclass(frozen=True)
class Desk:
    """A receiver that takes everything; its bodies are the ids of the developments."""

    name: str = "desk"
    policy: DeliveryPolicy = field(
        default_factory=lambda: DeliveryPolicy(maximal_age=timedelta(hours=1))
    )
    content_type: str = "text/plain"

    def render(self, group: Group) -> bytes:
        """The ids, one a line."""
        return "\n".join(group.ids).encode()

    async def send(self, _notification: Notification, _now: datetime, _thread: str = "") -> Attempt:
        """Delivered."""
        return Attempt(Outcome(OutcomeReason.DELIVERED), 200, "ok")


def notifications_of(
    development: Development, receivers: Iterable[Receiver]
) -> tuple[Notification, ...]:
    """What each receiver gets of a development alone."""
    return tuple(notification_of(group_of(development), receiver) for receiver in receivers)


def fill(session: Session, notifications: Iterable[Notification], now: datetime) -> int:
    """Puts notifications into the outbox."""
    return put(session, [Outgoing(one) for one in notifications], now)


def record(
    session: Session, notification: str, attempt: Attempt, decision: Decision, now: datetime
) -> None:
    """Keeps how one attempt went."""
    record_attempts(session.connection(), [(notification, attempt, decision)], now)
