"""The generic webhook: JSON in the form of Standard Webhooks 1.0.0.

A receiver uses the header `webhook-id` as its idempotency key: it is the same at every
attempt, as is the body.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import orjson

from alerts.receivers.outcome import outcome_of_status
from alerts.receivers.receiver import PostKind
from alerts.retry import RetryPolicy

if TYPE_CHECKING:
    from streams.records import Development, Notification


def render(development: Development) -> bytes:
    """The body: one shape for one development and for many."""
    record = development.model_dump(mode="json")
    return orjson.dumps(
        {
            "type": "developments",
            "timestamp": record["decided_at"],
            "data": {
                "group": {"topic": development.topic, "story": development.story},
                "developments": [record],
            },
        }
    )


def headers(notification: Notification, now: datetime) -> dict[str, str]:
    """Id of the notification, and the time of this attempt in Unix seconds."""
    return {
        "content-type": notification.content_type,
        "webhook-id": notification.id,
        "webhook-timestamp": str(int(now.timestamp())),
    }


read_reply: Final = outcome_of_status

WEBHOOK: Final = PostKind(
    render=render,
    read_reply=read_reply,
    headers=headers,
    # Machines catch up; a day covers an outage that somebody has to mend.
    policy=RetryPolicy(maximal_age=timedelta(hours=24), longest_wait=timedelta(minutes=30)),
)
