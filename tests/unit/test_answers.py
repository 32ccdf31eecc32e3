"""What an answer does to an alert, beyond its status: pauses, huge bodies, breaks and drips."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from alerts.receivers.outcome import OutcomeReason
from alerts.receivers.post import PostReceiver
from alerts.receivers.webhook import WEBHOOK
from streams.http import HttpClient
from tests.builders import a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import notifications_of

if TYPE_CHECKING:
    from alerts.receivers.receiver import Attempt


async def _attempt(answer: Answer, seconds: float = 2.0) -> Attempt:
    async with receiver(answer) as desk, HttpClient(LOOPBACK, total_seconds=seconds) as http:
        one = PostReceiver("desk", WEBHOOK, SecretStr(desk.url), http)
        (notification,) = notifications_of(a_development(), [one])
        return await one.send(notification, datetime.now(UTC))


async def test_a_pause_is_read_in_both_forms() -> None:
    """Seconds, or a date."""
    seconds = await _attempt(Answer(429, headers={"retry-after": "120"}))
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=2)
    date = await _attempt(Answer(503, headers={"retry-after": format_datetime(at, usegmt=True)}))

    assert seconds.outcome.retry_after == timedelta(seconds=120)
    assert date.outcome.retry_after == at


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(200, "x" * 1_000_000, repeat=100), OutcomeReason.DELIVERED),
        (Answer(500, "x" * 1_000_000, repeat=100), OutcomeReason.UNAVAILABLE),
        (Answer(200, "o", missing=10), OutcomeReason.DELIVERED),
        (Answer(200, "o", missing=10, hold=60), OutcomeReason.DELIVERED),
        (Answer(400, "o", missing=10, hold=60), OutcomeReason.REFUSED),
        (Answer(delay=60), OutcomeReason.TIMEOUT),
    ],
    ids=["100-MB", "100-MB-of-error", "reset", "hung-body", "hung-error", "hung"],
)
async def test_an_answer_takes_bounded_time_and_memory(
    answer: Answer, reason: OutcomeReason
) -> None:
    """What its status said counts, and little of its body is kept."""
    began = asyncio.get_running_loop().time()

    attempt = await _attempt(answer, seconds=0.5)

    assert attempt.outcome.reason is reason
    assert len(attempt.reply) <= 1024
    assert asyncio.get_running_loop().time() - began < 30


async def test_an_answer_that_drips_is_cut_off() -> None:
    """A byte now and then does not hold a connection for ever."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for char in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1000:
            writer.write(bytes([char]))
            if writer.transport.is_closing():
                break
            await asyncio.sleep(0.05)
        writer.transport.abort()
        ended.set()

    ended = asyncio.Event()
    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, HttpClient(LOOPBACK, total_seconds=0.5) as http:
        one = PostReceiver("desk", WEBHOOK, SecretStr(f"http://127.0.0.1:{port}/"), http)
        (notification,) = notifications_of(a_development(), [one])
        attempt = await one.send(notification, datetime.now(UTC))
        await asyncio.wait_for(ended.wait(), 20)

    assert attempt.outcome.reason is OutcomeReason.TIMEOUT
