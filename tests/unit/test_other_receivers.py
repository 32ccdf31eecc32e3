"""Receivers over real connections: what arrives, and how the answer is read."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from alerts.group import Group, group_of
from alerts.receivers.alertmanager import ALERTMANAGER_KIND
from alerts.receivers.apprise import APPRISE_KIND, AppriseOptions
from alerts.receivers.discord import read_reply
from alerts.receivers.options import Addressed
from alerts.receivers.outcome import OutcomeReason
from alerts.receivers.pagerduty import PAGERDUTY_KIND, PagerDutyOptions
from streams.http import HttpClient
from streams.reply import Reply
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import notifications_of


async def test_pagerduty_gets_its_key_with_the_attempt_alone() -> None:
    """All alerts of a story are one incident; the key is not in what the ledger keeps."""
    async with receiver(Answer(202)) as desk, HttpClient(LOOPBACK) as http:
        options = PagerDutyOptions(
            routing_key=SecretStr("canary-key"), severity="error", api_url=SecretStr(desk.url)
        )
        pager = PAGERDUTY_KIND.build("pager", options, http)
        bodies = []
        for number in (1, 2):
            (notification,) = notifications_of(a_development(number), [pager])
            assert b"canary" not in notification.body
            attempt = await pager.send(notification, NOON)
            bodies.append(json.loads(desk.requests[-1].body))

    assert attempt.outcome.reason is OutcomeReason.DELIVERED
    assert {body["routing_key"] for body in bodies} == {"canary-key"}
    assert {body["dedup_key"] for body in bodies} == {a_development().story}
    assert {body["event_action"] for body in bodies} == {"trigger"}
    assert bodies[0]["payload"]["severity"] == "error"


def test_alertmanagers_webhook_has_its_fields() -> None:
    """Labels that all alerts share stand for the group."""
    one = ALERTMANAGER_KIND.build(
        "prom", Addressed(url=SecretStr("http://a")), HttpClient(LOOPBACK)
    )
    group = Group({"topic": "north-korea-troops"}, (a_development(1), a_development(2)))

    body = json.loads(one.render(group))

    assert (body["version"], body["status"], body["receiver"]) == ("4", "firing", "prom")
    assert body["groupKey"] == '{}:{topic="north-korea-troops"}'
    assert body["groupLabels"] == {"topic": "north-korea-troops"}
    assert body["commonLabels"].keys() >= {"alertname", "topic", "story"}
    assert len({alert["fingerprint"] for alert in body["alerts"]}) == 2
    assert body["alerts"][0]["annotations"]["summary"].startswith("[North Korean troops]")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset-after": "9"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "1.5"}, timedelta(seconds=1.5)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "x"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "-inf"}, timedelta(0)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "-1e300"}, timedelta(0)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "inf"}, timedelta(hours=1)),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "nan"}, timedelta(0)),
        ({"x-ratelimit-remaining": "0"}, None),
    ],
)
def test_discord_says_when_its_window_is_spent(headers: dict[str, str], wait: Any) -> None:
    """With a success; the next alert waits."""
    outcome = read_reply(Reply(204, headers))

    assert (outcome.reason, outcome.retry_after) == (OutcomeReason.DELIVERED, wait)


async def test_apprise_takes_what_has_no_kind_of_its_own() -> None:
    """The library's word on success decides; a file says everything as text."""
    async with receiver(Answer(), Answer(500)) as desk, HttpClient(LOOPBACK) as http:
        address = desk.url.replace("http://", "json://")
        options = AppriseOptions.model_validate({"urls": [address], "outside_guard": "true"})
        one = APPRISE_KIND.build("phone", options, http)
        (notification,) = notifications_of(a_development(), [one])
        reasons = [(await one.send(notification, NOON)).outcome.reason for _ in range(2)]

    assert reasons == [OutcomeReason.DELIVERED, OutcomeReason.UNAVAILABLE]
    assert "12,000 troops had been sent." in json.loads(desk.requests[0].body)["message"]


@pytest.mark.parametrize(
    "told",
    [
        {"urls": ["json://127.0.0.1"]},
        {"urls": ["json://127.0.0.1"], "outside_guard": False},
        {"urls": ["nothing://canary"], "outside_guard": True},
        {"urls": [], "outside_guard": True},
    ],
)
def test_apprise_is_used_by_those_who_say_so(told: dict[str, Any]) -> None:
    """It is outside of the guard: that has to stand in the file."""
    with pytest.raises(ValidationError) as caught:
        AppriseOptions.model_validate(told)

    assert "canary" not in str(caught.value.errors(include_input=False))


def test_a_group_of_one_is_that_of_its_story() -> None:
    """What most notifications are."""
    assert group_of(a_development()).story == a_development().story
