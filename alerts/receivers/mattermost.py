"""Mattermost's incoming webhook: markdown of at most 16,383 characters."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import orjson

from alerts.receivers.options import Addressed
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.texts import fitting, lines_of, told
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient

_MOST_CHARACTERS: Final = 16_000
_MARKS: Final = re.compile(r"([\\`*_{}\[\]()>#+\-.!|~:])")
# An incoming webhook obeys Slack's `<!channel>` and plain `@all`, and no backslash stops it.
_CALLS: Final = re.compile("([@<])")
_IN_LINK: Final = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "@": "%40"})


def escape(text: str) -> str:
    """No mark of markdown works, and nobody is called: a joint is put behind @ and <."""
    return _CALLS.sub("\\1\u2060", _MARKS.sub(r"\\\1", text))


def render(group: Group) -> bytes:
    """The body."""
    parts = [lines_of(alert, escape, _bold, _link) for alert in told(group).alerts]
    return orjson.dumps({"text": fitting(parts, _MOST_CHARACTERS)})


def _bold(text: str) -> str:
    return f"**{text}**"


def _link(label: str, address: str) -> str:
    return f"[{label}]({address.translate(_IN_LINK)})" if address else label


MATTERMOST: Final = Dialect(
    policy=DeliveryPolicy(maximal_age=timedelta(hours=1), concurrency=1, per_second=5),
    render=render,
)


def _build(name: str, options: Addressed, http: HttpClient) -> Receiver:
    dialect = replace(MATTERMOST, policy=policy_of(options, MATTERMOST.policy))
    return PostReceiver(name, dialect, options.url, http)


MATTERMOST_KIND: Final = Kind("mattermost", Addressed, _build)
