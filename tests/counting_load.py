"""Load for `tests.counting_worker`, a schedule of joins and kills, and a check of what came."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from streams.kafka_clients import new_producer
from streams.kafka_topics import (
    ARTICLES,
    CLASSIFIED,
    CLASSIFY,
    CLASSIFY_TABLE,
    changelog_name,
    group_id,
    topic_name,
)
from tests.counting_worker import EMPTY
from tests.support import WorkerProcess, eventually, lag, read_all

if TYPE_CHECKING:
    from streams.settings import Settings

_KEYS: Final = 50
_PADDING: Final = "x" * 1000
_MOST_WORKERS: Final = 4
_DRAIN_SECONDS: Final = 90.0


@dataclass(frozen=True)
class Findings:
    """What differs between what went in and what is there; all zero when nothing was lost."""

    wrong_keys: int
    missing_outputs: int
    conflicting_outputs: int
    undrained: int = 0

    @property
    def exact(self) -> bool:
        """Whether state and outputs are those of one undisturbed run."""
        return self == Findings(0, 0, 0)


async def load(settings: Settings, count: int, rate: float) -> None:
    """Publishes `count` numbered records over fifty keys, `rate` a second."""
    producer = new_producer(settings, linger_ms=5)
    await producer.start()
    try:
        loop = asyncio.get_running_loop()
        began = loop.time()
        sent = []
        for i in range(count):
            value = orjson.dumps({"i": i, "padding": _PADDING})
            name = topic_name(settings, ARTICLES)
            sent.append(await producer.send(name, key=b"k%d" % (i % _KEYS), value=value))
            if (early := i / rate - (loop.time() - began)) > 0:
                await asyncio.sleep(early)
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def churn(settings: Settings, seed: int, count: int, *arguments: str) -> Findings:
    """Lets workers join and die by a seeded schedule while records come in.

    The pauses are part of the schedule, which is what the seed replays.
    """
    chance = random.Random(seed)  # noqa: S311 - a schedule, not a secret
    async with AsyncExitStack() as stack:
        workers = [await _join(stack, settings, 0, arguments)]
        loading = asyncio.create_task(load(settings, count, rate=1500))
        await asyncio.sleep(2)
        while not loading.done():
            if len(workers) < _MOST_WORKERS and chance.random() < 0.5:
                workers.append(await _join(stack, settings, len(workers), arguments))
            else:
                await chance.choice(workers).kill9()
            await asyncio.sleep(chance.uniform(1.0, 3.0))
        await loading
        undrained = await _drain(settings)
    return await check(settings, undrained)


async def check(settings: Settings, undrained: int = 0) -> Findings:
    """Compares the last state of each key and all outputs with the records that went in."""
    wanted: dict[bytes, dict[str, int]] = defaultdict(lambda: dict(EMPTY))
    ids = set()
    for record in await read_all(settings, ARTICLES):
        state = wanted[record.key]
        state["n"] += 1
        state["sum"] += orjson.loads(record.value)["i"]
        state["offset"] = max(state["offset"], record.offset)
        ids.add(f"{record.partition}:{record.offset}")
    changelog = changelog_name(settings, CLASSIFY, CLASSIFY_TABLE)
    found = {record.key: record.value for record in await read_all(settings, changelog)}
    outputs: dict[str, Counter[bytes]] = defaultdict(Counter)
    for record in await read_all(settings, CLASSIFIED):
        outputs[orjson.loads(record.value)["id"]][record.value] += 1
    return Findings(
        wrong_keys=sum(_read(found.get(key)) != state for key, state in wanted.items()),
        missing_outputs=len(ids - set(outputs)),
        conflicting_outputs=sum(len(bodies) > 1 for bodies in outputs.values()),
        undrained=undrained,
    )


async def _join(
    stack: AsyncExitStack, settings: Settings, number: int, arguments: tuple[str, ...]
) -> WorkerProcess:
    own = settings.model_copy(update={"state_dir": settings.state_dir / f"worker-{number}"})
    command = (sys.executable, "-m", "tests.counting_worker")
    worker = WorkerProcess(own, *arguments, command=command, restart=True)
    return await stack.enter_async_context(worker)


async def _drain(settings: Settings) -> int:
    group = group_id(settings, CLASSIFY)
    try:
        await eventually(
            lambda: _drained(settings, group), _DRAIN_SECONDS, "the group has caught up"
        )
    except AssertionError:
        return await lag(settings, group, ARTICLES)
    return 0


async def _drained(settings: Settings, group: str) -> bool:
    return await lag(settings, group, ARTICLES) == 0


def _read(value: bytes | None) -> Any:
    return orjson.loads(value) if value else None
