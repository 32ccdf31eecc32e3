"""Records that can't be read: kept with their bytes, position and reason, to look at and requeue.

A dead letter's value and key are the original bytes and its headers are the original ones, so
that requeueing is sending it back. What is known of the failure stands in headers of our own,
named after those of Kafka Connect and Spring Kafka.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from streams.errors import BadRecord
    from streams.source import SourceRecord

HEADER_PREFIX: Final = "wirewatch.dead-letter."

#: The closed list of reasons.
REASONS: Final = frozenset({"empty", "not-utf-8", "not-json", "invalid", "too-large", "failed"})

Headers = Sequence[tuple[str, bytes]]


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
        "attempts": str(_attempts(record.headers) + 1),
    }
    kept = tuple(item for item in record.headers if not item[0].startswith(HEADER_PREFIX))
    ours = tuple(
        (HEADER_PREFIX + name, text.encode("utf-8", "replace")) for name, text in facts.items()
    )
    # Kafka takes a record without key and value, aiokafka's producer does not.
    key = b"" if record.key is None and record.value is None else record.key
    return DeadLetter(key, record.value, kept + ours)


def failure_of(headers: Headers) -> dict[str, str]:
    """What the headers say of the failure: reason, field, detail, position, attempts."""
    return {
        name.removeprefix(HEADER_PREFIX): text.decode("utf-8", "replace")
        for name, text in headers
        if name.startswith(HEADER_PREFIX)
    }


def _attempts(headers: Headers) -> int:
    text = failure_of(headers).get("attempts", "0")
    return int(text) if text.isdigit() else 0
