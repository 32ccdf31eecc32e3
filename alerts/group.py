"""What one notification tells of: developments that are sent together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streams.records import Development


@dataclass(frozen=True)
class Group:
    """Developments of one group, in the order in which they are told; at least one.

    Attributes:
        labels: what they were grouped by, as `topic` and `story`.
        developments: the developments.
        repeat: how often the same was sent before.
    """

    labels: Mapping[str, str]
    developments: tuple[Development, ...]
    repeat: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its developments."""
        return tuple(one.id for one in self.developments)

    @property
    def story(self) -> str:
        """The story that all of them are of; empty where they are of several."""
        stories = {one.story for one in self.developments}
        return stories.pop() if len(stories) == 1 else ""


def group_of(development: Development) -> Group:
    """The group of one development alone."""
    labels = {"topic": development.topic, "story": development.story}
    return Group(labels, (development,))
