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
    """

    labels: Mapping[str, str]
    developments: tuple[Development, ...]

    @property
    def story(self) -> str:
        """The story that all of them are of; empty where they are of several."""
        stories = {one.story for one in self.developments}
        return stories.pop() if len(stories) == 1 else ""


def group_of(development: Development) -> Group:
    """The group of one development alone."""
    labels = {"topic": development.topic, "story": development.story}
    return Group(labels, (development,))
