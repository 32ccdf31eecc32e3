from __future__ import annotations

import io

from pydantic import SecretStr

from alerts.receivers.console import ConsoleReceiver
from alerts.receivers.entry import ReceiverConfig
from alerts.receivers.options import Addressed
from alerts.receivers.outcome import OutcomeReason
from alerts.receivers.registry import build_receivers
from alerts.receivers.slack import SLACK, SLACK_KIND
from alerts.receivers.webhook import WEBHOOK, WEBHOOK_KIND, WebhookOptions
from streams.http import HttpClient
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK
from tests.ledger import notifications_of


class _ClosedPipe(io.StringIO):
    """Standard output after its reader has gone."""

    def write(self, _text: str, /) -> int:
        raise BrokenPipeError


async def _print(file: io.StringIO) -> OutcomeReason:
    console = ConsoleReceiver(file)
    (notification,) = notifications_of(a_development(), [console])
    return (await console.send(notification, NOON)).outcome.reason


async def test_the_console_prints_an_alert() -> None:
    """As a person would like to read it."""
    output = io.StringIO()

    assert await _print(output) is OutcomeReason.DELIVERED
    assert "figure/changed: 12,000 troops had been sent." in output.getvalue()


async def test_a_console_that_nobody_reads_is_unreachable() -> None:
    """It is tried again, and stops nothing."""
    assert await _print(_ClosedPipe()) is OutcomeReason.UNREACHABLE


async def test_without_receivers_there_is_the_console() -> None:
    """Alerts are printed, and kept in the ledger under its name."""
    async with HttpClient(LOOPBACK) as http:
        names = [one.name for one in build_receivers([], http)]

    assert names == ["console"]


async def test_receivers_are_built_of_their_kind() -> None:
    """Each with the policy of its kind, and no console beside them."""
    configs = [
        ReceiverConfig("desk", SLACK_KIND, Addressed(url=SecretStr("http://a"))),
        ReceiverConfig("archive", WEBHOOK_KIND, WebhookOptions(url=SecretStr("http://b"))),
    ]
    async with HttpClient(LOOPBACK) as http:
        built = [(one.name, one.policy) for one in build_receivers(configs, http)]

    assert built == [
        ("desk", SLACK.policy),
        ("archive", WEBHOOK.policy),
    ]
