"""What can be known to be wrong before a worker starts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from agents.classify.publishers import load_publishers
from agents.topics.definitions import load_topics
from alerts.config import read_alerts
from streams.kafka_admin import check_topics

if TYPE_CHECKING:
    from streams.settings import Settings


def check_before_start(settings: Settings) -> None:
    """Reads all that the three workers will read, so that a mistake is one line and not three logs.

    Raises:
        ConfigError: a file or a setting is wrong.
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
    """
    topics = load_topics(settings.topics, settings.aliases)
    load_publishers(settings.publishers)
    read_alerts(settings.alerts, topics.by_id)
    asyncio.run(check_topics(settings))
