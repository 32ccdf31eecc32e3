"""Very many notifications, several receivers, and processes that are killed meanwhile."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from alerts.store.store import Store
from streams.records import Notification
from tests.ledger import fill
from tests.proc import cpu_seconds, resident_mib

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from streams.settings import Settings
    from tests.http_receiver import HttpReceiver

_ROOT: Final = Path(__file__).resolve().parent.parent
_STORIES: Final = 500
_PIECE: Final = 1000


@dataclass
class Fleet:
    """Processes that deliver from one ledger; `kills` counts those that were ended by -9."""

    settings: Settings
    processes: list[asyncio.subprocess.Process]
    kills: int = 0

    async def kill(self) -> None:
        """Ends the oldest with -9, and starts another in its place."""
        await self.end()
        self.processes.append(await _process(self.settings))

    async def end(self) -> None:
        """Ends the oldest with -9."""
        victim = self.processes.pop(0)
        victim.kill()
        await victim.wait()
        self.kills += 1

    def cpu_seconds(self) -> float:
        """What the first process has used."""
        return cpu_seconds(self.processes[0].pid)

    def resident_mib(self) -> float:
        """Memory of the first process."""
        return resident_mib(self.processes[0].pid)


@asynccontextmanager
async def fleet(settings: Settings, count: int) -> AsyncIterator[Fleet]:
    """So many processes, for as long as the block."""
    started = Fleet(settings, [await _process(settings) for _ in range(count)])
    try:
        yield started
    finally:
        for process in started.processes:
            process.kill()
            await process.wait()


def configure(settings: Settings, receivers: Mapping[str, Mapping[str, object]]) -> None:
    """Leaves the `alerts.yaml` of webhooks by these names."""
    listed = [{"name": name, "webhook": dict(told)} for name, told in receivers.items()]
    settings.alerts.write_text(yaml.safe_dump({"receivers": listed}), "utf-8")


def fill_ledger(settings: Settings, counts: Mapping[str, int]) -> None:
    """Puts so many notifications for each receiver into the outbox, of many stories in turn."""
    store = Store.open(settings)
    for start in range(0, max(counts.values()), _PIECE):
        store.transact(_fill, counts, start)
    store.close()


def _fill(session: Session, counts: Mapping[str, int], start: int) -> None:
    made = [
        _notification(receiver, number)
        for number in range(start, start + _PIECE)
        for receiver, count in counts.items()
        if number < count
    ]
    for at in range(0, len(made), _PIECE):
        fill(session, made[at : at + _PIECE], datetime.now(UTC))


@dataclass(frozen=True)
class Seconds:
    """What came a second time.

    Attributes:
        repeated: requests beyond the first of each id.
        answered: those of them whose first one had been answered when its process was killed.
        same: whether all bodies of an id were the same.
    """

    repeated: int
    answered: int
    same: bool


def answered_ids(desks: Sequence[HttpReceiver]) -> set[str]:
    """The notifications that were asked for once by now, and answered."""
    asked = Counter(one.headers["webhook-id"] for desk in desks for one in desk.requests)
    told = {one.headers["webhook-id"] for desk in desks for one in desk.answered}
    return {name for name in told if asked[name] == 1}


def second_deliveries(desks: Sequence[HttpReceiver], answered: set[str]) -> Seconds:
    """What came a second time; `answered` is what had been when a process was killed."""
    bodies: dict[str, bytes] = {}
    repeated: list[str] = []
    same = True
    for request in (request for desk in desks for request in desk.requests):
        name = request.headers["webhook-id"]
        if name in bodies:
            repeated.append(name)
        same = same and bodies.setdefault(name, request.body) == request.body
    return Seconds(len(repeated), sum(name in answered for name in repeated), same)


def _notification(receiver: str, number: int) -> Notification:
    return Notification(
        id=f"{receiver}-{number:06}",
        receiver=receiver,
        story=f"story-{number % _STORIES}",
        developments=(f"d{number}",),
        body=b'{"type":"developments","number":%d,"text":"%s"}' % (number, b"x" * 1500),
    )


async def _process(settings: Settings) -> asyncio.subprocess.Process:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")
    } | {
        "WIREWATCH_STATE_DIR": str(settings.state_dir),
        "WIREWATCH_ALERTS": str(settings.alerts),
        "WIREWATCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "WIREWATCH_DATABASE_URL": settings.database_url.get_secret_value(),
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.courier_process"),
        cwd=_ROOT,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
    )
