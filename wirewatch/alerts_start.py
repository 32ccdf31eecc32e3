"""What notify can't check by itself before it starts: the topics that alerts.yaml names.

Without the packages that read topics in earnest: notify has no other use for them, and they take
as long to load as all the rest of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.config import read_alerts
from streams.yaml_tree import compose, plain, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings


def check_alerts_before_start(settings: Settings) -> None:
    """Compares the topics that alerts.yaml names with those there are.

    Raises:
        ConfigError: alerts.yaml is wrong, or the topics are not YAML.
    """
    known = topic_ids(settings.topics) if settings.topics.exists() else None
    read_alerts(settings.alerts, known)


def topic_ids(topics: Path) -> list[str]:
    """The ids in a topics file; what is wrong with it otherwise, classify says."""
    items = plain(str(topics), compose(str(topics), read_text(topics)))
    return [str(item.get("id", "")) for item in items if isinstance(item, dict)]
