"""kill -9 in the middle of 2,000 articles, through the whole path on real Kafka."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from streams.kafka_topics import ARTICLES, CLASSIFIED, DEVELOPMENTS, VERDICTS, group_id
from tests import synthetic
from tests.expected import classified_as_expected, tracked_as_expected
from tests.http_receiver import receiver
from tests.support import WorkerProcess, eventually, init_settings, lag, produce, read_all

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings
    from tests.http_receiver import HttpReceiver
    from tests.kafka import KafkaBroker

_ARTICLES = 2000
_SOURCES = {"classify": ARTICLES, "track": CLASSIFIED, "notify": DEVELOPMENTS}
#: What a role writes, and how much of it there is when the role is killed.
_PROGRESS = {"classify": (CLASSIFIED, 100), "track": (VERDICTS, 100), "notify": (DEVELOPMENTS, 100)}


@pytest.mark.broker
@pytest.mark.timeout(480)  # the checks replay all of it
@pytest.mark.parametrize("victim", ["classify", "track", "notify"])
async def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing(
    kafka: KafkaBroker, tmp_path: Path, victim: str
) -> None:
    """State exact, every alert at the receiver, no id with two bodies."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(receiver())
        settings = await _settings(kafka, tmp_path, http.url)
        workers = {
            role: await stack.enter_async_context(_worker(settings, role)) for role in _SOURCES
        }
        publishing = asyncio.create_task(_publish(settings))
        name, enough = _PROGRESS[victim]
        await eventually(lambda: _has(settings, name, enough), 60, f"{enough} {name}")
        await workers[victim].kill9()
        await publishing
        await _caught_up(settings, workers)
        await _check(settings, http)
        assert workers[victim].exits == [-9]


async def _settings(kafka: KafkaBroker, tmp_path: Path, url: str) -> Settings:
    alerts = tmp_path / "alerts.yaml"
    alerts.write_text(
        orjson.dumps(
            {
                "receivers": [{"name": "desk", "webhook": {"url": url}}],
                "route": {"receiver": "desk", "group_by": ["..."]},
            }
        ).decode()
    )
    topics = synthetic.write_topics(tmp_path)
    return await init_settings(kafka, tmp_path, topics=topics, alerts=alerts)


def _worker(settings: Settings, role: str) -> WorkerProcess:
    return WorkerProcess(settings, "run", role, restart=True)


async def _publish(settings: Settings) -> None:
    """In parts, so that every worker is at work while others come in."""
    records = synthetic.encoded(_ARTICLES)
    for begin in range(0, _ARTICLES, 100):
        await produce(settings, ARTICLES, records[begin : begin + 100])
        await asyncio.sleep(0.1)


async def _has(settings: Settings, name: str, count: int) -> bool:
    return len(await read_all(settings, name)) >= count


async def _caught_up(settings: Settings, workers: dict[str, WorkerProcess]) -> None:
    for role, source in _SOURCES.items():
        group = group_id(settings, role)

        async def nothing_left(group: str = group, source: str = source) -> bool:
            return await lag(settings, group, source) == 0

        await eventually(nothing_left, 180, f"{role} has caught up:\n{workers[role].log[-3000:]}")


async def _check(settings: Settings, http: HttpReceiver) -> None:
    wanted, found = await classified_as_expected(settings)
    assert wanted == found
    tracked, stored = await tracked_as_expected(settings)
    assert tracked == stored
    assert all(len(bodies) == 1 for bodies in (found | stored.decided).values())
    await _check_alerts(settings, http)


async def _check_alerts(settings: Settings, http: HttpReceiver) -> None:
    developments = {orjson.loads(one.value)["id"] for one in await read_all(settings, DEVELOPMENTS)}
    assert len(developments) > 50
    await eventually(lambda: developments <= _told(http), 60, "every development at the receiver")
    bodies: dict[str, set[bytes]] = {}
    for request in http.requests:
        bodies.setdefault(request.headers["webhook-id"], set()).add(request.body)
    assert len(bodies) == len(developments)
    assert all(len(some) == 1 for some in bodies.values())


def _told(http: HttpReceiver) -> set[Any]:
    return {
        development["id"]
        for request in http.requests
        for development in orjson.loads(request.body)["data"]["developments"]
    }
