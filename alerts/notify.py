"""The third worker: takes what track decided into the ledger, and delivers it from there.

Not a Faust agent: slow HTTP inside an agent blocks its partition. On PostgreSQL several
processes share one outbox; a ledger in SQLite is for one process alone.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import structlog
from aiokafka.errors import KafkaError

from alerts.announce import Announcer
from alerts.config import read_alerts
from alerts.consume import Intake, consumed_topics
from alerts.counter import Counter
from alerts.delivery import Courier
from alerts.housekeeping import Housekeeper
from alerts.outbox import without_receiver
from alerts.plan import plan_of
from alerts.recall import recall_deliveries
from alerts.receivers.registry import build_receivers
from alerts.store.outbox import counts
from alerts.store.store import Store
from alerts.ticker import Ticker
from streams.guard import Guard
from streams.health import beat
from streams.http import HttpClient
from streams.kafka_admin import check_topics
from streams.kafka_clients import new_member, new_producer, started
from streams.kafka_topics import NOTIFY
from streams.plain_worker import run_plain_worker
from streams.watchdog import Watchdog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.receivers.receiver import Receiver
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

# An attempt in progress may end; one that takes longer is made again by the next process.
_GRACE_SECONDS: Final = 3.0


def run_notify(settings: Settings) -> None:
    """Runs notify until SIGTERM or SIGINT.

    Raises:
        ConfigError: a person must mend a file or a setting.
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
        SystemExit: with `EXIT_FOR_RESTART`: the database or Kafka failed.
    """
    run_plain_worker(settings, NOTIFY, notify)


async def notify(settings: Settings, stop: asyncio.Event) -> None:
    """Takes and delivers until `stop` is set; then ends within seconds.

    Raises:
        ConfigError: a person must mend a file or a setting.
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
        ExceptionGroup: the database or Kafka failed.
    """
    config = read_alerts(settings.alerts, guard=guard_of(settings))
    await check_topics(settings)
    beat(settings, NOTIFY)
    async with contextlib.AsyncExitStack() as stack:
        store = Store.open(settings)
        stack.callback(store.close)
        http = await stack.enter_async_context(HttpClient(guard_of(settings)))
        receivers = build_receivers(config.receivers, http)
        store.appear(receiver.name for receiver in receivers)
        producer = new_producer(settings)
        await started(stack, producer)
        await recall_deliveries(settings, store)
        plan = plan_of(receivers, config.root if config.receivers else None)
        for name, count in without_receiver(await store.run(counts), receivers).items():
            log.warning("receiver_missing", receiver=name, waiting=count)
        announcer = Announcer(settings, producer, store)
        couriers = _couriers(receivers, store, announcer)
        housekeeper = Housekeeper(settings, store, lambda: _wake(*couriers))
        ticker = Ticker(store, plan, lambda: _wake(*couriers))
        consumer = new_member(settings, NOTIFY, consumed_topics(settings))
        await started(stack, consumer)
        intake = Intake(
            settings,
            consumer,
            producer,
            store=store,
            plan=plan,
            on_new=lambda: _wake(*couriers, ticker),
        )
        for idle in config.idle:
            log.warning("receiver_not_in_use", receiver=idle.name, reason=idle.reason)
        for warning in config.warnings:
            log.warning("alerts_warning", **asdict(warning))
        log.info("notify_started", receivers=[receiver.name for receiver in receivers])
        await _work(settings, stop, intake, couriers, (announcer, ticker, housekeeper))


async def _work(
    settings: Settings,
    stop: asyncio.Event,
    intake: Intake,
    couriers: Sequence[Courier],
    helpers: tuple[Announcer, Ticker, Housekeeper],
) -> None:
    """The tasks; the failure of one ends all."""
    async with asyncio.TaskGroup() as group:
        helping = [group.create_task(helper.run()) for helper in helpers]
        tasks = [group.create_task(_take(settings, stop, intake))]
        tasks += [group.create_task(courier.run()) for courier in couriers]
        await stop.wait()
        for courier in couriers:
            courier.stop()
        await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
        for task in (*helping, *tasks):
            task.cancel()
    with contextlib.suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(_GRACE_SECONDS):
            await helpers[0].announce()


async def _take(settings: Settings, stop: asyncio.Event, intake: Intake) -> None:
    with Watchdog() as watchdog:
        while not stop.is_set():
            watchdog.beat()
            beat(settings, NOTIFY)
            await intake.step()


def guard_of(settings: Settings) -> Guard:
    """What the settings allow to be connected to."""
    return Guard(settings.networks, allow_http=settings.allow_http)


def _couriers(receivers: Sequence[Receiver], store: Store, announcer: Announcer) -> list[Courier]:
    counter = Counter(store)
    return [Courier(receiver, counter, announcer.wake) for receiver in receivers]


def _wake(*tasks: Courier | Ticker) -> None:
    for task in tasks:
        task.wake()
