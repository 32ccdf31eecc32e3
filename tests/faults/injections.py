"""How each fault is done, and undone."""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import sqlite3
from typing import TYPE_CHECKING, Final

from alerts.store.database import LEDGER_FILE
from tests.faults.plan import FaultKind
from tests.faults.proxy import Link
from tests.support import eventually

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from tests.faults.plan import Fault
    from tests.faults.stack import Stack
    from tests.worker_process import WorkerProcess

_MOST_WORKERS: Final = 4
#: How much a worker does between the moment that its copy is of and the one that it goes back at.
_BETWEEN_SECONDS: Final = 4.0
_GARBAGE_BYTES: Final = 64
_LEDGER_SECONDS: Final = 60.0
_WORK_SECONDS: Final = 30.0


async def inject(stack: Stack, fault: Fault) -> None:
    """Does it and undoes it; returns when it is over."""
    await _INJECTIONS[fault.kind](stack, fault)


async def _kill(stack: Stack, fault: Fault) -> None:
    with contextlib.suppress(AssertionError):  # then it meets what there is
        await eventually(stack.has_uncommitted, _WORK_SECONDS, "there is work to lose")
    await stack.first(fault.role).kill9()


async def _term(stack: Stack, fault: Fault) -> None:
    worker = stack.first(fault.role)
    await worker.term()
    await worker.start()


async def _storm(stack: Stack, fault: Fault) -> None:
    """Workers come, go and die: one to four of them."""
    chance = random.Random(f"{stack.plan.seed} storm")  # noqa: S311 - a schedule, not a secret
    workers = stack.workers[fault.role]
    loop = asyncio.get_running_loop()
    until = loop.time() + fault.lasts
    while loop.time() < until:
        if len(workers) < _MOST_WORKERS and (len(workers) == 1 or chance.random() < 0.5):
            await stack.join(fault.role)
        elif chance.random() < 0.5:
            await workers.pop().term()
        else:
            await workers.pop().halt()
        await asyncio.sleep(chance.uniform(0.5, 2.0))
    if not workers:
        await stack.join(fault.role)


async def _broker_kill(stack: Stack, fault: Fault) -> None:
    number = stack.plan.seed % stack.cluster.replicas
    await stack.cluster.kill9(number)
    await asyncio.sleep(fault.lasts)
    await stack.cluster.start(number)


async def _roll(stack: Stack, fault: Fault) -> None:
    for number in range(stack.cluster.replicas):
        await stack.cluster.restart(number)


def _link(link: Link) -> Callable[[Stack, Fault], Awaitable[None]]:
    async def change(stack: Stack, fault: Fault) -> None:
        stack.cluster.set_links(link)
        await asyncio.sleep(fault.lasts)
        stack.cluster.set_links(Link.OPEN)

    return change


async def _disk_full(stack: Stack, fault: Fault) -> None:
    disk = stack.disks[fault.role]
    await asyncio.to_thread(disk.fill)
    await asyncio.sleep(fault.lasts)
    disk.free()


async def _disk_read_only(stack: Stack, fault: Fault) -> None:
    worker, disk = stack.first(fault.role), stack.disks[fault.role]
    await worker.halt()
    disk.read_only()
    await worker.start()
    await asyncio.sleep(fault.lasts)
    disk.writable()


async def _clock(stack: Stack, fault: Fault) -> None:
    stack.clock.step(fault.step)
    await asyncio.sleep(fault.lasts)
    stack.clock.put_right()


async def _receiver_down(stack: Stack, fault: Fault) -> None:
    stack.desk.down = True
    await asyncio.sleep(fault.lasts)
    stack.desk.down = False


async def _state_deleted(stack: Stack, fault: Fault) -> None:
    worker = stack.first(fault.role)
    await worker.halt()
    await asyncio.to_thread(shutil.rmtree, _rocksdb(stack, worker, fault), ignore_errors=True)
    await worker.start()


async def _state_corrupted(stack: Stack, fault: Fault) -> None:
    worker = stack.first(fault.role)
    await worker.halt()
    chance = random.Random(f"{stack.plan.seed} garbage")  # noqa: S311 - a schedule, not a secret
    for file in sorted(_rocksdb(stack, worker, fault).rglob("*")):
        if file.is_file() and file.stat().st_size > _GARBAGE_BYTES:
            _overwrite(file, chance)
    await worker.start()


