"""What a plain consumer can't read: to the dead letters, under the ceiling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import structlog

from streams.ceiling import Watch
from streams.dead_letters import dead_letter
from streams.errors import BadRecord
from streams.kafka_topics import DEAD_LETTERS, topic_name
from streams.source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiokafka import AIOKafkaProducer, ConsumerRecord

    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)

Read = TypeVar("Read")


class Burials:
    """Reads records one by one; Faust's agents have `streams.batches` for it.

    Args:
        settings: for the name on the cluster, and the ceiling.
        producer: sends the letters.
    """

    def __init__(self, settings: Settings, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._topic = topic_name(settings, DEAD_LETTERS)
        self._watch = Watch(settings)

    async def readable(
        self, record: ConsumerRecord, read: Callable[[ConsumerRecord], Read]
    ) -> Read | None:
        """What was read; None after Kafka has the record's letter.

        Raises:
            CeilingError: too many can't be read.
        """
        try:
            found = read(record)
        except BadRecord as error:
            await self._bury(record, error)
        except Exception as error:
            # One surprising record must not stop the others.
            log.exception("record_failed", topic=record.topic, offset=record.offset)
            await self._bury(record, BadRecord("failed", detail=type(error).__name__))
        else:
            self._watch.count(dead=False)
            return found
        return None

    async def _bury(self, record: ConsumerRecord, error: BadRecord) -> None:
        letter = dead_letter(error, source_of(record))
        await self._producer.send_and_wait(
            self._topic, letter.value, key=letter.key, headers=list(letter.headers)
        )
        log.warning("dead_letter", reason=error.reason, topic=record.topic, offset=record.offset)
        self._watch.count(dead=True)
