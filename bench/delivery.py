"""Delivery beside receivers that are dead, slow or strict, and through kills.

    .venv/bin/python -m bench.delivery [--developments 10000] [--others 300] [--kills 20]
    .venv/bin/python -m bench.delivery --phase together [--budget 460]

Two healthy receivers get every development, first alone and then while a dead one, one that
answers after 5 s and one that takes 1 a second get some: the ratio of the two times is what
bad company costs. Then the processes are killed with -9 in that company, one on SQLite and two on
PostgreSQL, and second deliveries are counted: at most one for each attempt that was under way. What
a phase (alone, together, sqlite, postgres) found is kept in `var/`, so that they can be run at
different times. What does not end within the budget (seconds) says so, with how far it came.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from statistics import linear_regression
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from alerts.store.outbox import counts
from alerts.store.store import Store
from bench.delivery_company import HEALTHY, SLOW_SECONDS, company
from streams.records import DeliveryState
from streams.settings import Settings
from tests.delivery_load import answered_ids, fleet, second_deliveries
from tests.postgres import NoPostgres, postgres
from tests.support import eventually

if TYPE_CHECKING:
    from tests.delivery_load import Fleet

_CONCURRENCY: Final = 4
# What a receiver across the network takes at the least; without it every kill falls on an answer.
_KILLED_LATENCY: Final = 0.05
_KEPT: Final = Path("var/bench-delivery.json")
_PHASES: Final = ("alone", "together", "sqlite", "postgres")


def _settings(folder: str, database: str = "") -> Settings:
    path = Path(folder)
    return Settings(state_dir=path, alerts=path / "alerts.yaml", database_url=SecretStr(database))


class _Clock:
    """Time since it was made, within a budget; 0 is no budget."""

    def __init__(self, budget: float) -> None:
        self._began = time.monotonic()
        self._budget = budget

    def seconds(self) -> float:
        """How long it has been."""
        return time.monotonic() - self._began

    def is_over(self) -> bool:
        """Whether the budget is used up."""
        return bool(self._budget) and self.seconds() > self._budget


async def _measured(developments: int, others: int, budget: float) -> dict[str, float]:
    """Seconds until both healthy ones have all, and the memory of notify on the way."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder)
        async with (
            company(settings, developments, others) as desks,
            fleet(settings, 1) as workers,
        ):
            await eventually(lambda: desks[0].ids, 100, "the first is delivered")
            clock, memory = _Clock(budget), []
            while min(len(desk.ids) for desk in desks) < developments and not clock.is_over():
                memory.append((clock.seconds(), workers.resident_mib()))
                await asyncio.sleep(0.25)
            found = {
                "seconds": clock.seconds(),
                "cpu": workers.cpu_seconds(),
                "delivered": sum(len(desk.ids) for desk in desks),
            }
            if others:
                await _until_ended(settings, workers, memory, clock)
    return found | _memory(memory)


