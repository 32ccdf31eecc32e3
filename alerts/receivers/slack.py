"""Slack's incoming webhook.

Its replies are from docs.slack.dev; one message a second for each channel is its rate limit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import orjson

from alerts.receivers.options import Addressed
from alerts.receivers.outcome import Outcome, OutcomeReason, outcome_of_status
from alerts.receivers.post import Dialect, PostReceiver
from alerts.receivers.receiver import Kind, policy_of
from alerts.receivers.slack_blocks import payload
from alerts.retry import DeliveryPolicy

if TYPE_CHECKING:
    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient
    from streams.reply import Reply

#: People read it: what is an hour old is no news. Slack disables an app that sends faster.
SLACK_POLICY: Final = DeliveryPolicy(maximal_age=timedelta(hours=1), concurrency=1, per_second=1)


def render(group: Group) -> bytes:
    """The body."""
    return orjson.dumps(payload(group))


def read_reply(reply: Reply) -> Outcome:
    """Slack took it where it says 200 and `ok`; a login page says 200 too."""
    outcome = outcome_of_status(reply)
    if outcome.reason is not OutcomeReason.DELIVERED:
        return outcome
    if reply.status == 200 and reply.body.strip() == "ok":  # noqa: PLR2004 - HTTP's OK
        return outcome
    return Outcome(OutcomeReason.UNEXPECTED_REPLY, outcome.retry_after)


SLACK: Final = Dialect(policy=SLACK_POLICY, render=render, read_reply=read_reply)


def _build(name: str, options: Addressed, http: HttpClient) -> Receiver:
    dialect = replace(SLACK, policy=policy_of(options, SLACK.policy))
    return PostReceiver(name, dialect, options.url, http)


SLACK_KIND: Final = Kind("slack", Addressed, _build)
