"""Delivery beside receivers that are dead, slow or strict, and through kills.

    .venv/bin/python -m bench.delivery [--developments 10000] [--others 300] [--kills 20]

Two healthy receivers get every development, first alone and then while a dead one, one that
answers after 5 s and one that takes 1 a second get some: the ratio of the two times is what
bad company costs. Then the processes are killed with -9 meanwhile, one on SQLite and two on
PostgreSQL, and second deliveries are counted.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from pydantic import SecretStr

from alerts.store.outbox import counts
from alerts.store.store import Store
from streams.records import DeliveryState
from streams.settings import Settings
from tests.delivery_load import configure, distinct, fill_ledger, fleet, second_deliveries
from tests.http_receiver import Answer, HttpReceiver, receiver
from tests.postgres import NoPostgres, postgres

_CONCURRENCY = 4
_SLOW_SECONDS = 5.0
_DEAD = "http://127.0.0.1:9/"


class _Strict(HttpReceiver):
    """Takes one a second and says so."""

    def __init__(self) -> None:
        super().__init__(())
        self.next_at = 0.0

    def next_answer(self) -> Answer:
        now = time.monotonic()
        if now < self.next_at:
            return Answer(429, headers={"retry-after": "1"})
        self.next_at = now + 1
        return Answer()


def _settings(folder: str, database: str = "") -> Settings:
    path = Path(folder)
    return Settings(state_dir=path, alerts=path / "alerts.yaml", database_url=SecretStr(database))


async def _healthy(developments: int, others: int) -> tuple[float, list[float]]:
    """Seconds until both healthy ones have all, and the memory on the way (MiB)."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        settings = _settings(folder)
        desks = [await stack.enter_async_context(receiver()) for _ in range(2)]
        told: dict[str, dict[str, object]] = {
            f"healthy-{number}": {"url": desk.url} for number, desk in enumerate(desks)
        }
        wanted = dict.fromkeys(told, developments)
        if others:
            slow = [Answer(delay=_SLOW_SECONDS)] * others
            slow_desk = await stack.enter_async_context(receiver(*slow))
            strict_desk = await stack.enter_async_context(receiver(desk=_Strict()))
            told |= {
                "dead": {"url": _DEAD, "maximal_age": "30s"},
                "slow": {"url": slow_desk.url},
                "strict": {"url": strict_desk.url},
            }
            wanted |= dict.fromkeys(("dead", "slow", "strict"), others)
        configure(settings, told)
        fill_ledger(settings, wanted)
        began, memory = 0.0, []
        async with fleet(settings, 1) as workers:
            while min(map(distinct, desks)) < developments:
                began = began or (time.monotonic() if desks[0].requests else 0.0)
                memory.append(workers.resident_mib())
                await asyncio.sleep(0.25)
            seconds = time.monotonic() - began
            if others:
                await _until_dead(settings, others)
        return seconds, memory


async def _until_dead(settings: Settings, others: int) -> None:
    """Waits until the dead one's have ended, and says what became of all."""
    store = Store.open(settings)
    while True:
        found = store.transact(counts)
        if found.get(("dead", DeliveryState.DEAD), 0) == others:
            break
        await asyncio.sleep(1)
    for (name, state), count in sorted(found.items()):
        print(f"  {name:<12} {state:<10} {count}")
    store.close()


async def _killed(database: str, processes: int, developments: int, kills: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder, database)
        async with receiver() as first, receiver() as second:
            desks = [first, second]
            configure(settings, {"first": {"url": first.url}, "second": {"url": second.url}})
            fill_ledger(settings, {"first": developments, "second": developments})
            async with fleet(settings, processes) as workers:
                while min(map(distinct, desks)) < developments:
                    total = sum(map(distinct, desks))
                    if total > (workers.kills + 1) * 2 * developments // (kills + 1):
                        await workers.kill()
                    await asyncio.sleep(0.02)
            repeated, same = second_deliveries(desks)
            most = workers.kills * _CONCURRENCY * len(desks)
            print(
                f"  {workers.kills} kills, {processes} process(es): all {2 * developments} "
                f"delivered, "
                f"{repeated} a second time (of {most} that could be), bytes the same: {same}"
            )


def main() -> None:
    """Runs all of it and prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--developments", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    alone, _ = asyncio.run(_healthy(options.developments, 0))
    print(f"healthy alone: {alone:.1f} s", flush=True)
    together, memory = asyncio.run(_healthy(options.developments, options.others))
    print(f"healthy in bad company: {together:.1f} s, ratio {together / alone:.2f}")
    quarter = len(memory) // 4
    print(f"memory: {memory[quarter]:.0f} MiB after a quarter, {memory[-1]:.0f} MiB at the end")
    print("killed on SQLite", flush=True)
    asyncio.run(_killed("", 1, options.developments, options.kills))
    print("killed on PostgreSQL", flush=True)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres())
        except NoPostgres as why:
            print(f"  NOT RUN: {why}")
            return
        asyncio.run(_killed(url, 2, options.developments, options.kills))


if __name__ == "__main__":
    main()
