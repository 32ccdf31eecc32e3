"""`wirewatch publish`: articles from JSON Lines files, or from a pipe, to Kafka."""

from __future__ import annotations

import time
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiokafka.errors import KafkaError

from streams.errors import KafkaSetupError
from streams.kafka_admin import check_topics
from streams.kafka_clients import new_producer
from streams.kafka_topics import ARTICLES, topic_name
from wirewatch.articles import Refusal, article_of
from wirewatch.progress import progress
from wirewatch.sources import lines_from

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from streams.settings import Settings
    from wirewatch.jsonl import Line
    from wirewatch.progress import Bar

#: The key that all articles share where their order is to be kept.
ONE_KEY: Final = b"one-partition"

# Enough to fill the producer's batches; few enough that a stop loses sight of little.
_IN_FLIGHT: Final = 1000


@dataclass(frozen=True)
class Outgoing:
    """One article as it goes to Kafka; `value` is the user's line, so nothing of it is lost."""

    place: str
    key: bytes
    value: bytes


@dataclass(frozen=True)
class Report:
    """How publishing went; `published` counts what Kafka acknowledged."""

    published: int
    refused: int
    seconds: float

    def __str__(self) -> str:
        """One line for a person."""
        return f"published {self.published}, refused {self.refused}, in {self.seconds:.1f} s"


def outgoing(line: Line, max_bytes: int, *, one_partition: bool) -> Outgoing | Refusal:
    """What a line sends, keyed by the article's id, or by one key for all."""
    article = article_of(line, max_bytes)
    if isinstance(article, Refusal):
        return article
    return Outgoing(line.place, ONE_KEY if one_partition else article.id.encode(), line.raw)


async def publish_files(
    settings: Settings, files: list[Path], *, one_partition: bool, strict: bool
) -> Report:
    """Publishes files, `-` being standard input, and names what it refuses on standard error."""
    with progress("publishing", files) as bar:
        return await publish(
            settings,
            _counted(lines_from(files), bar),
            one_partition=one_partition,
            strict=strict,
            on_refusal=bar.say,
        )


async def _counted(lines: AsyncIterator[Line], bar: Bar) -> AsyncIterator[Line]:
    async for line in lines:
        yield line
        bar.advance()


async def publish(
    settings: Settings,
    lines: AsyncIterator[Line],
    *,
    one_partition: bool = False,
    strict: bool = False,
    on_refusal: Callable[[Refusal], None] = lambda _: None,
) -> Report:
    """Publishes articles as they are read.

    Args:
        settings: which cluster, and how large an article may be.
        lines: the articles.
        one_partition: give all the same key, so that Kafka keeps their order.
        strict: stop at the first line that is no article; what came before it is published.
        on_refusal: told of each line that is no article.

    Raises:
        KafkaSetupError: the Kafka topics are missing, or Kafka did not take an article.
    """
    started = time.monotonic()
    refused = 0
    async with _sender(settings) as sender:
        async for line in lines:
            out = outgoing(line, settings.max_article_bytes, one_partition=one_partition)
            if isinstance(out, Outgoing):
                await sender.send(out)
                continue
            refused += 1
            on_refusal(out)
            if strict:
                break
    return Report(sender.acknowledged, refused, time.monotonic() - started)


@asynccontextmanager
async def _sender(settings: Settings) -> AsyncIterator[_Sender]:
    await check_topics(settings)
    producer = new_producer(settings)
    try:
        await producer.start()
        sender = _Sender(producer, topic_name(settings, ARTICLES))
        yield sender
        await sender.settle(0)
    except KafkaError as error:
        raise KafkaSetupError(f"Kafka at {settings.kafka}: {_said(error)}") from None
    finally:
        await producer.stop()


@dataclass
class _Sender:
    """Sends without waiting for each, and counts what was acknowledged."""

    producer: Any
    kafka_topic: str
    acknowledged: int = 0
    waiting: deque[tuple[str, asyncio.Future[object]]] = field(default_factory=deque)

    async def send(self, out: Outgoing) -> None:
        sent = await self.producer.send(self.kafka_topic, value=out.value, key=out.key)
        self.waiting.append((out.place, sent))
        await self.settle(_IN_FLIGHT)

    async def settle(self, at_most: int) -> None:
        """Waits until at most so many articles are not acknowledged."""
        while len(self.waiting) > at_most:
            place, sent = self.waiting.popleft()
            try:
                await sent
            except KafkaError as error:
                raise KafkaSetupError(
                    f"{place}: Kafka did not take it: {_said(error)} "
                    f"({self.acknowledged} before it were published)"
                ) from None
            self.acknowledged += 1


def _said(error: KafkaError) -> str:
    return str(error) or type(error).__name__
