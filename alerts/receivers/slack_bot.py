"""Slack by a bot's token: later alerts of a story are answers to the first one.

`chat.postMessage` says in its body whether it took a message, and names it by its `ts`.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import orjson
from pydantic import Field, SecretStr

from alerts.receivers.options import Options, SecretUrl
from alerts.receivers.outcome import Outcome, OutcomeReason, outcome_of_status
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.slack import SLACK_POLICY
from alerts.receivers.slack_blocks import payload

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient
    from streams.records import Notification
    from streams.reply import Reply

# A reply repeats the message and is cut, so it is no whole JSON; in a quoted text, a quote is
# escaped, and can't look like one of these.
_OK: Final = re.compile(r'"ok"\s*:\s*true')
_TS: Final = re.compile(r'"ts"\s*:\s*"([0-9.]{1,32})"')
_ERROR: Final = re.compile(r'"error"\s*:\s*"([a-z_]{1,64})"')
_REASONS: Final = {
    "ratelimited": OutcomeReason.THROTTLED,
    "rate_limited": OutcomeReason.THROTTLED,
    "fatal_error": OutcomeReason.UNAVAILABLE,
    "internal_error": OutcomeReason.UNAVAILABLE,
    "request_timeout": OutcomeReason.UNAVAILABLE,
    "service_unavailable": OutcomeReason.UNAVAILABLE,
    "account_inactive": OutcomeReason.GONE,
    "is_archived": OutcomeReason.GONE,
    "token_revoked": OutcomeReason.GONE,
}


class SlackBotOptions(Options):
    """A token with the scope `chat:write`, and the channel's id."""

    token: SecretStr
    channel: Annotated[str, Field(min_length=1, max_length=100)]
    api_url: SecretUrl = SecretStr("https://slack.com/api/chat.postMessage")


def render(group: Group, channel: str) -> bytes:
    """The body, but for the thread."""
    return orjson.dumps({"channel": channel, **payload(group)})


def read_reply(reply: Reply) -> Outcome:
    """Nearly all replies have the status 200; the body says what it means."""
    outcome = outcome_of_status(reply)
    if outcome.reason is not OutcomeReason.DELIVERED or _OK.search(reply.body):
        return outcome
    error = _ERROR.search(reply.body)
    if error is None:
        return Outcome(OutcomeReason.UNEXPECTED_REPLY, outcome.retry_after)
    return Outcome(_REASONS.get(error[1], OutcomeReason.REFUSED), outcome.retry_after)


def receipt(reply: Reply) -> str:
    """The message's `ts`, by which it can be answered to."""
    found = _TS.search(reply.body)
    return found[1] if found else ""


def complete(notification: Notification, thread: str) -> bytes:
    """The body with the thread, which is known when the story's first alert was taken."""
    if not thread:
        return notification.body
    return orjson.dumps(orjson.loads(notification.body) | {"thread_ts": thread})


def _headers(token: SecretStr, notification: Notification, _now: datetime) -> dict[str, str]:
    return {
        "content-type": f"{notification.content_type}; charset=utf-8",
        "authorization": f"Bearer {token.get_secret_value()}",
    }


def _build(name: str, options: SlackBotOptions, http: HttpClient) -> Receiver:
    dialect = Dialect(
        policy=policy_of(options, SLACK_POLICY),
        render=partial(render, channel=options.channel),
        read_reply=read_reply,
        headers=partial(_headers, options.token),
        complete=complete,
        receipt=receipt,
    )
    return PostReceiver(name, dialect, options.api_url, http)


SLACK_BOT_KIND: Final = Kind("slack_bot", SlackBotOptions, _build)
