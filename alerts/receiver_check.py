"""Checks the receivers of `alerts.yaml`; what a kind can be told, its own module says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from alerts.address_check import address_findings
from alerts.findings import Finding
from alerts.receivers.console import CONSOLE
from alerts.receivers.entry import ReceiverConfig, read_receiver
from alerts.receivers.options import secret_fields
from alerts.receivers.registry import KINDS
from alerts.routes import NOBODY
from streams.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from alerts.receivers.entry import Idle
    from streams.guard import Guard

RECEIVERS: Final = "receivers"
_RESERVED: Final = {
    CONSOLE: "is the name of alerts that are printed",
    NOBODY: "is the name for alerts that go to nobody",
}


class ReceiverEntry(BaseModel):
    """An entry of `receivers`; the key beside its name is its kind."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=100)]


def check_receivers(
    path: Path, entries: Any, findings: list[Finding], guard: Guard | None = None
) -> tuple[list[ReceiverConfig | Idle], list[str]]:
    """The receivers, and the names of all; what is wrong is added to the findings.

    With a guard, also receivers that it would refuse to connect to.
    """
    found, names = [], []
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        if not isinstance(entry, dict):
            continue  # the section's own mistake
        name = str(entry.get("name", ""))
        names.append(name)
        told = {key: value for key, value in entry.items() if key != "name"}
        findings += _in_the_clear(index, told)
        try:
            read = read_receiver(path, f"{RECEIVERS}.{index}", name, told)
        except ConfigError as error:
            findings += [_finding(each) for each in (error, *error.others)]
            continue
        found.append(read)
        if guard and isinstance(read, ReceiverConfig):
            ((kind, options),) = told.items()
            place = (RECEIVERS, index, kind)
            findings += address_findings(place, read.options, options, guard)
    findings += _names(names)
    return found, names


def doubled(section: str, names: Sequence[str], what: str) -> Iterator[Finding]:
    """Names that stand twice in a section."""
    for index, name in enumerate(names):
        if name and name in names[:index]:
            yield Finding((section, index, "name"), f"'{name}' is the name of another {what}")


def _names(names: Sequence[str]) -> Iterator[Finding]:
    yield from doubled(RECEIVERS, names, "receiver")
    for index, name in enumerate(names):
        if name in _RESERVED:
            yield Finding((RECEIVERS, index, "name"), f"'{name}' {_RESERVED[name]}")


def _in_the_clear(index: int, told: Mapping[str, Any]) -> Iterator[Finding]:
    for kind, options in told.items():
        if kind not in KINDS or not isinstance(options, dict):
            continue
        for secret in sorted(secret_fields(KINDS[kind].options) & options.keys()):
            reason = f"is a secret in the clear: put it into a file, and name that as {secret}_file"
            yield Finding((RECEIVERS, index, kind, secret), reason, warning=True)


def _finding(error: ConfigError) -> Finding:
    steps = error.field.split(".")
    return Finding(tuple(int(s) if s.isdecimal() else s for s in steps), error.reason)
