"""Couriers and what receivers can do to them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import SecretStr

from alerts.counter import Counter
from alerts.delivery import Courier
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.post import PostReceiver
from alerts.receivers.receiver import Attempt
from alerts.receivers.webhook import WEBHOOK
from alerts.retry import DeliveryPolicy
from alerts.store.outbox import pending
from alerts.store.store import Store
from streams.http import HttpClient
from streams.settings import Settings
from tests.builders import a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import fill, notifications_of

if TYPE_CHECKING:
    from pathlib import Path

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.records import Notification

_FAST = DeliveryPolicy(
    maximal_age=timedelta(seconds=30),
    first_wait=timedelta(milliseconds=1),
    longest_wait=timedelta(milliseconds=2),
)


class _Surprising:
    """A receiver with a fault of its own, at its first attempt."""

    name = "surprising"
    policy = _FAST
    content_type = "text/plain"

    def __init__(self) -> None:
        self.attempts = 0

    def render(self, group: Group) -> bytes:
        return group.developments[0].id.encode()

    async def send(self, _notification: Notification, _now: datetime, _thread: str = "") -> Attempt:
        self.attempts += 1
        if self.attempts == 1:
            raise OverflowError("date value out of range")
        return Attempt(Outcome(OutcomeReason.DELIVERED))


class _Counting(_Surprising):
    """Takes a moment, and counts the attempts at a time."""

    policy = replace(_FAST, concurrency=3)
    at_once = most = 0

    async def send(self, _notification: Notification, _now: datetime, _thread: str = "") -> Attempt:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0.02)
        self.at_once -= 1
        return Attempt(Outcome(OutcomeReason.DELIVERED))


async def _run(store: Store, target: Receiver, count: int, *, stories: int = 1) -> None:
    """Delivers so many developments and stops."""
    developments = [
        a_development(id=f"d{number}", story=f"s{number % stories}") for number in range(count)
    ]
    made = [each for one in developments for each in notifications_of(one, [target])]
    await store.run(fill, made, datetime.now(UTC))
    done = asyncio.Semaphore(0)
    courier = Courier(target, Counter(store), done.release)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(courier.run())
        while await store.run(pending, [target.name]):
            await done.acquire()
        courier.stop()


async def test_a_receiver_with_a_fault_of_its_own_is_tried_again(tmp_path: Path) -> None:
    """Its courier goes on, and so do all others."""
    store = Store.open(Settings(state_dir=tmp_path))
    target = _Surprising()

    await _run(store, target, count=2)

    assert target.attempts == 3
    store.close()


async def test_a_receiver_gets_as_many_attempts_at_a_time_as_its_policy_says(
    tmp_path: Path,
) -> None:
    """The others wait for their turn, and come."""
    store = Store.open(Settings(state_dir=tmp_path))
    target = _Counting()

    await _run(store, target, count=12, stories=12)

    assert target.most == 3
    store.close()


async def test_a_receiver_that_asks_for_a_pause_gets_it_from_all_alerts(tmp_path: Path) -> None:
    """The next alert is not sent in place of the one that was turned away."""
    store = Store.open(Settings(state_dir=tmp_path))
    loop = asyncio.get_running_loop()
    throttled = Answer(429, headers={"retry-after": "1"})
    async with receiver(throttled) as desk, HttpClient(LOOPBACK) as http:
        kind = replace(WEBHOOK, policy=_FAST)
        began = loop.time()

        await _run(store, PostReceiver("desk", kind, SecretStr(desk.url), http), count=2)

        ids = [request.headers["webhook-id"] for request in desk.requests]
        assert ids[0] == ids[1] != ids[2]
        assert loop.time() - began >= 1
    store.close()
