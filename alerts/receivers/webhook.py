"""The generic webhook: JSON in the form of Standard Webhooks 1.0.0.

A receiver uses the header `webhook-id` as its idempotency key: it is the same at every
attempt, as is the body.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import orjson

from alerts.receivers.options import Addressed
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient
    from streams.records import Notification


def render(group: Group) -> bytes:
    """The body: one shape for one development and for many."""
    records = [development.model_dump(mode="json") for development in group.developments]
    return orjson.dumps(
        {
            "type": "developments",
            "timestamp": max(record["decided_at"] for record in records),
            "data": {"group": dict(group.labels), "developments": records},
        }
    )


def headers(notification: Notification, now: datetime) -> dict[str, str]:
    """Id of the notification, and the time of this attempt in Unix seconds."""
    return {
        "content-type": notification.content_type,
        "webhook-id": notification.id,
        "webhook-timestamp": str(int(now.timestamp())),
    }


WEBHOOK: Final = Dialect(
    render=render,
    headers=headers,
    # Machines catch up; a day covers an outage that somebody has to mend.
    policy=DeliveryPolicy(maximal_age=timedelta(hours=24), longest_wait=timedelta(minutes=30)),
)


def _build(name: str, options: Addressed, http: HttpClient) -> Receiver:
    dialect = replace(WEBHOOK, policy=policy_of(options, WEBHOOK.policy))
    return PostReceiver(name, dialect, options.url, http)


WEBHOOK_KIND: Final = Kind("webhook", Addressed, _build)