def _memory(samples: list[tuple[float, float]]) -> dict[str, float]:
    """The slope over the second half (MiB a minute), and where it began and ended."""
    half = samples[len(samples) // 2 :]
    slope, _ = linear_regression(*zip(*half, strict=True))
    return {"mib_half": half[0][1], "mib_end": half[-1][1], "mib_a_minute": slope * 60}


async def _until_ended(
    settings: Settings, workers: Fleet, memory: list[tuple[float, float]], clock: _Clock
) -> None:
    """Waits until nothing is pending (or the budget is over), and says what became of all."""
    store = Store.open(settings)
    try:
        while not clock.is_over() and any(
            state is DeliveryState.PENDING for _, state in store.transact(counts)
        ):
            memory.append((clock.seconds(), workers.resident_mib()))
            await asyncio.sleep(1)
        for (name, state), count in sorted(store.transact(counts).items()):
            print(f"  {name:<12} {state:<10} {count}")
    finally:
        store.close()


async def _killed(
    database: str, processes: int, options: argparse.Namespace
) -> dict[str, float | bool]:
    """Kills in the midst of it, evenly over all deliveries; what came a second time."""
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(folder, database)
        wanted = options.developments
        async with (
            company(settings, wanted, options.others, _KILLED_LATENCY) as desks,
            fleet(settings, processes) as workers,
        ):
            clock, answered = _Clock(options.budget), set[str]()
            while min(len(desk.ids) for desk in desks) < wanted and not clock.is_over():
                total = sum(len(desk.ids) for desk in desks)
                if total > (workers.kills + 1) * 2 * wanted // (options.kills + 1):
                    answered |= answered_ids(desks)
                    await workers.kill()
                await asyncio.sleep(0.01)
            seconds = clock.seconds()
            # What a process that is gone had sent may still be asked for again.
            await asyncio.sleep(SLOW_SECONDS)
        delivered = sum(len(desk.ids) for desk in desks)
        found = {"seconds": seconds, "kills": workers.kills, "delivered": delivered}
        return found | asdict(second_deliveries(desks, answered))


def _print_killed(found: dict[str, float | bool], processes: int, wanted: int) -> None:
    most = int(found["kills"]) * _CONCURRENCY * len(HEALTHY)
    print(
        f"  {found['kills']} kills, {processes} process(es), {found['seconds']:.0f} s: "
        f"{found['delivered']} of {wanted} delivered, {found['repeated']} a second time "
        f"(of {most} attempts that were under way at most), {found['answered']} of them after the "
        f"first was answered, "
        f"id and bytes the same: {found['same']}"
    )


def _run(phase: str, options: argparse.Namespace) -> dict[str, float | bool] | None:
    if phase in {"alone", "together"}:
        others = options.others if phase == "together" else 0
        return dict(asyncio.run(_measured(options.developments, others, options.budget)))
    if phase == "sqlite":
        return asyncio.run(_killed("", 1, options))
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres())
        except NoPostgres as why:
            print(f"  NOT RUN: {why}")
            return None
        return asyncio.run(_killed(url, 2, options))


def main() -> None:
    """Runs the phases that were asked for and prints the figures of all that there are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--developments", type=int, default=10_000)
    parser.add_argument("--others", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--budget", type=float, default=0.0)
    parser.add_argument("--phase", choices=_PHASES, action="append")
    options = parser.parse_args()
    size = f"{options.developments}/{options.others}/{options.kills}"
    kept = json.loads(_KEPT.read_text("utf-8")) if _KEPT.exists() else {}
    for phase in options.phase or _PHASES:
        print(phase, flush=True)
        if found := _run(phase, options):
            kept.setdefault(size, {})[phase] = found
            _KEPT.parent.mkdir(exist_ok=True)
            _KEPT.write_text(json.dumps(kept, indent=1), "utf-8")
    _print_all(kept.get(size, {}), len(HEALTHY) * options.developments)


def _print_all(found: dict[str, dict[str, float | bool]], wanted: int) -> None:
    for phase in ("alone", "together"):
        if one := found.get(phase):
            print(
                f"healthy {phase}: {one['delivered']} of {wanted} in {one['seconds']:.1f} s, "
                f"{one['cpu']:.1f} s of CPU; memory "
                f"{one['mib_half']:.1f} MiB at half, {one['mib_end']:.1f} MiB at the end, "
                f"slope {one['mib_a_minute']:+.2f} MiB a minute over the second half"
            )
    if "alone" in found and "together" in found:
        paces = [found[phase]["seconds"] / found[phase]["delivered"] for phase in _PHASES[:2]]
        print(f"healthy in bad company: ratio {paces[1] / paces[0]:.2f}")
    for phase, processes in (("sqlite", 1), ("postgres", 2)):
        if one := found.get(phase):
            print(f"killed on {phase}")
            _print_killed(one, processes, wanted)


if __name__ == "__main__":
    main()
