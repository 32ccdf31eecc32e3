"""From a development to what each receiver is to get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.group import group_of
from streams.records import DeliveryState, Notification, notification_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.records import Development


def notifications_of(
    development: Development, receivers: Iterable[Receiver]
) -> tuple[Notification, ...]:
    """One notification for each receiver, rendered once and for all attempts.

    Every receiver gets every development; routes will choose here.
    """
    group = group_of(development)
    return tuple(notification_of(group, receiver) for receiver in receivers)


def notification_of(group: Group, receiver: Receiver) -> Notification:
    """What a receiver gets of a group."""
    developments = tuple(development.id for development in group.developments)
    return Notification(
        id=notification_id(developments, receiver.name),
        receiver=receiver.name,
        story=group.story,
        developments=developments,
        body=receiver.render(group),
        content_type=receiver.content_type,
    )


def without_receiver(
    counts: Mapping[tuple[str, DeliveryState], int], receivers: Iterable[Receiver]
) -> dict[str, int]:
    """How many notifications wait for receivers that are no longer there, by their names."""
    names = {receiver.name for receiver in receivers}
    return {
        name: count
        for (name, state), count in sorted(counts.items())
        if state is DeliveryState.PENDING and name not in names
    }
