"""What tests on a real broker need: settings of their own, records in and out, conditions."""

from __future__ import annotations

import asyncio
import inspect
import uuid
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from aiokafka import TopicPartition

from streams.kafka_admin import init_topics
from streams.kafka_clients import new_consumer, new_producer
from streams.kafka_topics import topic_name
from streams.settings import Settings
from tests.worker_process import WorkerProcess, settings_env

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
    from pathlib import Path

    from aiokafka import AIOKafkaConsumer
    from aiokafka.structs import ConsumerRecord

    from tests.kafka import KafkaBroker


__all__ = [
    "WorkerProcess",
    "eventually",
    "init_settings",
    "lag",
    "offsets",
    "produce",
    "read_all",
    "settings_env",
    "settings_for",
]

Value = TypeVar("Value")

_POLL_SECONDS: Final = 0.05
_UNACKNOWLEDGED: Final = 5000


def settings_for(kafka: KafkaBroker, tmp_path: Path, /, **overrides: object) -> Settings:
    """Settings of one test: Kafka topics and groups of its own, four partitions, own state."""
    own: dict[str, object] = {
        "kafka": kafka.bootstrap,
        "kafka_topic_prefix": f"t{uuid.uuid4().hex[:8]}-",
        "kafka_partitions": 4,
        "kafka_session_timeout_seconds": 6.0,
        "state_dir": tmp_path / "var",
        # Vectors cost time, and most tests on a broker are about what gets lost.
        "embedder": "none",
        # Receivers of tests are on this machine.
        "allowed_networks": "127.0.0.0/8",
    }
    return Settings.model_validate(own | overrides)


async def init_settings(kafka: KafkaBroker, tmp_path: Path, /, **overrides: object) -> Settings:
    """`settings_for`, with all Kafka topics created."""
    settings = settings_for(kafka, tmp_path, **overrides)
    await init_topics(settings)
    return settings


async def read_all(settings: Settings, name: str) -> list[ConsumerRecord]:
    """All records of a Kafka topic, up to the ends of its partitions as they are now.

    `name` may have the settings' prefix, as a changelog's full name has, or be without it.
    """
    records: list[ConsumerRecord] = []
    async with _reading(settings, name) as (consumer, ends):
        begins = await consumer.beginning_offsets(list(ends))
        unread = {partition for partition in ends if ends[partition] > begins[partition]}
        await consumer.seek_to_beginning(*ends)
        while unread:
            fetched = await consumer.getmany(timeout_ms=200)
            records += [record for some in fetched.values() for record in some]
            unread = {one for one in unread if await consumer.position(one) < ends[one]}
    return [one for one in records if one.offset < ends[TopicPartition(one.topic, one.partition)]]


async def produce(
    settings: Settings, name: str, records: Iterable[tuple[bytes | None, bytes | None]]
) -> None:
    """Sends (key, value) pairs to a Kafka topic; returns when all are acknowledged."""
    producer = new_producer(settings, linger_ms=5)
    await producer.start()
    try:
        sent: list[Awaitable[Any]] = []
        for key, value in records:
            sent.append(await producer.send(_full(settings, name), key=key, value=value))
            if len(sent) >= _UNACKNOWLEDGED:
                await asyncio.gather(*sent)
                sent = []
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def lag(settings: Settings, group: str, name: str) -> int:
    """How many records of a Kafka topic the consumer group (its full id) has not committed."""
    committed, ends = await offsets(settings, group, name)
    return sum(ends.values()) - sum(committed.values())


async def offsets(
    settings: Settings, group: str, name: str
) -> tuple[dict[int, int], dict[int, int]]:
    """By partition: what the consumer group (its full id) has committed, and the ends."""
    async with _reading(settings, name, group_id=group) as (consumer, ends):
        committed = {one.partition: await consumer.committed(one) or 0 for one in ends}
        return committed, {one.partition: end for one, end in ends.items()}


@overload
async def eventually(
    condition: Callable[[], Awaitable[Value]], seconds: float, what: str, every: float = ...
) -> Value: ...
@overload
async def eventually(
    condition: Callable[[], Value], seconds: float, what: str, every: float = ...
) -> Value: ...
async def eventually(
    condition: Callable[[], object], seconds: float, what: str, every: float = _POLL_SECONDS
) -> object:
    """Asks again, `every` so many seconds, until the answer is truthy, and returns that answer.

    Raises:
        AssertionError: `what` did not come true within `seconds`.
    """
    answer: object = None
    try:
        async with asyncio.timeout(seconds):
            while not answer:
                asked = condition()
                answer = await asked if inspect.isawaitable(asked) else asked
                await asyncio.sleep(0 if answer else every)
    except TimeoutError:
        raise AssertionError(f"not within {seconds:g} s: {what}; last answer {answer!r}") from None
    return answer


@asynccontextmanager
async def _reading(
    settings: Settings, name: str, **options: object
) -> AsyncIterator[tuple[AIOKafkaConsumer, dict[TopicPartition, int]]]:
    """A consumer of all partitions, with their ends."""
    full = _full(settings, name)
    consumer = new_consumer(settings, **options)
    await consumer.start()
    try:
        consumer.assign([TopicPartition(full, n) for n in range(settings.kafka_partitions)])
        yield consumer, await consumer.end_offsets(list(consumer.assignment()))
    finally:
        await consumer.stop()


def _full(settings: Settings, name: str) -> str:
    prefix = settings.kafka_topic_prefix
    return name if prefix and name.startswith(prefix) else topic_name(settings, name)
