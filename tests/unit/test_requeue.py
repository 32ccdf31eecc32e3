"""Which dead letters `requeue --all` sends back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.dead_letters import dead_letter, failure_of
from streams.errors import BadRecord
from streams.kafka_topics import ARTICLES, CLASSIFIED, DEAD_LETTERS, MAX_RECORD_BYTES, topic_name
from streams.settings import Settings
from streams.source import SourceRecord
from wirewatch.dead_letters import Letter, sendable

if TYPE_CHECKING:
    from streams.dead_letters import Headers

_SETTINGS = Settings()


def _letter(
    offset: int, value: bytes = b"{", *, headers: Headers = (), topic: str = ARTICLES
) -> Letter:
    """A dead letter at an offset, of a record with these headers."""
    source = SourceRecord(topic_name(_SETTINGS, topic), 0, offset, 1, b"k", value, headers)
    dead = dead_letter(BadRecord("not-json"), source)
    kept = SourceRecord(DEAD_LETTERS, 0, offset, 1, dead.key, dead.value, dead.headers)
    return Letter(kept, failure_of(dead.headers))


def _places(letters: list[Letter]) -> list[str]:
    return [each.place for each in letters]


def test_a_record_that_failed_again_is_sent_back_once() -> None:
    """By the letter with the most attempts, wherever it stands; another record goes beside it."""
    first = _letter(0)
    second = _letter(1, headers=first.record.headers)
    third = _letter(2, headers=second.record.headers)
    found, unfit = sendable(_SETTINGS, [first, third, second, _letter(3, b"["), _letter(4)])

    assert _places(found) == ["0:2", "0:3"]
    assert unfit == []


def test_what_still_fails_never_becomes_more() -> None:
    """However often all of it is sent back, one record comes again."""
    letters = [_letter(0)]
    for offset in range(1, 6):
        (again,), _ = sendable(_SETTINGS, letters)
        letters.append(_letter(offset, headers=again.record.headers))

    assert letters[-1].failure["attempts"] == "6"


def test_the_same_bytes_in_two_kafka_topics_are_two_records() -> None:
    """Each goes back to where it came from."""
    found, _ = sendable(_SETTINGS, [_letter(0), _letter(1, topic=CLASSIFIED)])

    assert _places(found) == ["0:0", "0:1"]


def test_a_letter_that_was_cut_is_named_and_holds_up_no_other() -> None:
    """Its bytes are not the record's any more; nor is one sent to where nobody reads it."""
    cut = _letter(0, b"x" * (MAX_RECORD_BYTES + 1))
    found, unfit = sendable(_SETTINGS, [cut, _letter(1), _letter(2, topic="elsewhere")])

    assert _places(found) == ["0:1"]
    assert unfit[0] == f"0:0 is cut, its record had {MAX_RECORD_BYTES + 1} bytes"
    assert unfit[1].startswith("0:2 does not say")
