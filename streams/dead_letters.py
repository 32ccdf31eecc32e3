"""Records that can't be read: kept with their bytes, position and reason, to look at and requeue.

A dead letter's value and key are the original bytes and its headers are the original ones, so
that requeueing is sending it back. What Kafka would refuse for its size is cut, and says so. What
is known of the failure stands in headers of our own, named after those of Kafka Connect and Spring
Kafka.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from streams.kafka_topics import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from streams.errors import BadRecord
    from streams.source import SourceRecord

HEADER_PREFIX: Final = "wirewatch.dead-letter."

Headers = tuple[tuple[str, bytes], ...]

#: What stands in our own headers, and in Kafka's frame around a record.
_ROOM_FOR_FACTS: Final = 64 * 1024
_MOST_DIGITS: Final = 10


@dataclass(frozen=True)
class DeadLetter:
    """One record as it goes to the Kafka topic `dead-letters`."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


def dead_letter(error: BadRecord, record: SourceRecord) -> DeadLetter:
    """The dead letter of a record that can't be read.

    One that failed before keeps its own headers and counts one attempt more.
    """
    facts = {
        "reason": error.reason,
        "field": error.field,
        "detail": error.detail,
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "timestamp": "" if record.timestamp_ms is None else str(record.timestamp_ms),
        "attempts": str(attempts_of(record.headers) + 1),
    }
    kept = tuple(item for item in record.headers if not item[0].startswith(HEADER_PREFIX))
    key, value, kept, cut = _fitting(record, kept)
    ours = tuple(
        (HEADER_PREFIX + name, text.encode("utf-8", "replace"))
        for name, text in (facts | cut).items()
    )
    return DeadLetter(key, value, kept + ours)


def _fitting(
    record: SourceRecord, headers: Headers
) -> tuple[bytes | None, bytes | None, Headers, dict[str, str]]:
    """Key, value and headers in a size that Kafka takes, and what was cut for it.

    A record can be larger than the limit of its Kafka topic, which is for compressed records.
    """
    # Kafka takes a record without key and value, aiokafka's producer does not.
    key = b"" if record.key is None and record.value is None else record.key
    value, room = record.value, MAX_RECORD_BYTES - _ROOM_FOR_FACTS
    if _size(headers) > room // 4:
        headers = ()
    if key is not None and len(key) > room // 4:
        key = key[: room // 4]
    room -= len(key or b"") + _size(headers)
    if value is None or len(value) <= room:
        return key, value, headers, {}
    return key, value[:room], headers, {"truncated-from": str(len(value))}


def _size(headers: Headers) -> int:
    return sum(len(name) + len(text or b"") + 16 for name, text in headers)


def failure_of(headers: Headers) -> dict[str, str]:
    """What the headers say of the failure: reason, field, detail, position, attempts."""
    return {
        name.removeprefix(HEADER_PREFIX): (text or b"").decode("utf-8", "replace")
        for name, text in headers
        if name.startswith(HEADER_PREFIX)
    }


def attempts_of(headers: Headers) -> int:
    """How often a record has failed; 0 where its headers do not say."""
    text = failure_of(headers).get("attempts", "0")
    # Anybody can write this header.
    return int(text) if len(text) < _MOST_DIGITS and text.isascii() and text.isdigit() else 0
