"""A record as it was read from Kafka, whatever client read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiokafka.structs import ConsumerRecord


@dataclass(frozen=True)
class SourceRecord:
    """Where a record stands, its time in milliseconds since 1970, and its bytes.

    A header's name may stand more than once.
    """

    topic: str
    partition: int
    offset: int
    timestamp_ms: int | None
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()

    @property
    def position(self) -> dict[str, str | int]:
        """For the log."""
        return {
            "kafka_topic": self.topic,
            "partition": self.partition,
            "offset": self.offset,
        }


def source_of(record: ConsumerRecord[bytes | None, bytes | None]) -> SourceRecord:
    """A record of a plain aiokafka consumer."""
    return SourceRecord(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )
