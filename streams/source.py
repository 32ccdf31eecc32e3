"""A record as it was read from Kafka, whatever client read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiokafka.structs import ConsumerRecord
    from faust.types import EventT, HeadersArg


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


def source_of_event(event: EventT[Any]) -> SourceRecord:
    """A record of a Faust agent."""
    message = event.message
    return SourceRecord(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=None if message.timestamp is None else round(message.timestamp * 1000),
        key=message.key,
        value=message.value,
        headers=_header_items(message.headers),
    )


def _header_items(headers: HeadersArg | None) -> tuple[tuple[str, bytes], ...]:
    # A name may stand more than once, which a mapping could not keep.
    return tuple(headers.items() if isinstance(headers, Mapping) else headers or ())
