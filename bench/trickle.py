"""A trickle of records into every partition of a role, and when each of them comes out."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import orjson
from aiokafka import TopicPartition

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from streams.codec import encode
from streams.kafka_clients import new_consumer, new_producer
from streams.kafka_topics import (
    ARTICLES,
    CLASSIFIED,
    CLASSIFY,
    TRACK,
    VERDICTS,
    group_id,
    topic_name,
)
from streams.records import Article
from tests import synthetic
from tests.support import eventually, offsets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from aiokafka import AIOKafkaProducer
    from aiokafka.structs import RecordMetadata

    from streams.settings import Settings

_EVERY_SECONDS: Final = 0.2
_SETTLE_SECONDS: Final = 600.0
_SOURCES: Final = {CLASSIFY: ARTICLES, TRACK: CLASSIFIED}
_OUTPUTS: Final = {CLASSIFY: CLASSIFIED, TRACK: VERDICTS}


class Trickle:
    """One record for each partition at a time; all of them give an output.

    Args:
        settings: of the workers.
        role: whose partitions they are.
    """

    def __init__(self, settings: Settings, role: str) -> None:
        self._settings = settings
        self._role = role
        self._articles = synthetic.articles(10**9, share=1.0)
        self._classifier = Classifier(load_topics(settings.topics))
        self._number = 0
        self._from = 0
        self._came: dict[int, float] = {}

    async def settle(self, articles: int) -> None:
        """Publishes so many at once, and waits until the workers have committed them."""
        producer = new_producer(self._settings, linger_ms=5)
        await producer.start()
        try:
            await asyncio.gather(*[await self._send(producer) for _ in range(articles)])
        finally:
            await producer.stop()
        await self.committed(_SETTLE_SECONDS)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Publishes, and watches what comes out, for as long as the block."""
        tasks = [asyncio.create_task(self._publish()), asyncio.create_task(self._watch())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def flows(self, seconds: float) -> float:
        """Waits until each partition has given an output of what is published from now on.

        Returns the monotonic time of the last one's.
        """
        self._from, self._came = self._number, {}

        def all_came() -> bool:
            return len(self._came) == self._settings.kafka_partitions

        await eventually(all_came, seconds, "every partition flows", 0.01)
        return max(self._came.values())

    async def committed(self, seconds: float) -> float:
        """Waits until each partition has committed what is published by now."""
        group, source = group_id(self._settings, self._role), _SOURCES[self._role]
        _, ends = await offsets(self._settings, group, source)

        async def all_committed() -> bool:
            committed, _ = await offsets(self._settings, group, source)
            return all(committed[one] >= end for one, end in ends.items())

        await eventually(all_committed, seconds, "every partition has committed")
        return time.monotonic()

    async def _publish(self) -> None:
        producer = new_producer(self._settings)
        await producer.start()
        try:
            while True:
                for _ in range(self._settings.kafka_partitions):
                    await self._send(producer)
                await asyncio.sleep(_EVERY_SECONDS)
        finally:
            await producer.stop()

    async def _send(self, producer: AIOKafkaProducer) -> Awaitable[RecordMetadata]:
        number, self._number = self._number, self._number + 1
        value = self._encoded(next(self._articles) | {"id": f"{number}"}, number)
        name = topic_name(self._settings, _SOURCES[self._role])
        sent: Awaitable[RecordMetadata] = await producer.send(
            name, value, partition=self._partition(number)
        )
        return sent

    def _encoded(self, article: dict[str, object], number: int) -> bytes:
        raw = orjson.dumps(article)
        if self._role == CLASSIFY:
            return raw
        found = self._classifier.classify(Article.model_validate_json(raw), datetime.now(UTC))
        topic = f"topic-{self._partition(number)}"
        return encode(found.articles[0].model_copy(update={"topic": topic}))

    def _partition(self, number: int) -> int:
        return number % self._settings.kafka_partitions

    async def _watch(self) -> None:
        consumer = new_consumer(self._settings)
        await consumer.start()
        name = topic_name(self._settings, _OUTPUTS[self._role])
        consumer.assign([TopicPartition(name, n) for n in range(self._settings.kafka_partitions)])
        await consumer.seek_to_end()
        try:
            async for record in consumer:
                number = int(orjson.loads(record.value)["article"]["id"])
                if number >= self._from:
                    self._came.setdefault(self._partition(number), time.monotonic())
        finally:
            await consumer.stop()
