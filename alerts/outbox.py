"""From a group to what a receiver is to get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.records import DeliveryState, Notification, notification_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver


def notification_of(group: Group, receiver: Receiver) -> Notification:
    """What a receiver gets of a group."""
    return Notification(
        id=notification_id(group.ids, receiver.name, group.repeat),
        receiver=receiver.name,
        story=group.story,
        developments=group.ids,
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
