"""Reads what the pipeline leaves in Kafka, as a bystander: joins no group, commits nothing."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from streams.codec import decode
from streams.errors import BadRecord, KafkaSetupError
from streams.kafka_clients import new_consumer
from streams.kafka_topics import ARTICLES, CLASSIFIED, CLASSIFY, VERDICTS, group_id, topic_name
from streams.records import Article, ClassifiedArticle, Verdict
from wirewatch.demo_watch import Arrival, Look

if TYPE_CHECKING:
    from streams.settings import Settings

_PATIENCE_SECONDS: Final = 15.0
_POLL_MS: Final = 200


class KafkaWatch:
    """Looks at articles, classified articles and verdicts, each time from where it left off.

    Each look has a consumer of its own. Its first fetch is sent after classify's committed
    offsets were read, so nothing that those offsets stand for can be missing; and a fetch tells
    the end of a partition rightly, which the embedded broker's list of offsets does not.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        names = [topic_name(settings, name) for name in (ARTICLES, CLASSIFIED, VERDICTS)]
        self._articles, self._classified, self._verdicts = names
        self._positions = {
            TopicPartition(name, partition): 0
            for name in names
            for partition in range(settings.kafka_partitions)
        }

    async def look(self) -> Look:
        """What came since the look before.

        Raises:
            KafkaSetupError: the broker can't be reached or gives no answer.
        """
        group = group_id(self._settings, CLASSIFY)
        consumer = new_consumer(self._settings, group_id=group)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await consumer.start()
                consumer.assign(list(self._positions))
                handled = await self._handled(consumer)
                return self._read(handled, await self._records(consumer))
        except (KafkaError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            raise KafkaSetupError(f"Kafka at {self._settings.kafka}: {reason}") from None
        finally:
            await consumer.stop()

    async def _handled(self, consumer: Any) -> dict[int, int]:
        # None, and from the embedded broker 0, where nothing is committed.
        return {
            place.partition: await consumer.committed(place) or 0
            for place in self._positions
            if place.topic == self._articles
        }

    async def _records(self, consumer: Any) -> dict[str, list[Any]]:
        for place, position in self._positions.items():
            consumer.seek(place, position)
        records: dict[str, list[Any]] = defaultdict(list)
        while any([await _is_behind(consumer, place) for place in self._positions]):
            for place, batch in (await consumer.getmany(timeout_ms=_POLL_MS)).items():
                records[place.topic] += batch
        for place in self._positions:
            self._positions[place] = await consumer.position(place)
        return records

    def _read(self, handled: dict[int, int], records: dict[str, list[Any]]) -> Look:
        return Look(
            handled,
            tuple(_arrival(record) for record in records[self._articles]),
            tuple(decode(ClassifiedArticle, each.value) for each in records[self._classified]),
            tuple(decode(Verdict, record.value) for record in records[self._verdicts]),
        )


async def _is_behind(consumer: Any, place: TopicPartition) -> bool:
    end = consumer.highwater(place)  # of the last fetch; None before the first
    return end is None or await consumer.position(place) < end


def _arrival(record: Any) -> Arrival:
    try:
        article = decode(Article, record.value)
    except BadRecord as error:
        return Arrival(record.partition, record.offset, None, str(error))
    return Arrival(record.partition, record.offset, article)
