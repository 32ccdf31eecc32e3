from __future__ import annotations

import json
from datetime import timedelta

from pydantic import SecretStr

from alerts.group import group_of
from alerts.receivers.post import PostReceiver
from alerts.receivers.webhook import WEBHOOK, headers, render
from streams.codec import decode
from streams.http import HttpClient
from streams.records import Development
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK
from tests.ledger import notifications_of


def test_the_body_is_the_contract() -> None:
    """Type, a timestamp that stays, and the developments as they flow."""
    development = a_development()

    body = json.loads(render(group_of(development)))

    assert body["type"] == "developments"
    assert body["timestamp"] == "2024-11-27T12:00:00Z"
    assert body["data"]["group"] == {"topic": development.topic, "story": development.story}
    (record,) = body["data"]["developments"]
    assert decode(Development, json.dumps(record).encode()) == development


def test_the_same_development_gives_the_same_bytes() -> None:
    """Attempts, restarts and replays can't be told apart by their body."""
    assert render(group_of(a_development())) == render(group_of(a_development()))
    assert render(group_of(a_development(1))) != render(group_of(a_development(2)))


async def test_the_id_is_that_of_development_and_receiver() -> None:
    """The same for ever, another for another receiver, without a dot."""
    async with HttpClient(LOOPBACK) as http:
        desks = [PostReceiver(name, WEBHOOK, SecretStr("http://a"), http) for name in ("a", "b")]
        first = notifications_of(a_development(), desks)
        again = notifications_of(a_development(), desks)

    assert first == again
    ids = {notification.id for notification in first}
    assert len(ids) == 2
    assert not any("." in one for one in ids)
    assert [notification.receiver for notification in first] == ["a", "b"]


async def test_the_headers_name_notification_and_attempt() -> None:
    """The id stays, the time is that of the attempt in Unix seconds."""
    async with HttpClient(LOOPBACK) as http:
        desk = PostReceiver("desk", WEBHOOK, SecretStr("http://a"), http)
        (notification,) = notifications_of(a_development(), [desk])

    assert headers(notification, NOON + timedelta(seconds=1.9)) == {
        "content-type": "application/json",
        "webhook-id": notification.id,
        "webhook-timestamp": "1732708801",
    }
