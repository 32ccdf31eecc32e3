"""What a second reader answered: out of Kafka as lines, and into a replay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from agents.reader.conclude import concluded
from agents.track.tracker import Decision
from streams.codec import decode, encode
from streams.errors import BadRecord
from streams.kafka_admin import check_topics
from streams.kafka_scan import scan
from streams.kafka_topics import READINGS
from streams.records import Reading
from wirewatch.jsonl import read_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from streams.settings import Settings


@dataclass(frozen=True)
class Readings:
    """Recorded answers by the id of their verdict; without any, no verdict is a close one.

    Attributes:
        band: how near its threshold a score is for a verdict to be a close one.
    """

    answers: Mapping[str, Reading] = field(default_factory=dict)
    band: float = 0.0

    def applied(self, decision: Decision) -> Decision:
        """The decision with what was answered about it; as it is where nothing was."""
        grey = decision.grey
        reading = self.answers.get(decision.verdict.id)
        return Decision(*concluded(grey, reading)) if grey and reading else decision


def read_readings(settings: Settings, path: Path | None) -> Readings:
    """The answers of a file, one a line; of one verdict the last.

    Raises:
        ConfigError: the file, or a line of it, can't be read.
    """
    if path is None:
        return Readings()
    answers = {each.id: each for each in read_records(Reading, path)}
    return Readings(answers, settings.reader_band)


async def write_readings(settings: Settings, out: BinaryIO) -> int:
    """Writes what is recorded in Kafka, one a line; how many could not be read.

    Raises:
        KafkaError: it could not be read to its end.
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
    """
    await check_topics(settings)
    unreadable = 0
    async for records in scan(settings, READINGS):
        for record in records:
            try:
                out.write(encode(decode(Reading, record.value)) + b"\n")
            except BadRecord:
                unreadable += 1
    return unreadable
