"""How long the partitions of a killed worker stand still, and what the time goes into.

    python -m bench.recovery [--rounds 8] [--roles classify track] [--articles 2000]

A trickle of records goes to every partition of a role with two workers, on a real Apache Kafka and
with the shipped settings. One of them is killed with -9, at another moment of its heartbeats each
time: without an instance id, and the other one has to take over; or as a static member, which a
supervisor starts again at once. The time runs from the kill until every partition has given an
output for a record that was published after it. Its parts are taken from outside, as the group's
coordinator shows them.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.trickle import Trickle
from streams.kafka_reach import administration
from streams.kafka_topics import CLASSIFY, TRACK, group_id
from streams.settings import Settings
from tests import synthetic
from tests.kafka import start_own_kafka
from tests.support import WorkerProcess, eventually, init_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiokafka.admin import AIOKafkaAdminClient

    from tests.kafka import KafkaBroker

WORKERS: Final = 2
#: Seconds that may pass at most: another worker takes over, or the same one comes back.
BARS: Final = {"takeover": 12.0, "restart": 5.0}
_PATIENCE_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.03
#: More than lies between two heartbeats, or two commits: a kill may fall anywhere.
_SOME_SECONDS: Final = 2.5


@dataclass(frozen=True)
class Parts:
    """Seconds from the kill until something was so.

    Attributes:
        noticed: the group knows; of a static member that comes back, it is back in the group.
        joined: the group has its members together.
        flowing: every partition has given an output.
        committed: and has committed it.
    """

    noticed: float
    joined: float
    flowing: float
    committed: float


class Group:
    """A consumer group as its coordinator shows it."""

    def __init__(self, admin: AIOKafkaAdminClient, settings: Settings, role: str) -> None:
        self._admin = admin
        self._id = group_id(settings, role)

    async def shown(self) -> tuple[str, frozenset[str]]:
        """Its state, and the ids of its members: a static one that comes back has another."""
        response, *_ = await self._admin.describe_consumer_groups([self._id])
        _, _, state, _, _, members, *_ = response.groups[0]
        return state, frozenset(member[0] for member in members)

    async def is_whole(self) -> bool:
        """Whether all workers are in it, and it is at rest."""
        state, members = await self.shown()
        return state == "Stable" and len(members) == WORKERS


async def measure(
    kafka: KafkaBroker, role: str, how: str, rounds: int, articles: int
) -> list[Parts]:
    """Kills the first worker of a role so many times."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        shipped = Settings()
        settings = await init_settings(
            kafka,
            path,
            kafka_partitions=shipped.kafka_partitions,
            kafka_session_timeout_seconds=shipped.kafka_session_timeout_seconds,
            topics=synthetic.write_topics(path),
        )
        async with AsyncExitStack() as opened:
            workers = [_worker(settings, role, how, number) for number in range(WORKERS)]
            for worker in workers:
                await opened.enter_async_context(worker)
            admin = await opened.enter_async_context(administration(settings))
            trickle = Trickle(settings, role)
            await trickle.settle(articles)
            await opened.enter_async_context(trickle.running())
            group = Group(admin, settings, role)
            return [await _round(group, trickle, workers[0], how) for _ in range(rounds)]


def _worker(settings: Settings, role: str, how: str, number: int) -> WorkerProcess:
    static = {"instance": f"n{number}"} if how == "restart" else {}
    own = settings.model_copy(update={"state_dir": settings.state_dir / str(number), **static})
    return WorkerProcess(own, "run", role, restart=how == "restart")


async def _round(group: Group, trickle: Trickle, victim: WorkerProcess, how: str) -> Parts:
    await eventually(group.is_whole, _PATIENCE_SECONDS, "both workers are in the group")
    await trickle.flows(_PATIENCE_SECONDS)
    await asyncio.sleep(random.uniform(0, _SOME_SECONDS))  # noqa: S311 - no secret
    _, before = await group.shown()
    began = time.monotonic()
    await (victim.kill9() if how == "restart" else victim.halt())
    watching = asyncio.create_task(_watched(group, before, began))
    flowing = await trickle.flows(_PATIENCE_SECONDS) - began
    committed = await trickle.committed(_PATIENCE_SECONDS) - began
    noticed, joined = await watching
    if how != "restart":
        await victim.start()
    return Parts(noticed, joined, flowing, committed)


async def _watched(group: Group, before: frozenset[str], began: float) -> tuple[float, float]:
    """Seconds until the group has changed, and until it is at rest with other members."""
    noticed = 0.0
    while True:
        state, members = await group.shown()
        now = time.monotonic() - began
        if not noticed and (state != "Stable" or members != before):
            noticed = now
        if noticed and state == "Stable" and members != before:
            return noticed, now
        await asyncio.sleep(_POLL_SECONDS)


def report(role: str, how: str, rounds: Sequence[Parts]) -> None:
    """A line for the whole, and one for each part: median and worst."""
    whole = [one.flowing for one in rounds]
    print(
        f"{role}, {how}: flowing again after {_spread(whole)} "
        f"of {len(rounds)} rounds; the bar is {BARS[how]:g} s"
    )
    parts = {
        "until the group notices": [one.noticed for one in rounds],
        "until it is together": [one.joined - one.noticed for one in rounds],
        "until all partitions flow": [one.flowing - one.joined for one in rounds],
        "until all have committed": [one.committed - one.flowing for one in rounds],
    }
    for name, seconds in parts.items():
        print(f"    {name:<26} {_spread(seconds)}", flush=True)


def _spread(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):5.1f} s (median), {max(seconds):5.1f} s (worst)"


async def main() -> None:
    """Measures every role in both ways."""
    # A broker that has just started says for some seconds that it is not the leader yet.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--roles", nargs="+", choices=(CLASSIFY, TRACK), default=(CLASSIFY, TRACK))
    parser.add_argument("--how", nargs="+", choices=sorted(BARS), default=sorted(BARS))
    parser.add_argument("--articles", type=int, default=2000, help="handled before the first kill")
    arguments = parser.parse_args()
    kafka = start_own_kafka()
    try:
        for role in arguments.roles:
            for how in arguments.how:
                found = await measure(kafka, role, how, arguments.rounds, arguments.articles)
                report(role, how, found)
    finally:
        kafka.stop()


if __name__ == "__main__":
    asyncio.run(main())
