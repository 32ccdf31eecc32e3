"""PagerDuty's Events API v2: all alerts of a story are one incident there.

From developer.pagerduty.com: `dedup_key` of at most 255 characters, a summary of 1,024, events
of 512 KB, 202 where it was taken, 400 never to be repeated.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import orjson
from pydantic import SecretStr

from alerts.receivers.options import Options, SecretUrl
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.texts import facts, told
from alerts.render import cut
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from alerts.render import AlertText
    from streams.http import HttpClient
    from streams.records import Notification

_SUMMARY: Final = 1024
_DEDUP_KEY: Final = 255
_MOST_TOLD: Final = 50

Severity = Literal["critical", "error", "warning", "info"]


class PagerDutyOptions(Options):
    """The integration key of a service."""

    routing_key: SecretStr
    severity: Severity = "warning"
    api_url: SecretUrl = SecretStr("https://events.pagerduty.com/v2/enqueue")


def render(group: Group, severity: Severity) -> bytes:
    """The event, but for the routing key, which is a secret and no part of the ledger."""
    words = told(group)
    first, latest = group.developments[0], group.developments[-1]
    links = [
        {"href": alert.link, "text": alert.headline or "Read the article"}
        for alert in words.alerts[:_MOST_TOLD]
        if alert.link
    ]
    return orjson.dumps(
        {
            "event_action": "trigger",
            "dedup_key": cut(group.story or first.id, _DEDUP_KEY),
            "client": "Wirewatch",
            "links": links,
            "payload": {
                "summary": cut(words.title, _SUMMARY),
                "source": words.alerts[0].said_by,
                "severity": severity,
                "timestamp": latest.decided_at,
                "group": words.alerts[0].topic,
                "custom_details": {"developments": list(map(_details, words.alerts[:_MOST_TOLD]))},
            },
        }
    )


def complete(notification: Notification, _thread: str, routing_key: SecretStr) -> bytes:
    """The event with its routing key."""
    key = {"routing_key": routing_key.get_secret_value()}
    return orjson.dumps(key | orjson.loads(notification.body))


def _details(alert: AlertText) -> dict[str, Any]:
    return {
        "changes": [
            {"label": one.label, "quote": one.quote, "was": one.was, "was_source": one.was_source}
            for one in alert.changes
        ],
        "facts": facts(alert),
    }


# Its own advice is to wait some minutes.
_POLICY: Final = DeliveryPolicy(
    maximal_age=timedelta(hours=4), first_wait=timedelta(minutes=1), concurrency=2
)


def _build(name: str, options: PagerDutyOptions, http: HttpClient) -> Receiver:
    dialect = Dialect(
        policy=policy_of(options, _POLICY),
        render=partial(render, severity=options.severity),
        complete=partial(complete, routing_key=options.routing_key),
        secrets=(options.routing_key,),
    )
    return PostReceiver(name, dialect, options.api_url, http)


PAGERDUTY_KIND: Final = Kind("pagerduty", PagerDutyOptions, _build)
