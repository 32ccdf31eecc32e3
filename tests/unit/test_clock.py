"""The time that an article counts for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.clock import arrival, record_time

NOON = datetime(2024, 11, 27, 12, tzinfo=UTC)


def test_an_article_arrived_when_its_collector_says() -> None:
    """An article that waited in a queue keeps its own time."""
    assert arrival(NOON - timedelta(hours=3), NOON) == NOON - timedelta(hours=3)


def test_an_article_without_a_time_arrived_with_its_record() -> None:
    """Event time may be absent; the broker's is not."""
    assert arrival(None, NOON) == NOON


def test_a_collector_from_the_future_is_held_at_five_minutes() -> None:
    """One wrong clock must not make everything after it look late."""
    assert arrival(NOON + timedelta(days=300), NOON) == NOON + timedelta(minutes=5)


def test_a_kafka_timestamp_is_read_in_milliseconds() -> None:
    """And one that is absent as 1970, which moves no clock."""
    assert record_time(1_732_708_800_000) == NOON
    assert record_time(None) == datetime(1970, 1, 1, tzinfo=UTC)
