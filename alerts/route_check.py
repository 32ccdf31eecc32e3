"""Checks what the routes of `alerts.yaml` name, and whether anything can reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts.findings import Finding
from alerts.matchers import named
from alerts.reach import unreachable
from alerts.receiver_check import RECEIVERS
from alerts.route_config import unknown_names
from alerts.routes import NOBODY, all_routes
from streams.languages import code_meant, is_code
from streams.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from alerts.mute import Named
    from alerts.route_config import RouteEntry
    from alerts.routes import Route

_ROOT: Final = "route"
_NOT_AT_THE_ROOT: Final = ("matchers", "continues", "mute_time_intervals", "active_time_intervals")


def route_findings(
    entry: RouteEntry,
    root: Route,
    receivers: Sequence[str],
    intervals: Mapping[str, Named],
    topics: Collection[str] | None,
) -> Iterator[Finding]:
    """All that is wrong with a tree.

    Args:
        entry: its root as it is written.
        root: its root with all that is inherited.
        receivers: the names of all receivers.
        intervals: the time intervals by name.
        topics: the ids of all topics, where they are known.
    """
    yield from _root(entry)
    for path, what, name, known in unknown_names(entry, (*receivers, NOBODY), intervals):
        yield Finding(path, f"no {what} {name!r}{did_you_mean(name, known)}")
    for route, reason in unreachable(root, topics):
        yield Finding(_path(route), reason)
    yield from _nothing_left(root)
    yield from _languages(root)
    if topics is not None:
        yield from _topics(root, topics)
    used = {route.receiver for route in all_routes(root)}
    for index, name in enumerate(receivers):
        if name not in used:
            yield Finding((RECEIVERS, index, "name"), "no route leads to it", warning=True)


def _root(entry: RouteEntry) -> Iterator[Finding]:
    if entry.receiver is None:
        yield Finding((_ROOT,), f"needs a receiver for what no route takes; '{NOBODY}' is one")
    for field in _NOT_AT_THE_ROOT:
        if getattr(entry, field):
            name = type(entry).model_fields[field].alias or field
            yield Finding(
                (_ROOT, name), "the root takes everything; it belongs to one of its routes"
            )


def _nothing_left(root: Route) -> Iterator[Finding]:
    """A child that copies everything leaves nothing for its parent's own receiver: a known trap."""
    for route in all_routes(root):
        everything = [child for child in route.routes if not child.matchers]
        if everything and everything[-1].continues:
            reason = f"takes everything, so nothing is left for '{route.receiver}' where no route "
            reason += "behind this one takes it; end with a route that takes the rest"
            yield Finding(_path(everything[-1]), reason, warning=True)


def _topics(root: Route, topics: Collection[str]) -> Iterator[Finding]:
    for route in all_routes(root):
        for topic in named("topic", route.matchers):
            if topic not in topics:
                near = did_you_mean(topic, topics)
                yield Finding((*_path(route), "matchers"), f"no topic {topic!r}{near}")


def _languages(root: Route) -> Iterator[Finding]:
    """What is no code is compared all the same: a publisher may have given it with an article."""
    for route in all_routes(root):
        for language in named("language", route.matchers):
            if language and not is_code(language):
                reason = f"languages are known by their codes, and {language!r} is none"
                reason += code_meant(language)
                yield Finding((*_path(route), "matchers"), reason, warning=True)


def _path(route: Route) -> tuple[int | str, ...]:
    return tuple(int(step) if step.isdecimal() else step for step in route.place.split("."))
