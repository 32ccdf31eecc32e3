"""`wirewatch alerts route`: where a development would go, and why."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import typer

from alerts.config import read_alerts
from alerts.labels import CHOICES, NAMES, NUMBERS, group_labels, labels_of
from alerts.receivers.console import CONSOLE
from alerts.routes import NOBODY, Visit, to_everyone, walk
from alerts.silences import silenced_by
from alerts.store.silences import current_silences, find_development
from alerts.times import duration_text
from streams.errors import WirewatchError
from streams.wording import did_you_mean
from wirewatch.ledger import open_ledger
from wirewatch.topic_names import warn_of_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from alerts.grouping import Timing
    from alerts.labels import Labels
    from alerts.routes import Route, Step
    from alerts.store.store import Store
    from streams.settings import Settings

_WHY: Final = {
    Visit.HANDED_ON: "a route below takes it",
    Visit.NOT_FOR_CORROBORATIONS: 'does not ask for them by change="corroborated"',
    Visit.NOT_ASKED: "an earlier route took it and does not continue",
}


@dataclass(frozen=True)
class Way:
    """One node of the tree on a development's way; `when` is empty where it is not taken."""

    route: str
    depth: int
    receiver: str
    visit: Visit
    why: str = ""
    when: str = ""


@dataclass(frozen=True)
class RouteReport:
    """Where a development goes; `silenced` names the silence that holds it back."""

    labels: dict[str, list[str]]
    ways: list[Way]
    silenced: str = ""
    goes_to: list[str] = field(default_factory=list)


class NoSuchLabelError(WirewatchError):
    """A label on the command line can't be meant."""


def route_development(
    settings: Settings, alerts: Path, texts: Sequence[str], development: str | None
) -> RouteReport:
    """Where a development of the ledger goes, or one with these labels.

    Raises:
        ConfigError: notify would not start with the file.
        NoSuchLabelError: a label can't be meant, or the ledger has no such development.
    """
    with open_ledger(settings) as store:
        if development:
            labels = labels_in_ledger(store, development)
        else:
            labels = labels_from(texts)
            warn_of_unknown(settings, filter(None, labels["topic"]))
        return route_report(alerts, labels, store)


def labels_from(texts: Iterable[str]) -> Labels:
    """Labels as NAME=VALUE; what is not given is empty, and 0 for numbers.

    Raises:
        NoSuchLabelError: one is none, or its value can't be.
    """
    given: dict[str, list[str]] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in NAMES:
            raise NoSuchLabelError(f"no label {name!r}{did_you_mean(name, NAMES)}")
        if value not in CHOICES.get(name, (value,)) or (name in NUMBERS and not _number(value)):
            raise NoSuchLabelError(f"{name} is never {value!r}")
        given.setdefault(name, []).append(value)
    empty = dict.fromkeys(NAMES, ("",)) | dict.fromkeys(NUMBERS, ("0",))
    return empty | {name: tuple(values) for name, values in given.items()}


def labels_in_ledger(store: Store, development: str) -> Labels:
    """The labels of a development in the ledger, by its id or the beginning of it.

    Raises:
        NoSuchLabelError: it is not exactly one.
    """
    found = store.transact(find_development, development)
    if found is None:
        raise NoSuchLabelError(f"the ledger has not exactly one development {development!r}")
    return labels_of(found)


def route_report(alerts: Path, labels: Labels, store: Store) -> RouteReport:
    """The way of a development through the file's tree, as notify goes it.

    Args:
        alerts: the file.
        labels: the development's.
        store: the ledger, for its silences.

    Raises:
        ConfigError: notify would not start with the file.
    """
    now = datetime.now(UTC)
    config = read_alerts(alerts)
    in_use = {one.name for one in config.receivers} or {CONSOLE}
    root = (config.root if config.receivers else None) or to_everyone(sorted(in_use))
    idle = {one.name: one.reason for one in config.idle}
    ways = [_way(step, labels, idle, now) for step in walk(root, labels)]
    taken = [way.receiver for way in ways if way.visit is Visit.TAKEN and way.receiver in in_use]
    silence = silenced_by(store.transact(current_silences, now), labels, now)
    return RouteReport(
        labels={name: list(values) for name, values in labels.items()},
        ways=ways,
        silenced=f"{silence.id} ({silence.comment})" if silence else "",
        goes_to=[] if silence else taken,
    )


def print_route(report: RouteReport, *, as_json: bool) -> None:
    """Prints on standard output: the tree, then where it ends."""
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1))
        return
    for way in report.ways:
        said = "; ".join(filter(None, (way.why, way.when)))
        arrow = f" → {way.receiver}" if way.visit is Visit.TAKEN else ""
        typer.echo(f"{'  ' * way.depth}{way.route}: {way.visit}{arrow}{': ' if said else ''}{said}")
    if report.silenced:
        typer.echo(f"held back by silence {report.silenced}")
    typer.echo(f"goes to: {', '.join(report.goes_to) or 'nobody'}")


def _way(step: Step, labels: Labels, idle: Mapping[str, str], now: datetime) -> Way:
    route = step.route
    why = f"{step.failed} does not hold" if step.failed else _WHY.get(step.visit, "")
    when = ""
    if step.visit is Visit.TAKEN:
        why = f"not in use: {idle[route.receiver]}" if route.receiver in idle else ""
        sent = not why and route.receiver != NOBODY
        when = _when(route, labels, now) if sent else "kept, and sent to none"
    return Way(route.place, step.depth, route.receiver, step.visit, why, when)


def _when(route: Route, labels: Labels, now: datetime) -> str:
    muted = route.timing.schedule.why_muted(now)
    return _sending(route, labels, now) + (f"; nothing is sent now: {muted}" if muted else "")


def _sending(route: Route, labels: Labels, now: datetime) -> str:
    timing = route.timing
    if timing.digest:
        return f"in the digest of {timing.digest.next_after(now):%d %b %Y %H:%M} UTC"
    first = f"after {duration_text(timing.wait)}" if timing.wait else "at once"
    if route.group_by is None:
        return f"{first}, by itself"
    named = group_labels(labels, route.group_by)
    group = ", ".join(f"{name}={value}" for name, value in named.items()) or "all together"
    return f"{first} as the first of its group ({group}), else {_later(timing)}"


def _later(timing: Timing) -> str:
    if not timing.interval:
        return "as it comes"
    return f"with others at the next tick of {duration_text(timing.interval)}"


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