async def _state_old(stack: Stack, fault: Fault) -> None:
    worker = stack.first(fault.role)
    await _go_back(stack, worker, _rocksdb(stack, worker, fault).name)


async def _ledger_deleted(stack: Stack, fault: Fault) -> None:
    worker = stack.first(fault.role)
    await worker.halt()
    for file in _home(stack, worker).glob(f"{LEDGER_FILE}*"):
        file.unlink()
    await worker.start()


async def _ledger_locked(stack: Stack, fault: Fault) -> None:
    path = _home(stack, stack.first(fault.role)) / LEDGER_FILE
    await eventually(path.exists, _LEDGER_SECONDS, "notify has made its ledger")
    ledger = sqlite3.connect(path, timeout=_LEDGER_SECONDS)
    try:
        ledger.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(fault.lasts)
    finally:
        ledger.close()


async def _ledger_old(stack: Stack, fault: Fault) -> None:
    worker = stack.first(fault.role)
    await _go_back(stack, worker, f"{LEDGER_FILE}*")


async def _go_back(stack: Stack, worker: WorkerProcess, pattern: str) -> None:
    """Puts files of a worker back to how they were some seconds ago, while nobody uses them."""
    home, copy = _home(stack, worker), stack.folder / "copy"
    await worker.halt()
    await asyncio.to_thread(_replace, home, copy, pattern)
    await worker.start()
    await asyncio.sleep(_BETWEEN_SECONDS)
    await worker.halt()
    await asyncio.to_thread(_replace, copy, home, pattern)
    await worker.start()


def _replace(source: Path, target: Path, pattern: str) -> None:
    """What fits the pattern is in `target` as it is in `source`."""
    target.mkdir(parents=True, exist_ok=True)
    for one in target.glob(pattern):
        shutil.rmtree(one) if one.is_dir() else one.unlink()
    for one in source.glob(pattern):
        copy = shutil.copytree if one.is_dir() else shutil.copy2
        copy(one, target / one.name)


def _home(stack: Stack, worker: WorkerProcess) -> Path:
    return stack.settings_of(worker).state_dir


def _rocksdb(stack: Stack, worker: WorkerProcess, fault: Fault) -> Path:
    instance = stack.settings_of(worker).instance
    return _home(stack, worker) / "-".join(filter(None, (fault.role, instance)))


def _overwrite(file: Path, chance: random.Random) -> None:
    with file.open("r+b") as opened:
        opened.seek(chance.randrange(file.stat().st_size - _GARBAGE_BYTES))
        opened.write(chance.randbytes(_GARBAGE_BYTES))


_INJECTIONS: Final[Mapping[FaultKind, Callable[[Stack, Fault], Awaitable[None]]]] = {
    FaultKind.KILL: _kill,
    FaultKind.TERM: _term,
    FaultKind.STORM: _storm,
    FaultKind.BROKER_KILL: _broker_kill,
    FaultKind.BROKER_AWAY: _broker_kill,
    FaultKind.BROKER_ROLL: _roll,
    FaultKind.LINK_DELAY: _link(Link.DELAYED),
    FaultKind.LINK_THROTTLE: _link(Link.THROTTLED),
    FaultKind.LINK_CUT: _link(Link.CUT),
    FaultKind.LINK_SILENT: _link(Link.SILENT),
    FaultKind.DISK_FULL: _disk_full,
    FaultKind.DISK_READ_ONLY: _disk_read_only,
    FaultKind.CLOCK: _clock,
    FaultKind.RECEIVER_DOWN: _receiver_down,
    FaultKind.STATE_DELETED: _state_deleted,
    FaultKind.STATE_CORRUPTED: _state_corrupted,
    FaultKind.STATE_OLD: _state_old,
    FaultKind.LEDGER_DELETED: _ledger_deleted,
    FaultKind.LEDGER_LOCKED: _ledger_locked,
    FaultKind.LEDGER_OLD: _ledger_old,
}
