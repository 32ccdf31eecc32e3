"""Dead letters: the original bytes, and why they are here."""

from __future__ import annotations

from typing import Any

import pytest

from streams.dead_letters import HEADER_PREFIX, DeadLetter, dead_letter, failure_of
from streams.errors import BadRecord
from streams.kafka_topics import MAX_RECORD_BYTES
from streams.source import SourceRecord


def letter(**changes: Any) -> DeadLetter:
    """A dead letter of a record whose body is a number."""
    fields: dict[str, Any] = {
        "topic": "articles",
        "partition": 3,
        "offset": 17,
        "timestamp_ms": 1_700_000_000_000,
        "key": b"k",
        "value": b'{"text": 7}',
        "headers": (("trace", b"\x00\x01"), ("trace", b"\x02")),
    }
    return dead_letter(
        BadRecord("invalid", "text", "should be a text"), SourceRecord(**(fields | changes))
    )


def test_a_dead_letter_keeps_key_value_and_headers_as_they_came() -> None:
    """Requeueing is sending it back; a header may stand twice."""
    dead = letter()

    assert (dead.key, dead.value) == (b"k", b'{"text": 7}')
    assert dead.headers[:2] == (("trace", b"\x00\x01"), ("trace", b"\x02"))


def test_a_dead_letter_says_where_it_was_and_what_is_wrong() -> None:
    """Position, reason, field and the number of attempts stand in its headers."""
    assert failure_of(letter().headers) == {
        "reason": "invalid",
        "field": "text",
        "detail": "should be a text",
        "topic": "articles",
        "partition": "3",
        "offset": "17",
        "timestamp": "1700000000000",
        "attempts": "1",
    }


def test_a_record_that_fails_again_counts_its_attempts() -> None:
    """The failure that is told is the last one."""
    again = letter(headers=letter().headers, offset=99)

    assert failure_of(again.headers)["attempts"] == "2"
    assert failure_of(again.headers)["offset"] == "99"
    assert len(again.headers) == len(letter().headers)


def test_a_null_value_stays_null() -> None:
    """A tombstone where an article should be is kept as what it was."""
    assert letter(value=None).value is None


def test_a_record_of_nothing_can_still_be_sent() -> None:
    """The client refuses a record without key and value, so the key becomes an empty one."""
    dead = letter(key=None, value=None)

    assert (dead.key, dead.value) == (b"", None)


@pytest.mark.parametrize("attempts", ["²".encode(), b"9" * 5000, b"-1", b"many", None])
def test_a_hostile_header_of_our_own_name_counts_as_none(attempts: bytes | None) -> None:
    """Anybody can write headers; a dead letter must come of the record all the same."""
    headers = ((HEADER_PREFIX + "attempts", attempts),)

    assert failure_of(letter(headers=headers).headers)["attempts"] == "1"


def test_a_record_larger_than_kafka_takes_is_cut_and_says_so() -> None:
    """A compressed record may be far larger than its Kafka topic's limit."""
    size = 20 * 1024 * 1024
    dead = letter(value=b"x" * size, headers=(("big", b"h" * size),), key=b"k" * size)

    total = len(dead.key or b"") + len(dead.value or b"") + sum(len(v) for _, v in dead.headers)
    assert total < MAX_RECORD_BYTES
    assert failure_of(dead.headers)["truncated-from"] == str(size)
