"""Discord's webhook: embeds, with nobody called.

Limits and replies are from discord-api-docs (webhook, channel and rate limit pages).
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson

from alerts.receivers.options import Addressed
from alerts.receivers.outcome import Outcome, OutcomeReason, outcome_of_status
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.texts import fitting, lines_of, told, whole
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from alerts.render import AlertText
    from streams.http import HttpClient
    from streams.reply import Reply

# All embeds together may have 6,000 characters: five of these stay below.
_MOST_EMBEDS: Final = 5
_TOTAL: Final = 5500
_TITLE: Final = 256
_DESCRIPTION: Final = 4096
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~@:])")


def escape(text: str) -> str:
    """No mark of Discord's markdown works, and no mention is one."""
    return _MARKS.sub(r"\\\1", text)


def render(group: Group) -> bytes:
    """The body; whatever a text says, nobody is mentioned."""
    words = told(group)
    shown = words.alerts[:_MOST_EMBEDS]
    hidden = len(words.alerts) - len(shown)
    room = _TOTAL // len(shown) - _TITLE
    return orjson.dumps(
        {
            "content": f"and {hidden} more" if hidden else "",
            "embeds": [_embed(alert, min(room, _DESCRIPTION)) for alert in shown],
            "allowed_mentions": {"parse": []},
        }
    )


def read_reply(reply: Reply) -> Outcome:
    """With the last message of a window Discord says when the next one is."""
    outcome = outcome_of_status(reply)
    spent = reply.headers.get("x-ratelimit-remaining") == "0"
    if outcome.reason is OutcomeReason.DELIVERED and spent:
        return replace(
            outcome, retry_after=_seconds(reply.headers.get("x-ratelimit-reset-after", ""))
        )
    return outcome


def _embed(alert: AlertText, room: int) -> dict[str, Any]:
    text = lines_of(alert, escape, _bold, lambda _label, _address: "")
    embed: dict[str, Any] = {
        "title": whole([escape(char) for char in alert.headline or alert.topic], _TITLE),
        "description": fitting([text], room),
    }
    return embed | {"url": alert.link} if alert.link else embed


def _bold(text: str) -> str:
    return f"**{text}**"


def _seconds(text: str) -> timedelta | None:
    try:
        return timedelta(seconds=max(0.0, min(float(text), 3600.0)))
    except ValueError:
        return None


DISCORD: Final = Dialect(
    # Discord allows five in two seconds for a webhook, and says when it is less.
    policy=DeliveryPolicy(maximal_age=timedelta(hours=1), concurrency=1, per_second=2),
    render=render,
    read_reply=read_reply,
)


def _build(name: str, options: Addressed, http: HttpClient) -> Receiver:
    dialect = replace(DISCORD, policy=policy_of(options, DISCORD.policy))
    return PostReceiver(name, dialect, options.url, http)


DISCORD_KIND: Final = Kind("discord", Addressed, _build)
