"""Checks the sections of `alerts.yaml`, each for all of its mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter, ValidationError

from alerts.digests import Digest
from alerts.findings import Finding
from alerts.mute import Named, TimeInterval, TimesOfDay
from alerts.receiver_check import RECEIVERS, ReceiverEntry, check_receivers, doubled
from alerts.route_check import route_findings
from alerts.route_config import NamedIntervals, RouteEntry, build
from streams.wording import did_you_mean, in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from alerts.receivers.entry import Idle, ReceiverConfig
    from alerts.routes import Route
    from streams.guard import Guard

INTERVALS: Final = "time_intervals"
ROUTE: Final = "route"
_SECTIONS: Final[Mapping[str, TypeAdapter[Any]]] = {
    RECEIVERS: TypeAdapter(list[ReceiverEntry]),
    INTERVALS: TypeAdapter(list[NamedIntervals]),
    ROUTE: TypeAdapter(RouteEntry),
}
_MODELS: Final = (NamedIntervals, RouteEntry, TimeInterval, TimesOfDay, Digest)
_KEYS: Final = sorted(
    {field.alias or name for model in _MODELS for name, field in model.model_fields.items()}
)


@dataclass(frozen=True)
class Checked:
    """What could be read, and what is wrong with the rest."""

    receivers: tuple[ReceiverConfig | Idle, ...] = ()
    root: Route | None = None
    findings: tuple[Finding, ...] = ()


def check_sections(
    path: Path,
    data: Mapping[str, Any],
    topics: Collection[str] | None,
    guard: Guard | None = None,
) -> Checked:
    """Reads all sections of the file at `path`."""
    findings = [
        Finding((key,), f"no such key{did_you_mean(key, _SECTIONS)}")
        for key in data
        if key not in _SECTIONS
    ]
    sections = {name: _section(name, data, findings) for name in _SECTIONS}
    receivers, names = check_receivers(path, data.get(RECEIVERS, []), findings, guard)
    intervals = _intervals(sections[INTERVALS] or (), findings)
    entry = sections[ROUTE]
    root = None if entry is None else build(entry, intervals)
    if entry is not None and root is not None:
        findings += route_findings(entry, root, names, intervals, topics)
    return Checked(tuple(receivers), root, tuple(findings))


def _section(name: str, data: Mapping[str, Any], findings: list[Finding]) -> Any:
    if name not in data:
        return None
    try:
        return _SECTIONS[name].validate_python(data[name])
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False, include_input=False):
            near = ""
            if each["type"] == "extra_forbidden":
                near = did_you_mean(str(each["loc"][-1]), _KEYS)
            findings.append(Finding((name, *each["loc"]), in_words(each) + near))
        return None


def _intervals(entries: Sequence[NamedIntervals], findings: list[Finding]) -> dict[str, Named]:
    names = [entry.name for entry in entries]
    findings += doubled(INTERVALS, names, "time interval")
    return {entry.name: Named(entry.name, entry.time_intervals) for entry in entries}
