"""The commands of `wirewatch alerts`.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

from pathlib import Path
from typing import Annotated

import typer

alerts_app = typer.Typer(help="Where alerts go, and what became of them.", no_args_is_help=True)

_Json = Annotated[bool, typer.Option("--json", help="For machines.")]
_Alerts = Annotated[
    Path | None,
    typer.Option("--alerts", help="The file; else that of WIREWATCH_ALERTS.", dir_okay=False),
]


@alerts_app.command("check")
def check(alerts: _Alerts = None, as_json: _Json = False) -> None:
    """Say everything that is wrong with alerts.yaml, each with line and field.

    Exit code 0: nothing; 1: warnings; 2: notify would not start with it.
    """
    from streams.settings import read_settings
    from wirewatch.alerts_check import check_file, print_check

    settings = read_settings()
    report = check_file(settings, alerts or settings.alerts)
    print_check(report, as_json=as_json)
    raise typer.Exit(report.exit_code)


@alerts_app.command("route")
def route(
    labels: Annotated[
        list[str] | None,
        typer.Argument(help="What a development has, as topic=nk-troops.", metavar="NAME=VALUE"),
    ] = None,
    development: Annotated[
        str | None, typer.Option("--id", help="A development in the ledger, in their place.")
    ] = None,
    alerts: _Alerts = None,
    as_json: _Json = False,
) -> None:
    """Say where a development would go, and why."""
    from streams.settings import read_settings
    from wirewatch.alerts_route import print_route, route_development

    settings = read_settings()
    report = route_development(settings, alerts or settings.alerts, labels or [], development)
    print_route(report, as_json=as_json)
