from __future__ import annotations

import json

import pytest
from pydantic import SecretStr

from alerts.receivers.outcome import OutcomeReason
from alerts.receivers.slack_bot import SLACK_BOT_KIND, SlackBotOptions, read_reply
from streams.http import HttpClient
from streams.reply import Reply
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import notifications_of

_TAKEN = '{"ok": true, "channel": "C1", "ts": "1503435956.000247", "message": {"text": "'


async def test_later_alerts_of_a_story_answer_to_its_first() -> None:
    """The receipt of the first is the thread of the others; the token is in its header alone."""
    async with receiver(Answer(200, _TAKEN + "x" * 5000)) as desk, HttpClient(LOOPBACK) as http:
        options = SlackBotOptions(
            token=SecretStr("xoxb-canary"), channel="C1", api_url=SecretStr(desk.url)
        )
        bot = SLACK_BOT_KIND.build("desk", options, http)
        (notification,) = notifications_of(a_development(), [bot])
        attempt = await bot.send(notification, NOON)
        await bot.send(notification, NOON, attempt.receipt)

    assert (attempt.outcome.reason, attempt.receipt) == (
        OutcomeReason.DELIVERED,
        "1503435956.000247",
    )
    first, second = (json.loads(request.body) for request in desk.requests)
    assert second == first | {"thread_ts": "1503435956.000247"}
    assert "thread_ts" not in first
    assert first["channel"] == "C1"
    assert desk.requests[0].headers["authorization"] == "Bearer xoxb-canary"
    assert b"canary" not in notification.body


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(200, {}, _TAKEN), OutcomeReason.DELIVERED),
        (Reply(200, {}, '{"ok":false,"error":"channel_not_found"}'), OutcomeReason.REFUSED),
        (Reply(200, {}, '{"ok":false,"error":"is_archived"}'), OutcomeReason.GONE),
        (Reply(200, {}, '{"ok":false,"error":"token_revoked"}'), OutcomeReason.GONE),
        (Reply(200, {}, '{"ok":false,"error":"internal_error"}'), OutcomeReason.UNAVAILABLE),
        (Reply(429, {}, '{"ok":false,"error":"ratelimited"}'), OutcomeReason.THROTTLED),
        (Reply(200, {}, "<html>"), OutcomeReason.UNEXPECTED_REPLY),
        (Reply(503, {}, ""), OutcomeReason.UNAVAILABLE),
    ],
)
def test_a_reply_is_read_by_its_body(reply: Reply, reason: OutcomeReason) -> None:
    """Nearly all of them have the status 200."""
    assert read_reply(reply).reason is reason
