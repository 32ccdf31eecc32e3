"""`wirewatch run reader`: a consumer between track and notify, so that no agent waits for HTTP."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import structlog

from agents.reader.client import REPLY_BYTES, check, endpoint_of
from agents.reader.passing import Passing
from streams.guard import Guard
from streams.health import beat
from streams.http import HttpClient
from streams.kafka_admin import check_topics
from streams.kafka_clients import new_member, new_producer, started
from streams.kafka_scan import scan
from streams.kafka_topics import CANDIDATES, READER, READINGS, topic_name
from streams.plain_worker import run_plain_worker
from streams.watchdog import Watchdog

if TYPE_CHECKING:
    import asyncio

    from aiokafka import AIOKafkaConsumer

    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

_POLL_MILLISECONDS: Final = 500


def run_reader(settings: Settings) -> None:
    """Runs the second reader until SIGTERM or SIGINT.

    Raises:
        ConfigError: a person must mend a setting.
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
        SystemExit: with `EXIT_FOR_RESTART`: Kafka failed.
    """
    run_plain_worker(settings, READER, read)


async def read(settings: Settings, stop: asyncio.Event) -> None:
    """Passes candidates on until `stop` is set; the one in hand is finished.

    Raises:
        ConfigError: the address of the settings may not be asked.
    """
    await check_topics(settings)
    beat(settings, READER)
    async with contextlib.AsyncExitStack() as stack:
        guard = Guard(settings.networks, allow_http=settings.allow_http)
        http = await stack.enter_async_context(
            HttpClient(guard, total_seconds=settings.reader_seconds, reply_bytes=REPLY_BYTES)
        )
        endpoint = endpoint_of(settings)
        if endpoint is not None:
            await check(http, endpoint)
        producer = new_producer(settings)
        await started(stack, producer)
        passing = Passing(settings, producer, http, endpoint)
        consumer = new_member(settings, READER, [topic_name(settings, CANDIDATES)])
        await started(stack, consumer)
        async for records in scan(settings, READINGS):
            passing.recall(records)
        log.info("reader_started", asks=settings.asks_reader, used=passing.budget.used)
        with Watchdog() as watchdog:
            while not stop.is_set():
                watchdog.beat()
                beat(settings, READER)
                await _step(consumer, passing)


async def _step(consumer: AIOKafkaConsumer, passing: Passing) -> None:
    """Passes one record of each partition on, so that a rebalance never waits for many answers."""
    batches = await consumer.getmany(timeout_ms=_POLL_MILLISECONDS, max_records=1)
    for partition, records in batches.items():
        for record in records:
            await passing.take(record)
        if partition in consumer.assignment():
            await consumer.commit({partition: records[-1].offset + 1})
