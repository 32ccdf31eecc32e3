"""Which time an article counts for: a topic's clock runs on arrivals, not on publishers' claims."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

#: A collector's clock may run ahead of the broker's by so much; more is an error of its own.
AHEAD_OF_RECORD: Final = timedelta(minutes=5)


def arrival(ingested_at: datetime | None, record_time: datetime) -> datetime:
    """When an article arrived: what its collector says, else its record's time.

    Never more than `AHEAD_OF_RECORD` past the record's own time, so that one wrong clock can't
    make everything after it look late.
    """
    if ingested_at is None:
        return record_time
    return min(ingested_at, record_time + AHEAD_OF_RECORD)


def record_time(timestamp_ms: int | None) -> datetime:
    """A Kafka timestamp (milliseconds since 1970) as a date; 1970 where a record has none."""
    return datetime.fromtimestamp((timestamp_ms or 0) / 1000, UTC)
