"""What becomes of an alert, by its receiver's answer: the table of docs/receivers.md."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from alerts.counter import Counter
from alerts.delivery import Courier
from alerts.receivers.post import PostReceiver
from alerts.receivers.webhook import WEBHOOK
from alerts.retry import DeliveryPolicy
from alerts.store.models import AttemptRow, NotificationRow, ReceiverRow
from alerts.store.store import Store
from streams.http import HttpClient
from streams.settings import Settings
from tests.builders import a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import fill, notifications_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "receivers.md"
_POLICY: Final = DeliveryPolicy(
    maximal_age=timedelta(seconds=60),
    first_wait=timedelta(milliseconds=1),
    longest_wait=timedelta(milliseconds=2),
)
_DELIVERED: Final = "delivered"
_AGAIN: Final = "tried again"
_SLOW: Final = 60.0


@dataclass(frozen=True)
class _Case:
    """An answer and what notify does.

    Attributes:
        row: the answer, as the page calls it.
        told: what the page says of it.
        answer: to the first attempt; the next ones are taken.
        outcome: what the ledger says of the first attempt.
        reason: why it is dead; empty where it is delivered in the end.
        seconds: for an attempt.
    """

    row: str
    told: str
    answer: Answer
    outcome: str
    reason: str = ""
    seconds: float = 15.0


def _asking(status: int, text: str) -> Answer:
    return Answer(status, headers={"retry-after": text})


_CASES: Final = (
    _Case("200", _DELIVERED, Answer(200), "delivered"),
    _Case("204", _DELIVERED, Answer(204, ""), "delivered"),
    _Case("301", "dead: `refused: redirected`", Answer(301, ""), "redirected", "redirected"),
    _Case("400", "dead: `refused: refused`", Answer(400), "refused", "refused"),
    _Case("404", "dead: `refused: refused`", Answer(404), "refused", "refused"),
    _Case("408", _AGAIN, Answer(408), "timeout"),
    _Case(
        "410",
        "dead: `refused: gone`, and the receiver is switched off",
        Answer(410),
        "gone",
        "gone",
    ),
    _Case(
        "429 with `Retry-After` in seconds",
        "tried again, no earlier; nor is any other alert for it",
        _asking(429, "1"),
        "throttled",
    ),
    _Case(
        "429 with `Retry-After` as a date",
        "tried again, no earlier; nor is any other alert for it",
        _asking(429, "date"),
        "throttled",
    ),
    _Case("500", _AGAIN, Answer(500), "unavailable"),
    _Case("503", _AGAIN, Answer(503), "unavailable"),
    _Case(
        "503 with `Retry-After` in seconds",
        "tried again, no earlier; nor is any other alert for it",
        _asking(503, "1"),
        "unavailable",
    ),
    _Case(
        "503 with `Retry-After` as a date",
        "tried again, no earlier; nor is any other alert for it",
        _asking(503, "date"),
        "unavailable",
    ),
    _Case(
        "a connection that hangs", "cut off, tried again", Answer(delay=_SLOW), "timeout", "", 0.5
    ),
    _Case("a connection that breaks before a status", _AGAIN, Answer(0), "unreachable"),
    _Case(
        "200, and a reset in the body",
        "delivered: its status said so",
        Answer(200, "o", missing=10),
        "delivered",
    ),
    _Case(
        "200 with 100 MB",
        "delivered, 8 KiB of it read",
        Answer(200, "x" * 1_000_000, repeat=100),
        "delivered",
    ),
    _Case(
        "a status line that drips in", "cut off, tried again", Answer(drip=0.1), "timeout", "", 0.5
    ),
)


def _found(session: Session) -> tuple[str, str, list[AttemptRow], bool]:
    (row,) = session.scalars(select(NotificationRow))
    (desk,) = session.scalars(select(ReceiverRow))
    attempts = list(session.scalars(select(AttemptRow).order_by(AttemptRow.seq)))
    return row.state, row.reason, attempts, desk.switched_off_at is not None


async def _deliver(store: Store, answer: Answer, seconds: float) -> None:
    """Delivers one alert until it has ended."""
    async with receiver(answer) as desk, HttpClient(LOOPBACK, total_seconds=seconds) as http:
        one = PostReceiver("desk", replace(WEBHOOK, policy=_POLICY), SecretStr(desk.url), http)
        store.transact(fill, notifications_of(a_development(), [one]), datetime.now(UTC))
        ended = asyncio.Event()
        courier = Courier(one, Counter(store), ended.set)
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            group.create_task(courier.run())
            await ended.wait()
            courier.stop()


def _at_its_time(answer: Answer) -> tuple[Answer, datetime]:
    """The answer with its date filled in, and what no further attempt may come before."""
    now = datetime.now(UTC)
    asked = answer.headers.get("retry-after")
    if asked != "date":
        return answer, now + timedelta(seconds=int(asked or 0))
    at = now.replace(microsecond=0) + timedelta(seconds=2)
    return _asking(answer.status, format_datetime(at, usegmt=True)), at


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.row)
async def test_an_answer_decides_what_becomes_of_an_alert(case: _Case, tmp_path: Path) -> None:
    """Delivered, tried again until it is, or dead with a reason; a pause that is asked is kept."""
    answer, not_before = _at_its_time(case.answer)
    store = Store.open(Settings(state_dir=tmp_path))

    await _deliver(store, answer, case.seconds)

    state, reason, attempts, is_off = store.transact(_found)
    store.close()
    assert attempts[0].outcome == case.outcome
    assert len(attempts[0].reply) <= 1024
    if case.reason:
        assert (state, reason, len(attempts)) == ("dead", f"refused: {case.reason}", 1)
    else:
        assert (state, len(attempts)) == ("delivered", 1 if case.outcome == "delivered" else 2)
        assert attempts[-1].at >= not_before
    assert is_off is (case.answer.status == 410)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.row)
def test_the_page_says_what_is_done(case: _Case) -> None:
    """Each answer that is tried has its row."""
    assert f"| {case.row} | {case.told} |" in _PAGE.read_text("utf-8")
