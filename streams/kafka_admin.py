"""Creates the Kafka topics of the stack, and checks that they are there.

A partition count is never changed in place: the state of a monitored topic lies in the partition
that its key falls into, and another count would move the key.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from aiokafka.admin import NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    IncompatibleBrokerVersion,
    NoError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)

from streams.errors import KafkaSetupError
from streams.kafka_configs import changed_configs, read_configs, replace_configs
from streams.kafka_reach import administration
from streams.kafka_topics import all_topics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from aiokafka.admin import AIOKafkaAdminClient

    from streams.kafka_topics import KafkaTopic
    from streams.settings import Settings

_SETTLE_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.1
_FORBIDDEN: Final = {TopicAuthorizationFailedError.errno, ClusterAuthorizationFailedError.errno}


class Outcome(StrEnum):
    """What became of one Kafka topic."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    CONFIG_UPDATED = "config-updated"
    CONFIG_DIFFERS = "config-differs"
    CONFIG_UNKNOWN = "config-unknown"


@dataclass(frozen=True)
class TopicOutcome:
    """One Kafka topic, by its full name, and what became of it.

    Two outcomes leave an existing Kafka topic, whose partition count is right, as it was:
    `config-differs` where the broker (as the embedded one of the demo) can't change configs, and
    `config-unknown` where it does not tell them, to this user or at all.
    """

    name: str
    outcome: Outcome


async def init_topics(settings: Settings) -> list[TopicOutcome]:
    """Creates every Kafka topic that is missing and mends the configs of the others.

    Can be repeated, also by two processes at the same time. Returns when all are visible.

    Raises:
        KafkaSetupError: the cluster can't be reached or refuses, has too few brokers, or has a
            Kafka topic with another partition count; then nothing was created or changed.
    """
    wanted = all_topics(settings)
    async with administration(settings) as admin:
        found = await _partition_counts(admin)
        missing = [topic for topic in wanted if topic.name not in found]
        brokers = len((await admin.describe_cluster())["brokers"])
        _refuse(count_problems(wanted, found) + replica_problems(settings, len(missing), brokers))
        created = await _create(admin, missing)
        await _await_visible(admin, wanted)
        existing = [topic for topic in wanted if topic.name not in created]
        outcomes = dict.fromkeys(created, Outcome.CREATED) | await _mend(admin, existing)
    return [TopicOutcome(topic.name, outcomes[topic.name]) for topic in wanted]


async def check_topics(settings: Settings) -> None:
    """Makes sure that all Kafka topics exist, as a consumer of a missing one waits for ever.

    Raises:
        KafkaSetupError: names what is missing or has another partition count.
    """
    wanted = all_topics(settings)
    async with administration(settings) as admin:
        found = await _partition_counts(admin)
    missing = [topic.name for topic in wanted if topic.name not in found]
    problems = [f"missing: {', '.join(missing)}; run `wirewatch kafka init`"] if missing else []
    _refuse(problems + count_problems(wanted, found))


def count_problems(wanted: Sequence[KafkaTopic], found: Mapping[str, int]) -> list[str]:
    """Which existing Kafka topics have another partition count; `found` is counts by name."""
    return [
        f"{topic.name} has {found[topic.name]} partitions, wants {topic.partitions}"
        for topic in wanted
        if topic.name in found and found[topic.name] != topic.partitions
    ]


def replica_problems(settings: Settings, missing: int, brokers: int) -> list[str]:
    """Why the missing Kafka topics could not be created, or not be written to afterwards."""
    factor, least = settings.kafka_replication_factor, settings.kafka_min_insync_replicas
    problems = []
    if missing and brokers < factor:
        problems.append(
            f"replication factor {factor} needs as many brokers, the cluster has {brokers}; "
            "see WIREWATCH_KAFKA_REPLICATION_FACTOR"
        )
    if least > factor:
        problems.append(
            f"{least} in-sync replicas can't be had with replication factor {factor}; "
            "see WIREWATCH_KAFKA_MIN_INSYNC_REPLICAS"
        )
    return problems


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise KafkaSetupError("Kafka topics: " + "; ".join(problems))


async def _partition_counts(admin: AIOKafkaAdminClient) -> dict[str, int]:
    # All that this user may see: a request for a missing one by name might create it.
    return {
        found["topic"]: len(found["partitions"])
        for found in await admin.describe_topics()
        if not found["error_code"]
    }


async def _create(admin: AIOKafkaAdminClient, missing: Sequence[KafkaTopic]) -> set[str]:
    """Creates them; returns the names of those that nobody else created meanwhile."""
    if not missing:
        return set()
    response = await admin.create_topics([_new(topic) for topic in missing])
    codes = {name: code for name, code, *_ in response.topic_errors}
    forbidden = [name for name, code in codes.items() if code in _FORBIDDEN]
    refused = [
        f"{name}: {for_code(code).__name__} {' '.join(filter(None, why))}".rstrip()
        for name, code, *why in response.topic_errors
        if code not in _FORBIDDEN | {NoError.errno, TopicAlreadyExistsError.errno}
    ]
    if forbidden:
        refused.append(f"this user is not authorised to create {', '.join(forbidden)}")
    _refuse(refused)
    return {name for name, code in codes.items() if code == NoError.errno}


def _new(topic: KafkaTopic) -> NewTopic:
    return NewTopic(
        topic.name, topic.partitions, topic.replication_factor, topic_configs=topic.config
    )


async def _await_visible(admin: AIOKafkaAdminClient, wanted: Sequence[KafkaTopic]) -> None:
    """Waits until the brokers know all; another process may have created some, with its counts."""
    found: dict[str, int] = {}

    async def invisible() -> set[str]:
        found.update(await _partition_counts(admin))
        return {topic.name for topic in wanted} - found.keys()

    await _await_none(invisible, "created, but this user can't see it")
    _refuse(count_problems(wanted, found))


async def _mend(admin: AIOKafkaAdminClient, existing: Sequence[KafkaTopic]) -> dict[str, Outcome]:
    """Sets the configs that differ, and waits until they are in force."""
    configs = await read_configs(admin, [topic.name for topic in existing])
    changes = changed_configs(existing, configs)
    outcomes = {topic.name: Outcome.CONFIG_UNKNOWN for topic in existing}
    outcomes |= dict.fromkeys(configs, Outcome.UNCHANGED)
    if not changes:
        return outcomes

    async def not_in_force() -> AbstractSet[str]:
        return changed_configs(existing, await read_configs(admin, list(changes))).keys()

    try:
        await replace_configs(admin, changes)
    except IncompatibleBrokerVersion:
        return outcomes | dict.fromkeys(changes, Outcome.CONFIG_DIFFERS)
    await _await_none(not_in_force, "changed, but the cluster goes on without it")
    return outcomes | dict.fromkeys(changes, Outcome.CONFIG_UPDATED)


async def _await_none(left: Callable[[], Awaitable[AbstractSet[str]]], problem: str) -> None:
    """Asks until no Kafka topic is left; a cluster takes a moment to tell its brokers.

    Raises:
        KafkaSetupError: some were still left after a time.
    """
    names: AbstractSet[str] = set()
    try:
        async with asyncio.timeout(_SETTLE_SECONDS):
            names = await left()
            while names:
                await asyncio.sleep(_POLL_SECONDS)
                names = await left()
    except TimeoutError:
        _refuse([f"{problem}: {', '.join(sorted(names))}"])
