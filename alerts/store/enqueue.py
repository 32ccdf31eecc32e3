"""Puts notifications into the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import select

from alerts.group import Group
from alerts.outbox import notification_of
from alerts.store.models import NotificationRow
from streams.records import DeliveryState, Notification, notification_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from alerts.receivers.receiver import Receiver
    from streams.records import Development

log: Final = structlog.get_logger(__name__)

#: More developments than these of one group at one time are several notifications.
MOST_TOGETHER: Final = 50


@dataclass(frozen=True)
class Outgoing:
    """A notification for the outbox; dead from the start where `reason` says why."""

    notification: Notification
    reason: str = ""


def outgoing(
    receiver: Receiver,
    labels: Mapping[str, str],
    developments: Sequence[Development],
    repeat: int = 0,
) -> Iterator[Outgoing]:
    """What a receiver gets of the developments of one group, rendered once for all attempts."""
    for start in range(0, len(developments), MOST_TOGETHER):
        together = tuple(developments[start : start + MOST_TOGETHER])
        yield _outgoing(receiver, Group(labels, together, repeat))


def put(session: Session, made: Sequence[Outgoing], now: datetime) -> int:
    """Puts those into the outbox that it lacks; how many."""
    by_id = {one.notification.id: one for one in made}
    known = set(session.scalars(select(NotificationRow.id).where(NotificationRow.id.in_(by_id))))
    unknown = [one for key, one in by_id.items() if key not in known]
    session.add_all(_row(one, now) for one in unknown)
    return len(unknown)


def _outgoing(receiver: Receiver, group: Group) -> Outgoing:
    try:
        return Outgoing(notification_of(group, receiver))
    except Exception as error:
        # One that can't be rendered must stop neither its batch nor the others.
        log.exception("not_rendered", receiver=receiver.name)
        return Outgoing(_without_body(receiver, group), f"not-rendered: {type(error).__name__}")


def _without_body(receiver: Receiver, group: Group) -> Notification:
    return Notification(
        id=notification_id(group.ids, receiver.name, group.repeat),
        receiver=receiver.name,
        story=group.story,
        developments=group.ids,
        body=b"",
    )


def _row(one: Outgoing, now: datetime) -> NotificationRow:
    return NotificationRow(
        **one.notification.model_dump(),
        state=DeliveryState.DEAD if one.reason else DeliveryState.PENDING,
        reason=one.reason,
        first_at=now,
        next_attempt_at=now,
        finished_at=now if one.reason else None,
    )
