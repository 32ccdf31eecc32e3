"""The stack for long runs: one worker of each role on a Kafka that keeps little."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

import orjson
from aiokafka import TopicPartition
from aiokafka.errors import GroupCoordinatorNotAvailableError

from alerts.store.database import LEDGER_FILE
from bench.processes import tree_mib
from streams.kafka_clients import new_consumer, started
from streams.kafka_reach import administration
from streams.kafka_topics import (
    ARTICLES,
    CLASSIFIED,
    CLASSIFY,
    DEVELOPMENTS,
    NOTIFY,
    TRACK,
    group_id,
    topic_name,
)
from tests.faults.clock import Clock, library
from tests.faults.desk import Desk
from tests.http_receiver import receiver
from tests.kafka_java import JavaBroker, prepare_archive
from tests.proc import cpu_seconds, resident_mib
from tests.support import eventually, init_settings
from tests.worker_process import WorkerProcess

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from streams.settings import Settings

SOURCES: Final = {CLASSIFY: ARTICLES, TRACK: CLASSIFIED, NOTIFY: DEVELOPMENTS}
_MIB: Final = 1024 * 1024
#: What a partition keeps, in bytes: enough for what waits, little for what was read.
_KEPT: Final = {
    "log.segment.bytes": str(16 * _MIB),
    "log.retention.bytes": str(256 * _MIB),
    "log.retention.check.interval.ms": "10000",
    "log.cleaner.backoff.ms": "5000",
}
_TABLES: Final = ("developments", "verdicts", "notifications", "attempts")


class SoakStack:
    """Broker, workers and a receiver, for as long as the block.

    Attributes:
        desk: the receiver.
        clock: what notify goes by, where libfaketime is there; None elsewhere.
        settings: of the workers.
        workers: by role.
    """

    def __init__(self, folder: Path, topics: Path) -> None:
        self._folder, self._topics = folder, topics
        self._stack = AsyncExitStack()
        self.desk = Desk()
        self.clock = Clock(folder / "clock") if library() else None
        self.workers: dict[str, WorkerProcess] = {}

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(prepare_archive)
        broker = JavaBroker()
        broker.properties = _KEPT
        self._stack.enter_context(broker)
        await self._stack.enter_async_context(receiver(desk=self.desk))
        alerts = self._folder / "alerts.yaml"
        alerts.write_bytes(orjson.dumps(_alerts(self.desk.url)))
        self.settings: Settings = await init_settings(
            broker,
            self._folder,
            topics=self._topics,
            alerts=alerts,
            ledger_retention_days=1,
            log_level="WARNING",
        )
        self._admin = await self._stack.enter_async_context(administration(self.settings))
        self._consumer = new_consumer(self.settings)
        await started(self._stack, self._consumer)
        await eventually(self._has_coordinator, 60.0, "Kafka can coordinate groups", 0.5)
        for role in SOURCES:
            self.workers[role] = await self._stack.enter_async_context(self._worker(role))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def lags(self) -> dict[str, int]:
        """By role: what it has yet to commit, as the consumer group shows it to anybody."""
        return {role: (await self._offsets(role))[0] for role in SOURCES}

    async def done(self) -> int:
        """How many articles classify has committed."""
        return (await self._offsets(CLASSIFY))[1]

    def memory(self) -> dict[str, float]:
        """MiB by role."""
        return {role: resident_mib(worker.pid) for role, worker in self.workers.items()}

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU by role."""
        return {role: cpu_seconds(worker.pid) for role, worker in self.workers.items()}

    def kept(self) -> dict[str, float]:
        """What is kept: MiB of each role's RocksDB and of the ledger, and rows of its tables."""
        home = self.settings.state_dir
        sizes = {f"{role} RocksDB, MiB": tree_mib(home / role / role) for role in (CLASSIFY, TRACK)}
        ledger = home / NOTIFY / LEDGER_FILE
        return sizes | {"ledger, MiB": ledger.stat().st_size / _MIB} | _rows(ledger)

    def _worker(self, role: str) -> WorkerProcess:
        home = self.settings.state_dir / role
        own = self.settings.model_copy(update={"state_dir": home})
        env = self.clock.env() if self.clock and role == NOTIFY else None
        return WorkerProcess(own, "run", role, env=env, restart=True)

    async def _has_coordinator(self) -> bool:
        with contextlib.suppress(GroupCoordinatorNotAvailableError):
            for role in SOURCES:
                await self._admin.list_consumer_group_offsets(group_id(self.settings, role))
            return True
        return False

    async def _offsets(self, role: str) -> tuple[int, int]:
        name = topic_name(self.settings, SOURCES[role])
        partitions = [TopicPartition(name, n) for n in range(self.settings.kafka_partitions)]
        ends = await self._consumer.end_offsets(partitions)
        found = await self._admin.list_consumer_group_offsets(group_id(self.settings, role))
        done = sum(found[one].offset for one in partitions if one in found)
        return sum(ends.values()) - done, done


def _rows(ledger: Path) -> dict[str, float]:
    with contextlib.closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as opened:
        return {
            f"{table}, rows": opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
            for table in _TABLES
        }


def _alerts(url: str) -> dict[str, object]:
    return {
        "receivers": [{"name": "desk", "webhook": {"url": url}}],
        "route": {"receiver": "desk", "group_by": ["..."]},
    }
