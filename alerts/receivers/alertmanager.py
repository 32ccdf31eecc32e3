"""The webhook of Alertmanager, version "4": what many tools take already.

The shape is that of prometheus.io's page on alerting configuration. News has no end, so every
alert is `firing` and never resolved.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import orjson

from alerts.receivers.options import Addressed
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.texts import plain, told
from alerts.receivers.webhook import headers
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from alerts.render import AlertText
    from streams.http import HttpClient
    from streams.records import Development

_NEVER: Final = "0001-01-01T00:00:00Z"
_FINGERPRINT: Final = 16


def render(group: Group, receiver: str) -> bytes:
    """The body."""
    words = told(group)
    pairs = zip(group.developments, words.alerts, strict=True)
    alerts = [_alert(development, text) for development, text in pairs]
    labels = dict(group.labels)
    key = ",".join(f'{name}="{labels[name]}"' for name in sorted(labels))
    return orjson.dumps(
        {
            "version": "4",
            "groupKey": f"{{}}:{{{key}}}",
            "truncatedAlerts": 0,
            "status": "firing",
            "receiver": receiver,
            "groupLabels": labels,
            "commonLabels": _common(alert["labels"] for alert in alerts),
            "commonAnnotations": _common(alert["annotations"] for alert in alerts),
            "externalURL": "",
            "alerts": alerts,
        }
    )


def _alert(development: Development, text: AlertText) -> dict[str, Any]:
    change = development.changes[0]
    return {
        "status": "firing",
        "labels": {
            "alertname": "Development",
            "topic": development.topic,
            "story": development.story,
            "kind": str(change.kind),
            "change": str(change.change),
            "publisher": text.said_by,
        },
        "annotations": {"summary": text.first_line, "description": plain(text)},
        "startsAt": development.decided_at,
        "endsAt": _NEVER,
        "generatorURL": text.link,
        "fingerprint": development.id[:_FINGERPRINT],
    }


def _common(mappings: Iterable[dict[str, str]]) -> dict[str, str]:
    first, *others = mappings
    return {
        name: value
        for name, value in first.items()
        if all(other.get(name) == value for other in others)
    }


_POLICY: Final = DeliveryPolicy(maximal_age=timedelta(hours=24), longest_wait=timedelta(minutes=30))


def _build(name: str, options: Addressed, http: HttpClient) -> Receiver:
    dialect = Dialect(
        policy=policy_of(options, _POLICY),
        render=partial(render, receiver=name),
        headers=headers,
    )
    return PostReceiver(name, dialect, options.url, http)


ALERTMANAGER_KIND: Final = Kind("alertmanager", Addressed, _build)
