"""`wirewatch alerts check`: what is wrong with alerts.yaml, for people and for machines."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from agents.topics.definitions import load_topics
from alerts.config import check_alerts
from alerts.notify import guard_of
from streams.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from alerts.findings import Placed
    from streams.settings import Settings

_WARNED = 1
_MISCONFIGURED = 2


@dataclass(frozen=True)
class CheckReport:
    """All that is said of the file; `topics_unknown` says why topic ids were not compared."""

    file: str
    findings: list[Placed]
    topics_unknown: str = ""

    @property
    def exit_code(self) -> int:
        """0 where there is nothing to say, 1 for warnings, 2 for mistakes."""
        if any(not one.warning for one in self.findings):
            return _MISCONFIGURED
        return _WARNED if self.findings else 0


def check_file(settings: Settings, alerts: Path) -> CheckReport:
    """Checks the file, with the topics of the settings where they can be read.

    Raises:
        ConfigError: it can't be read as YAML at all.
    """
    guard = guard_of(settings)
    try:
        topics = load_topics(settings.topics).by_id
    except ConfigError as error:
        return CheckReport(str(alerts), check_alerts(alerts, guard=guard), str(error))
    return CheckReport(str(alerts), check_alerts(alerts, topics, guard))


def print_check(report: CheckReport, *, as_json: bool) -> None:
    """Prints on standard output; a line begins with file and line, as compilers' do."""
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=1))
        return
    for one in report.findings:
        place = f"{one.file}:{one.line}: {'warning: ' if one.warning else ''}"
        typer.echo(f"{place}{one.field}: {one.reason}")
    if report.topics_unknown:
        typer.echo(f"topic ids were not compared: {report.topics_unknown}")
    if not report.findings:
        typer.echo(f"{report.file}: nothing to mend")
