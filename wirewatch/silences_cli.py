"""The commands of `wirewatch silences`.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

import getpass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from alerts.store.store import Store

silences_app = typer.Typer(
    help="Hold developments back for a time; they are kept and can be seen.",
    no_args_is_help=True,
)

_Json = Annotated[bool, typer.Option("--json", help="For machines.")]
_Id = Annotated[str, typer.Argument(help="Its id, or four characters of it or more.")]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("is no moment such as 2026-11-27T08:00+02:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _duration(text: str) -> timedelta:
    from alerts.times import duration

    try:
        return duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


@silences_app.command("add")
def add(
    matchers: Annotated[
        list[str],
        typer.Argument(help="What is held back, as topic=nk-troops.", metavar="MATCHER..."),
    ],
    *,
    comment: Annotated[str, typer.Option(help="Why.")],
    start: Annotated[
        datetime | None,
        typer.Option(
            "--from", parser=_moment, metavar="MOMENT", help="Else now; in UTC if without zone."
        ),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", parser=_moment, metavar="MOMENT", help="Its end.")
    ] = None,
    lasting: Annotated[
        timedelta | None,
        typer.Option("--for", parser=_duration, metavar="TIME", help="In its place, as 2h."),
    ] = None,
    author: Annotated[str | None, typer.Option(help="Who; else the user that runs it.")] = None,
) -> None:
    """Hold back what matches, from now or a moment on; prints the silence's id."""
    from alerts.matchers import named
    from streams.settings import read_settings
    from wirewatch import silences
    from wirewatch.ledger import open_ledger
    from wirewatch.topic_names import warn_of_unknown

    who = author or getpass.getuser()
    wanted = silences.Wanted(matchers, who, comment, start, until, lasting)
    settings = read_settings()
    with open_ledger(settings, makes=True) as store:
        silence = silences.add(store, wanted, datetime.now(UTC))
    warn_of_unknown(settings, named("topic", silence.matchers))
    typer.echo(silence.id)


@silences_app.command("list")
def list_(
    expired: Annotated[bool, typer.Option("--expired", help="Also those that are over.")] = False,
    as_json: _Json = False,
) -> None:
    """List silences, with how many developments each held back."""
    from wirewatch import silences

    with _ledger() as store:
        found = silences.list_silences(store, datetime.now(UTC), expired=expired)
    silences.print_silences(found, as_json=as_json)


@silences_app.command("show")
def show(silence: _Id, as_json: _Json = False) -> None:
    """Show a silence with what it held back."""
    from wirewatch import silences

    with _ledger() as store:
        found = silences.show(store, silence, datetime.now(UTC))
    silences.print_silence(found, as_json=as_json)


@silences_app.command("expire")
def expire(silence: _Id) -> None:
    """End a silence now. What it held back stays back."""
    from wirewatch import silences

    with _ledger() as store:
        typer.echo(f"{silences.expire(store, silence, datetime.now(UTC)).id} expired")


def _ledger() -> "AbstractContextManager[Store]":
    from streams.settings import read_settings
    from wirewatch.ledger import open_ledger

    return open_ledger(read_settings())
