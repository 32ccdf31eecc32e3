"""The commands of `wirewatch alerts`.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

from enum import StrEnum
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


class State(StrEnum):
    """Where a notification stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


_Id = Annotated[str, typer.Argument(help="A notification's id, or its beginning.")]


@alerts_app.command("list")
def list_(
    receiver: Annotated[str | None, typer.Option(help="Of this receiver alone.")] = None,
    state: Annotated[State | None, typer.Option(help="Of this state alone.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="How many at most.")] = 50,
    silenced: Annotated[
        bool, typer.Option("--silenced", help="In their place, developments that were held back.")
    ] = False,
    as_json: _Json = False,
) -> None:
    """List the newest notifications and what became of them."""
    from streams.settings import read_settings
    from wirewatch.alerts_ledger import print_list, print_silenced

    settings = read_settings()
    if silenced and state:
        raise typer.BadParameter("what was silenced is no notification, and has no state")
    if silenced:
        print_silenced(settings, most, receiver, as_json=as_json)
    else:
        print_list(settings, most, receiver, state, as_json=as_json)


@alerts_app.command("show")
def show(notification: _Id, as_json: _Json = False) -> None:
    """Show a notification: its attempts with their replies, and its body."""
    from streams.settings import read_settings
    from wirewatch.alerts_ledger import print_one

    print_one(read_settings(), notification, as_json=as_json)


@alerts_app.command("redeliver")
def redeliver(notification: _Id) -> None:
    """Send a notification again that was delivered or is dead: the same id, the same bytes."""
    from streams.settings import read_settings
    from wirewatch.alerts_ledger import redeliver_one

    redeliver_one(read_settings(), notification)


@alerts_app.command("switch-on")
def switch_on(receiver: Annotated[str, typer.Argument(help="A receiver's name.")]) -> None:
    """Serve a receiver again that said it was gone (410), or that failed for long."""
    from streams.settings import read_settings
    from wirewatch.alerts_ledger import switch_on_one

    switch_on_one(read_settings(), receiver)


@alerts_app.command("test")
def send_test(
    receiver: Annotated[
        str | None, typer.Argument(help="A receiver's name; all of them without it.")
    ] = None,
) -> None:
    """Send a notification that says it is a test, and show the answers; 1 where one failed."""
    from streams.settings import read_settings
    from wirewatch.alerts_ledger import try_receivers

    raise typer.Exit(0 if try_receivers(read_settings(), receiver) else 1)
