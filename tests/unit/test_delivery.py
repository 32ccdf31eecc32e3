from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import select

from alerts.counter import Counter
from alerts.delivery import Courier
from alerts.receivers.post import PostReceiver
from alerts.receivers.slack import SLACK
from alerts.receivers.webhook import WEBHOOK
from alerts.retry import DeliveryPolicy
from alerts.store.models import NotificationRow
from alerts.store.store import Store
from streams.http import HttpClient
from streams.settings import Settings
from tests.builders import a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import fill, notifications_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alerts.receivers.post import Dialect
    from alerts.receivers.receiver import Receiver
    from streams.records import Development

_FAST = DeliveryPolicy(
    maximal_age=timedelta(seconds=30),
    first_wait=timedelta(milliseconds=1),
    longest_wait=timedelta(milliseconds=2),
)
_WEBHOOK = replace(WEBHOOK, policy=_FAST)
_IMPATIENT = replace(WEBHOOK, policy=replace(_FAST, maximal_age=timedelta(0), least_attempts=2))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new ledger."""
    opened = Store.open(Settings(state_dir=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    """A client that gives up after two seconds."""
    async with HttpClient(LOOPBACK, connect_seconds=2, total_seconds=2) as client:
        yield client


class _Finished:
    """Counts what ended."""

    def __init__(self) -> None:
        self._count = 0
        self._more = asyncio.Event()

    def __call__(self) -> None:
        self._count += 1
        self._more.set()

    async def reach(self, count: int) -> None:
        async with asyncio.timeout(20):
            while self._count < count:
                self._more.clear()
                await self._more.wait()


async def _put(
    store: Store, receivers: Sequence[Receiver], developments: Sequence[Development]
) -> None:
    made = [each for one in developments for each in notifications_of(one, receivers)]
    await store.run(fill, made, datetime.now(UTC))


@asynccontextmanager
async def _couriers(store: Store, *receivers: Receiver) -> AsyncIterator[_Finished]:
    """A courier for each receiver, for as long as the block."""
    finished = _Finished()
    counter = Counter(store)
    couriers = [Courier(one, counter, finished) for one in receivers]
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        for courier in couriers:
            group.create_task(courier.run())
        yield finished
        for courier in couriers:
            courier.stop()


async def _deliver(
    store: Store, receivers: Sequence[Receiver], *developments: Development
) -> list[tuple[str, str, int]]:
    """Delivers until all ended; state, reason and attempts of each, in the outbox's order."""
    await _put(store, receivers, developments)
    async with _couriers(store, *receivers) as finished:
        await finished.reach(len(receivers) * len(developments))
    return await store.run(_states)


def _states(session: Session) -> list[tuple[str, str, int]]:
    rows = session.scalars(select(NotificationRow).order_by(NotificationRow.seq))
    return [(row.state, row.reason, row.attempts) for row in rows]


def _post(url: str, http: HttpClient, kind: Dialect = _WEBHOOK, name: str = "desk") -> Receiver:
    return PostReceiver(name, kind, SecretStr(url), http)


async def test_every_attempt_is_the_same_request(store: Store, http: HttpClient) -> None:
    """The same id and the same bytes; only the attempt's time may differ."""
    async with receiver(Answer(503), Answer(429)) as desk:
        await _deliver(store, [_post(desk.url, http)], a_development())

    assert len(desk.requests) == 3
    assert len({request.body for request in desk.requests}) == 1
    assert len({request.headers["webhook-id"] for request in desk.requests}) == 1


async def test_order_holds_through_an_outage(store: Store, http: HttpClient) -> None:
    """What comes later waits for what failed."""
    async with receiver(Answer(503), Answer(503), Answer(0)) as desk:
        await _deliver(store, [_post(desk.url, http)], *map(a_development, range(1, 4)))

    told = [json.loads(one.body)["data"]["developments"][0]["update"] for one in desk.requests]
    assert told == [1, 1, 1, 1, 2, 3]


async def test_an_alert_that_is_too_old_is_dead(store: Store, http: HttpClient) -> None:
    """It says so loudly, and the next one has its turn."""
    async with receiver(Answer(503), Answer(503)) as desk:
        with structlog.testing.capture_logs() as records:
            states = await _deliver(
                store, [_post(desk.url, http, _IMPATIENT)], a_development(1), a_development(2)
            )

    assert states == [("dead", "too-old: unavailable", 2), ("delivered", "", 1)]
    (dead,) = [record for record in records if record["event"] == "notification_dead"]
    assert (dead["log_level"], dead["receiver"]) == ("error", "desk")


async def test_a_slow_receiver_delays_no_other(store: Store, http: HttpClient) -> None:
    """The healthy one has all of its alerts while the slow one has not answered the first."""
    async with receiver(*[Answer(delay=60)] * 9) as slow, receiver() as healthy:
        receivers = [_post(slow.url, http, name="slow"), _post(healthy.url, http, name="healthy")]
        await _put(store, receivers, [a_development(number) for number in range(1, 6)])
        async with _couriers(store, *receivers) as finished:
            await slow.received(1)
            await finished.reach(5)

            assert len(healthy.requests) == 5
            assert len(slow.requests) == 1


async def test_an_unsent_alert_goes_out_after_a_restart(store: Store, http: HttpClient) -> None:
    """A courier that begins finds what an earlier one left; what was delivered stays so."""
    async with receiver(Answer(200), Answer(503)) as desk:
        await _put(store, [_post(desk.url, http)], [a_development(1), a_development(2)])
        patient = replace(WEBHOOK, policy=replace(_FAST, first_wait=timedelta(milliseconds=300)))
        async with _couriers(store, _post(desk.url, http, patient)):
            await desk.received(2)
        async with _couriers(store, _post(desk.url, http)) as finished:
            await finished.reach(1)

    ids = [request.headers["webhook-id"] for request in desk.requests]
    assert len(ids) == 3
    assert ids[1] == ids[2] != ids[0]


async def test_new_alerts_wake_an_idle_courier(store: Store, http: HttpClient) -> None:
    """Nothing waits for a timer."""
    async with receiver() as desk:
        one = _post(desk.url, http)
        finished = _Finished()
        courier = Courier(one, Counter(store), finished)
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            group.create_task(courier.run())
            await _put(store, [one], [a_development()])
            courier.wake()
            await finished.reach(1)
            courier.stop()

    assert len(desk.requests) == 1


async def test_slack_gets_one_a_second(store: Store, http: HttpClient) -> None:
    """Slack disables an app that sends faster."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with receiver() as desk:
        await _deliver(store, [_post(desk.url, http, SLACK)], a_development(1), a_development(2))

    assert loop.time() - began >= 1
    assert all(json.loads(request.body)["blocks"] for request in desk.requests)
