from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from aiokafka.admin import NewTopic

from streams.errors import KafkaSetupError
from streams.kafka_admin import Outcome, check_topics, init_topics
from streams.kafka_clients import new_producer, started
from streams.kafka_configs import read_configs, replace_configs
from streams.kafka_reach import administration
from streams.kafka_topics import (
    DEVELOPMENTS,
    TRACK,
    TRACK_TABLE,
    VERDICTS,
    all_topics,
    changelog_name,
    topic_name,
)
from tests.support import eventually, init_settings, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from streams.kafka_admin import TopicOutcome
    from streams.settings import Settings
    from tests.kafka import KafkaBroker

pytestmark = pytest.mark.broker


async def test_init_creates_every_kafka_topic_with_equal_partition_counts(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """A fresh cluster gets all Kafka topics, the changelogs too, with the count of the settings."""
    settings = settings_for(kafka, tmp_path, kafka_partitions=3)

    outcomes = await init_topics(settings)

    assert _by_outcome(outcomes) == {Outcome.CREATED: 10}
    counts = await _partition_counts(settings)
    assert set(counts) == {topic.name for topic in all_topics(settings)}
    assert set(counts.values()) == {3}
    assert changelog_name(settings, TRACK, TRACK_TABLE) in counts


async def test_created_configs_are_in_force(kafka: KafkaBroker, tmp_path: Path) -> None:
    """The cluster itself reports retention, compaction and record sizes as the stack needs them."""
    settings = await init_settings(kafka, tmp_path, kafka_retention_hours=7)

    configs = await _configs(settings)

    for topic in all_topics(settings):
        assert topic.config.items() <= configs[topic.name].items()
    assert configs[topic_name(settings, VERDICTS)]["retention.ms"] == "25200000"


async def test_a_process_whose_clock_is_ahead_is_heard(kafka: KafkaBroker, tmp_path: Path) -> None:
    """Kafka refuses times of an hour ahead where it takes them from the sender."""
    settings = await init_settings(kafka, tmp_path)
    tomorrow = round((time.time() + 86_400) * 1000)

    async with AsyncExitStack() as opened:
        producer = new_producer(settings)
        await started(opened, producer)
        for topic in all_topics(settings):
            sent = await producer.send_and_wait(topic.name, b"{}", key=b"k", timestamp_ms=tomorrow)
            assert sent.timestamp < tomorrow


async def test_a_second_init_changes_nothing(kafka: KafkaBroker, tmp_path: Path) -> None:
    """Init can be repeated at every start of a stack."""
    settings = await init_settings(kafka, tmp_path)

    assert _by_outcome(await init_topics(settings)) == {Outcome.UNCHANGED: 10}


async def test_two_inits_at_the_same_time_both_succeed(kafka: KafkaBroker, tmp_path: Path) -> None:
    """Each Kafka topic is created by one of them, and neither minds the other."""
    settings = settings_for(kafka, tmp_path)

    first, second = await asyncio.gather(init_topics(settings), init_topics(settings))

    for ours, theirs in zip(first, second, strict=True):
        assert {ours.outcome, theirs.outcome} == {Outcome.CREATED, Outcome.UNCHANGED}


async def test_init_refuses_another_partition_count_before_it_creates_anything(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """An existing Kafka topic with two partitions stops init, which names it and both counts."""
    settings = settings_for(kafka, tmp_path)
    existing = topic_name(settings, DEVELOPMENTS)
    await _create(settings, NewTopic(existing, 2, 1))

    with pytest.raises(KafkaSetupError, match=f"{existing} has 2 partitions, wants 4"):
        await init_topics(settings)

    assert await _partition_counts(settings) == {existing: 2}


async def test_init_mends_a_config_and_keeps_what_an_operator_has_set(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Another retention in the settings reaches the cluster; a segment size set by hand stays."""
    settings = await init_settings(kafka, tmp_path)
    verdicts = topic_name(settings, VERDICTS)
    await _set_by_hand(settings, verdicts, {"segment.bytes": "20971520"})

    shorter = settings.model_copy(update={"kafka_retention_hours": 5})
    outcomes = {outcome.name: outcome.outcome for outcome in await init_topics(shorter)}

    in_force = (await _configs(settings))[verdicts]
    assert in_force["retention.ms"] == "18000000"
    assert in_force["segment.bytes"] == "20971520"
    assert outcomes[verdicts] is Outcome.CONFIG_UPDATED
    assert outcomes[changelog_name(settings, TRACK, TRACK_TABLE)] is Outcome.UNCHANGED


async def test_init_refuses_a_replication_factor_that_the_cluster_has_no_brokers_for(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """The error names the setting and both numbers, and nothing is created."""
    settings = settings_for(kafka, tmp_path, kafka_replication_factor=9)

    with pytest.raises(KafkaSetupError, match=r"factor 9 .*REPLICATION_FACTOR"):
        await init_topics(settings)

    assert await _partition_counts(settings) == {}


async def test_init_says_what_the_cluster_itself_refuses(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """A name that Kafka does not take comes back with Kafka's own reason."""
    settings = settings_for(kafka, tmp_path, kafka_topic_prefix="x" * 100).model_copy(
        update={"kafka_topic_prefix": "x" * 300}
    )

    with pytest.raises(KafkaSetupError, match=r"InvalidTopicError .*249"):
        await init_topics(settings)


async def test_check_passes_after_init(kafka: KafkaBroker, tmp_path: Path) -> None:
    """A worker that starts after init finds nothing to complain about."""
    await check_topics(await init_settings(kafka, tmp_path))


async def test_check_names_what_is_missing_and_how_to_create_it(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """A deleted Kafka topic is named, and only that one."""
    settings = await init_settings(kafka, tmp_path)
    gone = topic_name(settings, DEVELOPMENTS)
    await _delete(settings, gone)

    with pytest.raises(KafkaSetupError, match=f"missing: {gone}; run `wirewatch kafka init`"):
        await check_topics(settings)


async def test_check_names_another_partition_count(kafka: KafkaBroker, tmp_path: Path) -> None:
    """Workers that run with another partition count than the cluster has do not start."""
    settings = await init_settings(kafka, tmp_path)

    with pytest.raises(KafkaSetupError, match=r"articles has 4 partitions, wants 5"):
        await check_topics(settings.model_copy(update={"kafka_partitions": 5}))


def _by_outcome(outcomes: list[TopicOutcome]) -> Counter[Outcome]:
    return Counter(outcome.outcome for outcome in outcomes)


async def _partition_counts(settings: Settings) -> dict[str, int]:
    """The Kafka topics that have the settings' prefix."""
    async with administration(settings) as admin:
        return {
            found["topic"]: len(found["partitions"])
            for found in await admin.describe_topics()
            if found["topic"].startswith(settings.kafka_topic_prefix)
        }


async def _configs(settings: Settings) -> dict[str, dict[str, str]]:
    async with administration(settings) as admin:
        configs = await read_configs(admin, [topic.name for topic in all_topics(settings)])
    return {name: config.in_force for name, config in configs.items()}


async def _set_by_hand(settings: Settings, name: str, config: dict[str, str]) -> None:
    async def in_force() -> bool:
        return config.items() <= (await _configs(settings))[name].items()

    async with administration(settings) as admin:
        own = (await read_configs(admin, [name]))[name].own
        await replace_configs(admin, {name: own | config})
    await eventually(in_force, 10, "the config is in force")


async def _create(settings: Settings, topic: NewTopic) -> None:
    async with administration(settings) as admin:
        await admin.create_topics([topic])
    await eventually(lambda: _partition_counts(settings), 10, "it is visible")


async def _delete(settings: Settings, name: str) -> None:
    async def gone() -> bool:
        return name not in await _partition_counts(settings)

    async with administration(settings) as admin:
        await admin.delete_topics([name])
    await eventually(gone, 10, "it is gone")
