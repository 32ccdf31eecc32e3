"""The Kafka topics of the stack: names, shapes, and the one place that creates them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from streams.settings import Settings

ARTICLES: Final = "articles"
CLASSIFIED: Final = "articles.classified"
DEVELOPMENTS: Final = "developments"
VERDICTS: Final = "verdicts"
DELIVERIES: Final = "deliveries"
CANDIDATES: Final = "candidates"
READINGS: Final = "readings"
DEAD_LETTERS: Final = "dead-letters"

CLASSIFY: Final = "classify"
TRACK: Final = "track"
NOTIFY: Final = "notify"
READER: Final = "reader"

CLASSIFY_TABLE: Final = "markers"
TRACK_TABLE: Final = "rolling"

_MIB: Final = 1024 * 1024
#: The largest record of any Kafka topic: an article of 8 MiB with a dead letter's headers.
MAX_RECORD_BYTES: Final = 9 * _MIB
_MAX_ARTICLE_RECORD_BYTES: Final = 8 * _MIB


@dataclass(frozen=True)
class KafkaTopic:
    """One Kafka topic as it has to be."""

    name: str
    partitions: int
    replication_factor: int
    config: dict[str, str] = field(default_factory=dict)


def topic_name(settings: Settings, name: str) -> str:
    """The full name on the cluster, with the prefix of the settings."""
    return settings.kafka_topic_prefix + name


def group_id(settings: Settings, role: str) -> str:
    """The consumer group of a role, which is also the Faust app's id."""
    return f"{settings.kafka_topic_prefix}wirewatch-{role}"


def changelog_name(settings: Settings, role: str, table: str) -> str:
    """The changelog of a Faust table; Faust derives the same name from the app's id."""
    return f"{group_id(settings, role)}-{table}-changelog"


def all_topics(settings: Settings) -> list[KafkaTopic]:
    """Every Kafka topic that the stack needs, with equal partition counts.

    Faust writes a change to the partition of the event that caused it, so a changelog with
    another count fails late and in the dark.
    """
    kept = _kept(settings)
    compacted = _compacted(settings)
    shapes: list[tuple[str, dict[str, str]]] = [
        (topic_name(settings, ARTICLES), kept | _max_bytes(_MAX_ARTICLE_RECORD_BYTES)),
        (topic_name(settings, CLASSIFIED), kept | _max_bytes(MAX_RECORD_BYTES)),
        (topic_name(settings, DEVELOPMENTS), kept | _max_bytes(_MIB)),
        (topic_name(settings, VERDICTS), kept | _max_bytes(_MIB)),
        (topic_name(settings, DELIVERIES), compacted),
        (topic_name(settings, CANDIDATES), kept | _max_bytes(_MIB)),
        (topic_name(settings, READINGS), compacted | _forgotten(settings)),
        (topic_name(settings, DEAD_LETTERS), kept | _max_bytes(MAX_RECORD_BYTES)),
        (changelog_name(settings, CLASSIFY, CLASSIFY_TABLE), compacted),
        (changelog_name(settings, TRACK, TRACK_TABLE), compacted),
    ]
    return [
        KafkaTopic(name, settings.kafka_partitions, settings.kafka_replication_factor, config)
        for name, config in shapes
    ]


def _kept(settings: Settings) -> dict[str, str]:
    return _common(settings) | {
        "cleanup.policy": "delete",
        "retention.ms": str(settings.kafka_retention_hours * 3_600_000),
    }


def _compacted(settings: Settings) -> dict[str, str]:
    return _common(settings) | {
        "cleanup.policy": "compact",
        "min.compaction.lag.ms": str(settings.kafka_compaction_lag_seconds * 1000),
    }


def _common(settings: Settings) -> dict[str, str]:
    # The broker's time: an article published late must not be deleted unread for its old date, and
    # Kafka refuses records of a process whose clock is more than an hour ahead.
    return {
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": str(settings.kafka_min_insync_replicas),
    }


def _forgotten(settings: Settings) -> dict[str, str]:
    """Compacted, and let go with the records that could be decided again."""
    return {
        "cleanup.policy": "compact,delete",
        "retention.ms": str(settings.kafka_retention_hours * 3_600_000),
    }


def _max_bytes(limit: int) -> dict[str, str]:
    return {"max.message.bytes": str(limit)}
