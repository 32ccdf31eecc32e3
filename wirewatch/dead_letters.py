"""The records that nobody could read: which there are, what is in them, and sending them back."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from aiokafka.errors import KafkaError

from streams.dead_letters import HEADER_PREFIX, attempts_of, failure_of
from streams.errors import KafkaSetupError, WirewatchError
from streams.kafka_admin import check_topics
from streams.kafka_clients import new_producer
from streams.kafka_scan import scan
from streams.kafka_topics import (
    ARTICLES,
    CLASSIFIED,
    DEAD_LETTERS,
    DEVELOPMENTS,
    VERDICTS,
    topic_name,
)
from streams.source import source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from streams.settings import Settings
    from streams.source import SourceRecord

#: The Kafka topics whose records can become dead letters.
_SOURCES: Final = (ARTICLES, CLASSIFIED, DEVELOPMENTS, VERDICTS)


class NoSuchLetterError(WirewatchError):
    """A position at which no dead letter stands."""


class UnfitLetterError(WirewatchError):
    """A dead letter that can't be sent back: it is cut, or does not say whence it came."""


@dataclass(frozen=True)
class Wanted:
    """Which dead letters are meant.

    Attributes:
        places: as `partition:offset`; empty for all.
        reason: one of the closed list; empty for any.
        source: the Kafka topic that they came from, without the prefix; empty for any.
    """

    places: Collection[str] = ()
    reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class Letter:
    """A dead letter: where it stands, what is known of its failure, and its record."""

    record: SourceRecord
    failure: dict[str, str]

    @property
    def place(self) -> str:
        """By what it is named: partition and offset in the Kafka topic of dead letters."""
        return f"{self.record.partition}:{self.record.offset}"

    @property
    def source(self) -> str:
        """Full name of the Kafka topic that it came from."""
        return self.failure.get("topic", "")

    @property
    def at(self) -> datetime | None:
        """When it became a dead letter."""
        milliseconds = self.record.timestamp_ms
        return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)

    @property
    def size(self) -> int:
        """Bytes of the record's value."""
        return len(self.record.value or b"")

    def is_wanted(self, settings: Settings, wanted: Wanted) -> bool:
        """Whether it is one of those that are meant."""
        return (
            (not wanted.places or self.place in wanted.places)
            and wanted.reason in {"", self.failure.get("reason")}
            and (not wanted.source or self.source == topic_name(settings, wanted.source))
        )


async def find_letters(settings: Settings, wanted: Wanted) -> list[Letter]:
    """The dead letters that are meant, oldest first.

    Raises:
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
        NoSuchLetterError: none stands at a place that was named.
    """
    await check_topics(settings)
    found = [each for each in await _all(settings) if each.is_wanted(settings, wanted)]
    for place in sorted(set(wanted.places) - {each.place for each in found}):
        raise NoSuchLetterError(f"no dead letter stands at {place}")
    return sorted(found, key=lambda each: (each.record.timestamp_ms or 0, each.place))


def sendable(settings: Settings, letters: Sequence[Letter]) -> tuple[list[Letter], list[str]]:
    """What to send back of all of these, and why the others are not fit for it.

    A record that failed again left a letter each time: it is sent once, by the letter that counts
    the most attempts.
    """
    fit, unfit = [], []
    for each in letters:
        try:
            _require_whole(settings, each)
            fit.append(each)
        except UnfitLetterError as error:
            unfit.append(str(error))
    last = {_record_of(each): each for each in sorted(fit, key=_attempts)}
    return [each for each in fit if last[_record_of(each)] is each], unfit


async def requeue(settings: Settings, letters: Sequence[Letter]) -> None:
    """Sends records back to where they came from, with their keys and headers.

    Each keeps the count of its attempts, so that one that fails again is told from a new one. A
    record that was decided meanwhile is known by its id and not decided twice.

    Raises:
        UnfitLetterError: one of them can't be; nothing is sent.
        KafkaSetupError: the cluster took not all of them.
    """
    for each in letters:
        _require_whole(settings, each)
    producer = new_producer(settings)
    try:
        await producer.start()
        sent = [
            await producer.send(
                each.source,
                each.record.value,
                key=each.record.key,
                headers=_headers_of(each),
            )
            for each in letters
        ]
        await asyncio.gather(*sent)
    except KafkaError as error:
        raise KafkaSetupError(f"Kafka at {settings.kafka}: {type(error).__name__}") from None
    finally:
        await producer.stop()


async def _all(settings: Settings) -> list[Letter]:
    try:
        return [
            Letter(source_of(record), failure_of(tuple(record.headers)))
            async for records in scan(settings, DEAD_LETTERS)
            for record in records
        ]
    except KafkaError as error:
        raise KafkaSetupError(f"Kafka at {settings.kafka}: {type(error).__name__}") from None


def _require_whole(settings: Settings, letter: Letter) -> None:
    if "truncated-from" in letter.failure:
        size = letter.failure["truncated-from"]
        raise UnfitLetterError(f"{letter.place} is cut, its record had {size} bytes")
    if letter.source not in {topic_name(settings, name) for name in _SOURCES}:
        # Anybody who can write to the Kafka topic can name another one in a header.
        raise UnfitLetterError(
            f"{letter.place} does not say from which of our Kafka topics it came"
        )


def _record_of(letter: Letter) -> tuple[str, bytes | None, bytes]:
    """What is the same for all letters of one record: its Kafka topic, key and value."""
    value = letter.record.value or b""
    return letter.source, letter.record.key, hashlib.sha256(value).digest()


def _attempts(letter: Letter) -> int:
    return attempts_of(tuple(letter.record.headers))


def _headers_of(letter: Letter) -> list[tuple[str, bytes]]:
    attempts = f"{HEADER_PREFIX}attempts"
    return [
        (name, value)
        for name, value in letter.record.headers
        if name == attempts or not name.startswith(HEADER_PREFIX)
    ]
