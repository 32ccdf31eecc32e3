"""Microsoft Teams by a Workflows address: an adaptive card.

The envelope is that of learn.microsoft.com (incoming webhooks with Workflows). Runs of text
know no markdown, so a headline has no marks to use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson

from alerts.receivers.options import Addressed
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.texts import facts, told
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from alerts.receivers.texts import Told
    from alerts.render import AlertText, ChangeText
    from streams.http import HttpClient

# Teams takes 28 KB; one client measured 21.
_MOST_BYTES: Final = 20_000


def render(group: Group) -> bytes:
    """The body: whole developments while they fit."""
    words = told(group)
    for count in range(len(words.alerts), 1, -1):
        body = _body(words, count)
        if len(body) <= _MOST_BYTES:
            return body
    return _body(words, 1)


def _body(words: Told, count: int) -> bytes:
    hidden = len(words.alerts) - count
    elements = [element for alert in words.alerts[:count] for element in _elements(alert)]
    if hidden:
        elements.append(_block([_run(f"and {hidden} more")]))
    return orjson.dumps({"type": "message", "attachments": [_attachment(elements)]})


def _attachment(elements: Sequence[Any]) -> dict[str, Any]:
    return {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.2",
            "msteams": {"width": "Full"},
            "body": list(elements),
        },
    }


def _elements(alert: AlertText) -> list[Any]:
    first, *further = alert.changes
    elements = _change(first, f"[{alert.topic}] {first.label}")
    for change in further:
        elements += _change(change, change.label)
    run = _run(alert.headline or "Read the article")
    if alert.link:
        run["selectAction"] = {"type": "Action.OpenUrl", "url": alert.link}
    return [*elements, _block([run]), _block([_run(facts(alert), isSubtle=True)])]


def _change(change: ChangeText, label: str) -> list[Any]:
    blocks = [_block([_run(f"{label}: ", weight="Bolder"), _run(change.quote)])]
    if change.figures:
        blocks.append(_block([_run(", ".join(change.figures))]))
    if change.was:
        known = f"{change.stands}: {change.was} — {change.was_source}"
        blocks.append(_block([_run(known, isSubtle=True)]))
    return blocks


def _block(runs: Sequence[Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": text, **style}


TEAMS: Final = Dialect(
    # More than four requests a second are throttled.
    policy=DeliveryPolicy(maximal_age=timedelta(hours=1), concurrency=1, per_second=2),
    render=render,
)


def _build(name: str, options: Addressed, http: HttpClient) -> Receiver:
    dialect = replace(TEAMS, policy=policy_of(options, TEAMS.policy))
    return PostReceiver(name, dialect, options.url, http)


TEAMS_KIND: Final = Kind("teams", Addressed, _build)
