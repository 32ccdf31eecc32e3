"""The processes of one run, and what is known of how far they are."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Final

import orjson
from aiokafka.errors import KafkaError

from streams.kafka_admin import init_topics
from streams.kafka_clients import new_producer
from streams.kafka_topics import ARTICLES, CLASSIFY, TRACK, group_id, topic_name
from tests import synthetic
from tests.faults.clock import Clock
from tests.faults.desk import Desk
from tests.faults.disk import Disk
from tests.http_receiver import receiver
from tests.support import eventually, offsets, settings_for
from tests.worker_process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

    from aiokafka import AIOKafkaProducer

    from streams.settings import Settings
    from tests.faults.brokers import Cluster
    from tests.faults.plan import Plan
    from tests.faults.subjects import Records, Subject

log: Final = logging.getLogger(__name__)

_POLL_SECONDS: Final = 0.5
_AT_ONCE: Final = 50
#: About as long as the faults of most runs take together.
_PUBLISHING_SECONDS: Final = 25.0
_WORKERS: Final = {CLASSIFY: 2, TRACK: 2}

#: The end of each partition.
Ends = dict[int, int]


class Stack:
    """Workers behind the proxies, a receiver, and the harness's own way to Kafka.

    Attributes:
        workers: by role, those that are part of the run now.
    """

    def __init__(
        self, cluster: Cluster, plan: Plan, subject: Subject, folder: Path, database_url: str = ""
    ) -> None:
        self.cluster, self.plan, self.subject, self.folder = cluster, plan, subject, folder
        self.desk = Desk()
        self.workers: dict[str, list[WorkerProcess]] = {role: [] for role in subject.sources}
        self.disks: dict[str, Disk] = {}
        self.clock = Clock(folder / "clock")
        self._database_url = database_url
        self._stack = AsyncExitStack()
        self._made: dict[str, int] = dict.fromkeys(subject.sources, 0)
        self._settings_of: dict[WorkerProcess, Settings] = {}
        self.settings = settings_for(
            cluster.brokers[0],
            folder,
            kafka=cluster.direct,
            kafka_replication_factor=cluster.replicas,
            kafka_min_insync_replicas=(cluster.replicas + 1) // 2,
            topics=synthetic.write_topics(folder),
            alerts=folder / "alerts.yaml",
            database_url=database_url,
            embedder="e5" if plan.embeddings else "none",
        )

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(receiver(desk=self.desk))
        self.settings.alerts.write_bytes(orjson.dumps(_alerts(self.desk.url)))
        await init_topics(self.settings)
        for role in self.subject.sources:
            for _ in range(self._count(role)):
                await self.join(role)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def join(self, role: str) -> None:
        """Starts one more worker of a role, with a state directory of its own."""
        number = self._made[role]
        self._made[role] += 1
        home = self.folder / f"{role}-{number}"
        if number == 0 and role in self.plan.fills_disks:
            self.disks[role] = self._stack.enter_context(Disk(home).mounted())
        settings = self.settings.model_copy(
            update={
                "kafka": self.cluster.proxied,
                "state_dir": home,
                "instance": f"n{number}" if self.plan.static else "",
            }
        )
        worker = WorkerProcess(
            settings,
            command=self.subject.command(role),
            env=self.clock.env() if self.plan.steps_clocks else None,
            restart=True,
            logs=self.folder / "logs" / f"{role}-{number}",
        )
        self.workers[role].append(await self._stack.enter_async_context(worker))
        self._settings_of[worker] = settings

    def first(self, role: str) -> WorkerProcess:
        """The worker of a role that faults hit."""
        return self.workers[role][0]

    def settings_of(self, worker: WorkerProcess) -> Settings:
        """What a worker was started with."""
        return self._settings_of[worker]

    async def publish(self, records: Records) -> None:
        """Publishes at an even rate, and again whatever Kafka did not acknowledge."""
        producer = new_producer(self.settings, linger_ms=5)
        await producer.start()
        try:
            for begin in range(0, len(records), _AT_ONCE):
                waiting = records[begin : begin + _AT_ONCE]
                while waiting := await self._unacknowledged(producer, waiting):
                    log.info("%s records were not acknowledged", len(waiting))
                await asyncio.sleep(_PUBLISHING_SECONDS * _AT_ONCE / len(records))
        finally:
            await producer.stop()

    async def ends(self) -> dict[str, Ends]:
        """Where the source of each role ends now."""
        return {role: (await self._offsets(role))[1] for role in self.subject.sources}

    async def has_uncommitted(self) -> bool:
        """Whether a kill would meet work that is done and not committed; no where Kafka is away."""
        with contextlib.suppress(KafkaError):
            return await self.subject.has_uncommitted(self.settings)
        return False

    async def reached(self, ends: Mapping[str, Ends | None], seconds: float) -> None:
        """Waits until every role, one by one, has committed as far; None is as far as there is.

        Raises:
            AssertionError: one has not within so many seconds.
        """
        for role, wanted in ends.items():
            what = f"{role} has read and committed everything"
            await eventually(partial(self._has_reached, role, wanted), seconds, what, _POLL_SECONDS)

    def log_of(self, role: str) -> str:
        """The end of what the workers of a role have written."""
        return "\n".join(f"--- {one.log_path}\n{one.log[-3000:]}" for one in self.workers[role])

    def _count(self, role: str) -> int:
        return _WORKERS.get(role, 2 if self._database_url else 1)

    async def _unacknowledged(self, producer: AIOKafkaProducer, records: Records) -> Records:
        """Sends them, and returns what has to be sent again."""
        name = topic_name(self.settings, ARTICLES)
        sent = [await producer.send(name, key=key, value=value) for key, value in records]
        done = await asyncio.gather(*sent, return_exceptions=True)
        return [one for one, answer in zip(records, done, strict=True) if _failed(answer)]

    async def _has_reached(self, role: str, wanted: Ends | None) -> bool:
        with contextlib.suppress(KafkaError):
            committed, ends = await self._offsets(role)
            return all(committed[one] >= end for one, end in (wanted or ends).items())
        return False

    async def _offsets(self, role: str) -> tuple[Ends, Ends]:
        group = group_id(self.settings, role)
        return await offsets(self.settings, group, self.subject.sources[role])


def _failed(answer: object) -> bool:
    if isinstance(answer, BaseException) and not isinstance(answer, KafkaError):
        raise answer
    return isinstance(answer, KafkaError)


def _alerts(url: str) -> dict[str, object]:
    return {
        "receivers": [{"name": "desk", "webhook": {"url": url}}],
        "route": {"receiver": "desk", "group_by": ["..."]},
    }
