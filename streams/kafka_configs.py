"""Configs of existing Kafka topics: what differs from what the stack needs, and setting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import IncompatibleBrokerVersion, for_code

from streams.errors import KafkaSetupError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aiokafka.admin import AIOKafkaAdminClient

    from streams.kafka_topics import KafkaTopic

# config_source of DescribeConfigs from version 1 on: set for this Kafka topic itself.
_SET_FOR_TOPIC: Final = 1


class TopicConfig(NamedTuple):
    """The configs of one Kafka topic as they are in force.

    Attributes:
        in_force: every config, wherever it comes from.
        own: those set for this Kafka topic itself.
    """

    in_force: dict[str, str]
    own: dict[str, str]


def changed_configs(
    topics: Iterable[KafkaTopic], configs: Mapping[str, TopicConfig]
) -> dict[str, dict[str, str]]:
    """The own configs to set, by name, for each Kafka topic whose configs differ.

    They hold what an operator has set by hand too, since setting replaces all. A Kafka topic
    whose configs are not known is left alone.
    """
    return {
        topic.name: config.own | topic.config
        for topic in topics
        if (config := configs.get(topic.name))
        and not topic.config.items() <= config.in_force.items()
    }


async def read_configs(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, TopicConfig]:
    """The configs by Kafka topic; those that the cluster does not tell are left out.

    A cluster may keep them from this user, and an embedded broker may not know the request.
    """
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    try:
        responses = await admin.describe_configs(resources)
    except IncompatibleBrokerVersion:
        return {}
    return {
        name: _topic_config(entries)
        for response in responses
        for code, _, _, name, entries in response.resources
        if code == 0 and entries
    }


async def replace_configs(
    admin: AIOKafkaAdminClient, configs: Mapping[str, Mapping[str, str]]
) -> None:
    """Sets the own configs of Kafka topics, by name; an own config that is left out is undone.

    Raises:
        KafkaSetupError: the cluster refuses, with its reason for each.
    """
    resources = [
        ConfigResource(ConfigResourceType.TOPIC, name, dict(config))
        for name, config in configs.items()
    ]
    responses = await admin.alter_configs(resources)
    refused = [
        f"{name}: {for_code(code).__name__} {why or ''}".rstrip()
        for response in responses
        for code, why, _, name in response.resources
        if code
    ]
    if refused:
        raise KafkaSetupError("the cluster refuses to change configs: " + "; ".join(refused))


def _topic_config(entries: Sequence[tuple[Any, ...]]) -> TopicConfig:
    in_force: dict[str, str] = {}
    own: dict[str, str] = {}
    for name, value, _read_only, source, *_ in entries:
        in_force[name] = value
        if source == _SET_FOR_TOPIC:
            own[name] = value
    return TopicConfig(in_force, own)
