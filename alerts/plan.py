"""What notify runs with: the tree of routes and the receivers that are in use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from alerts.labels import group_labels, labels_of
from alerts.routes import all_routes, asks_for_corroborations, taken_by, to_everyone
from streams.records import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from alerts.labels import Labels
    from alerts.receivers.receiver import Receiver
    from alerts.routes import Route
    from streams.records import Development


@dataclass(frozen=True)
class Join:
    """A development that a route took, with the group that it joins there."""

    development: Development
    route: Route
    labels: Labels
    group: Mapping[str, str]

    @cached_property
    def key(self) -> str:
        """Names the group in the ledger."""
        parts = [part for pair in sorted(self.group.items()) for part in pair]
        alone = [self.development.id] if self.route.group_by is None else []
        return digest("group", self.route.key, *parts, *alone)

    def leaves_no_trace(self, now: datetime) -> bool:
        """Whether it is sent alone and at once, so that there is nothing to remember."""
        timing = self.route.timing
        held_back = timing.wait or timing.digest or timing.repeat or timing.schedule.why_muted(now)
        return self.route.group_by is None and not held_back


@dataclass(frozen=True)
class Plan:
    """Where developments go.

    Attributes:
        root: of the tree of routes.
        receivers: by name; a route to another one sends nothing.
    """

    root: Route
    receivers: Mapping[str, Receiver]

    @cached_property
    def routes(self) -> Mapping[str, Route]:
        """All routes by their keys."""
        return {route.key: route for route in all_routes(self.root)}

    @cached_property
    def wants_corroborations(self) -> bool:
        """Whether a route asks for them."""
        return any(asks_for_corroborations(route.matchers) for route in self.routes.values())

    def joins(self, development: Development) -> list[Join]:
        """The groups that a development joins, where their receivers are in use."""
        labels = labels_of(development)
        return [
            Join(development, route, labels, _group(route, labels))
            for route in taken_by(self.root, labels)
            if route.receiver in self.receivers
        ]


def plan_of(receivers: Iterable[Receiver], root: Route | None = None) -> Plan:
    """Without a tree everything goes to every receiver."""
    by_name = {receiver.name: receiver for receiver in receivers}
    return Plan(root or to_everyone(by_name), by_name)


def _group(route: Route, labels: Labels) -> dict[str, str]:
    """Grouping off, a notification still names its topic and story."""
    return group_labels(labels, ("topic", "story") if route.group_by is None else route.group_by)
