"""What sets two versions of a topics file apart, topic by topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents.topics.definitions import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agents.topics.definitions import TopicSet


@dataclass(frozen=True)
class Difference:
    """Ids of topics; of those in both versions the fields that differ, by topic.

    `aliases` tells whether other names stand for each other.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    aliases: bool = False

    def as_fields(self) -> dict[str, Any]:
        """What there is to say of it, for a log."""
        found = {
            "added": self.added,
            "removed": self.removed,
            "changed": self.changed,
            "aliases": self.aliases,
        }
        return {name: value for name, value in found.items() if value}


def difference(before: TopicSet, after: TopicSet) -> Difference:
    """What a newer version adds, drops and changes."""
    changed = {
        topic.id: _fields(before.by_id[topic.id], topic)
        for topic in after.topics
        if topic.id in before.by_id
    }
    return Difference(
        added=tuple(topic.id for topic in after.topics if topic.id not in before.by_id),
        removed=tuple(topic.id for topic in before.topics if topic.id not in after.by_id),
        changed={topic: fields for topic, fields in changed.items() if fields},
        aliases=before.aliases != after.aliases,
    )


def _fields(one: Topic, other: Topic) -> tuple[str, ...]:
    return tuple(name for name in Topic.model_fields if getattr(one, name) != getattr(other, name))
