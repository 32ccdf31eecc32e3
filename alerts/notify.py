"""The third worker: takes what track decided into the ledger, and delivers it from there.

Not a Faust agent: slow HTTP inside an agent blocks its partition. On PostgreSQL several
processes share one outbox; a ledger in SQLite is for one process alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import structlog
import uvloop
from aiokafka.errors import KafkaError

from alerts.announce import Announcer
from alerts.config import read_alerts
from alerts.consume import Intake, consumed_topics
from alerts.delivery import Courier
from alerts.housekeeping import Housekeeper
from alerts.outbox import without_receiver
from alerts.plan import plan_of
from alerts.recall import recall_deliveries
from alerts.receivers.registry import build_receivers
from alerts.store.outbox import counts
from alerts.store.store import Store
from alerts.ticker import Ticker
from streams.errors import ConfigError, KafkaSetupError
from streams.guard import Guard
from streams.health import beat
from streams.http import HttpClient
from streams.kafka_admin import check_topics
from streams.kafka_clients import new_consumer, new_producer
from streams.kafka_topics import NOTIFY, group_id
from streams.logs import configure_logging
from streams.watchdog import EXIT_FOR_RESTART, Watchdog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiokafka import AIOKafkaConsumer

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
    configure_logging(settings, role=NOTIFY)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_until_signalled(settings))
    except (ConfigError, KafkaSetupError):
        raise
    except Exception:
        log.exception("notify_failed")
        raise SystemExit(EXIT_FOR_RESTART) from None


async def notify(settings: Settings, stop: asyncio.Event) -> None:
    """Takes and delivers until `stop` is set; then ends within seconds.

    Raises:
        ConfigError: a person must mend a file or a setting.
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
        ExceptionGroup: the database or Kafka failed.
    """
    config = read_alerts(settings.alerts)
    await check_topics(settings)
    beat(settings, NOTIFY)
    async with contextlib.AsyncExitStack() as stack:
        store = Store.open(settings)
        stack.callback(store.close)
        http = await stack.enter_async_context(HttpClient(guard_of(settings)))
        receivers = build_receivers(config.receivers, http)
        store.appear(receiver.name for receiver in receivers)
        producer = new_producer(settings)
        await _started(stack, producer)
        await recall_deliveries(settings, store)
        plan = plan_of(receivers, config.root if config.receivers else None)
        for name, count in without_receiver(await store.run(counts), receivers).items():
            log.warning("receiver_missing", receiver=name, waiting=count)
        announcer = Announcer(settings, producer, store)
        couriers = _couriers(receivers, store, announcer)
        housekeeper = Housekeeper(settings, store, lambda: _wake(*couriers))
        ticker = Ticker(store, plan, lambda: _wake(*couriers))
        consumer = _consumer(settings)
        await _started(stack, consumer)
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


async def _until_signalled(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await notify(settings, stop)


def guard_of(settings: Settings) -> Guard:
    """What the settings allow to be connected to."""
    return Guard(settings.networks, allow_http=settings.allow_http)


def _couriers(receivers: Sequence[Receiver], store: Store, announcer: Announcer) -> list[Courier]:
    return [Courier(receiver, store, announcer.wake) for receiver in receivers]


def _wake(*tasks: Courier | Ticker) -> None:
    for task in tasks:
        task.wake()


def _consumer(settings: Settings) -> AIOKafkaConsumer:
    session_ms = int(settings.kafka_session_timeout_seconds * 1000)
    consumer = new_consumer(
        settings,
        group_id=group_id(settings, NOTIFY),
        group_instance_id=settings.instance or None,
        session_timeout_ms=session_ms,
        heartbeat_interval_ms=session_ms // 3,
        rebalance_timeout_ms=int(settings.kafka_rebalance_timeout_seconds * 1000),
    )
    consumer.subscribe(consumed_topics(settings))
    return consumer


async def _started(stack: contextlib.AsyncExitStack, client: Any) -> None:
    """Starts a Kafka client that is stopped with the stack, also where starting fails."""
    stack.push_async_callback(_stopped, client)
    await client.start()


async def _stopped(client: Any) -> None:
    # With the cluster away, leaving the group would wait for it.
    with contextlib.suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(_GRACE_SECONDS):
            await client.stop()
