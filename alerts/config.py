"""Reads `alerts.yaml`: receivers, and the routes that lead to them.

::

    receivers:
      - name: desk
        slack: {url_file: ../secrets/slack_url}
      - name: archive
        webhook: {url: "http://archive.example:8080/wirewatch"}
    route:
      receiver: desk
      routes:
        - matchers: ['topic="nk-troops"']
          receiver: archive
          continue: true
        - receiver: desk

docs/alerts.md has every key. A file without `route` sends everything to every receiver.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.config_check import Checked, check_sections
from alerts.findings import first_of, placed
from alerts.receivers.entry import Idle, ReceiverConfig
from streams.errors import ConfigError
from streams.yaml_tree import compose, plain, read_text

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from alerts.findings import Placed
    from alerts.routes import Route
    from streams.guard import Guard


@dataclass(frozen=True)
class AlertsConfig:
    """What `alerts.yaml` says.

    Attributes:
        receivers: those in use.
        idle: those that are not, with the reason.
        root: of the tree of routes; None where everything goes to every receiver.
        warnings: what can't be meant so, though notify starts with it.
    """

    receivers: tuple[ReceiverConfig, ...] = ()
    idle: tuple[Idle, ...] = ()
    root: Route | None = None
    warnings: tuple[Placed, ...] = ()


def read_alerts(
    path: Path, topics: Collection[str] | None = None, guard: Guard | None = None
) -> AlertsConfig:
    """What notify runs with.

    Args:
        path: of the file; paths in it are relative to its folder.
        topics: the ids of all topics; None where they are not known.
        guard: warns of receivers that it would never connect to.

    Raises:
        ConfigError: the first mistake, with the others. Never shows a secret.
    """
    checked, found = _examine(path, topics, guard)
    mistakes = [one for one in found if not one.warning]
    if mistakes:
        raise first_of(mistakes)
    return AlertsConfig(
        receivers=tuple(one for one in checked.receivers if isinstance(one, ReceiverConfig)),
        idle=tuple(one for one in checked.receivers if isinstance(one, Idle)),
        root=checked.root,
        warnings=tuple(found),
    )


def check_alerts(
    path: Path, topics: Collection[str] | None = None, guard: Guard | None = None
) -> list[Placed]:
    """Every mistake and every warning, in the order of the file; `guard` as for `read_alerts`.

    Raises:
        ConfigError: it can't be read as YAML at all.
    """
    return _examine(path, topics, guard)[1]


def _examine(
    path: Path, topics: Collection[str] | None, guard: Guard | None
) -> tuple[Checked, list[Placed]]:
    source, text = str(path), read_text(path)
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return Checked(), []
    tree = compose(source, text)
    data = plain(source, tree)
    if not isinstance(data, dict):
        raise ConfigError(source, "line 1", "must be a mapping of receivers and route")
    checked = check_sections(path, data, topics, guard)
    return checked, placed(source, tree, checked.findings)
