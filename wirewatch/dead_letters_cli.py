"""The commands of `wirewatch dead-letters`.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.settings import Settings
    from wirewatch.dead_letters import Wanted

_FAILED = 1

dead_letters_app = typer.Typer(
    help="Look at the records that could not be read, and send them back.",
    no_args_is_help=True,
)

_Reason = Annotated[
    str, typer.Option("--reason", help="Those of this reason, such as not-json or failed.")
]
_Source = Annotated[
    str, typer.Option("--from", help="Those from this Kafka topic, such as articles.")
]


@dead_letters_app.command("list")
def list_letters(
    reason: _Reason = "",
    source: _Source = "",
    limit: Annotated[int, typer.Option(min=1, help="The latest so many.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """List dead letters, the latest last: place, reason, field and where each came from."""
    from wirewatch.dead_letters import Wanted, find_letters
    from wirewatch.dead_letters_page import print_letters

    letters = asyncio.run(find_letters(_settings(), Wanted(reason=reason, source=source)))
    print_letters(letters[-limit:], len(letters), as_json=as_json)


@dead_letters_app.command("show")
def show_letter(
    place: Annotated[str, typer.Argument(help="partition:offset, as `list` names it.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="The record's bytes alone, as they came.")
    ] = False,
) -> None:
    """Show a dead letter: why it is one, where it came from, its headers and its bytes."""
    from wirewatch.dead_letters import Wanted, find_letters
    from wirewatch.dead_letters_page import print_letter

    (letter,) = asyncio.run(find_letters(_settings(), Wanted(places=[place])))
    print_letter(letter, raw=raw)


@dead_letters_app.command("requeue")
def requeue_letters(
    places: Annotated[
        list[str] | None, typer.Argument(help="partition:offset, one or more.", metavar="PLACE")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that fit the options.")] = False,
    reason: _Reason = "",
    source: _Source = "",
) -> None:
    """Send dead letters back to the Kafka topics that they came from, to be read again.

    A dead letter stays in its Kafka topic until retention deletes it. What was decided meanwhile
    is known by its id: sending it back twice does no harm. With --all a record goes once, however
    often it failed, and those that were cut are named and left out.
    """
    from wirewatch.dead_letters import Wanted

    if bool(places) == everything:
        raise typer.BadParameter("name places, or give --all")
    typer.echo(_requeued(_settings(), Wanted(places or (), reason, source)))


def _requeued(settings: "Settings", wanted: "Wanted") -> str:
    from wirewatch.dead_letters import find_letters, requeue, sendable

    async def send_back() -> int:
        letters = await find_letters(settings, wanted)
        if not wanted.places:
            letters, unfit = sendable(settings, letters)
            for reason in unfit:
                typer.echo(f"left out: {reason}", err=True)
        await requeue(settings, letters)
        return len(letters)

    return f"requeued {asyncio.run(send_back())}"


def _settings() -> "Settings":
    from streams.logs import configure_logging
    from streams.settings import read_settings

    settings = read_settings()
    configure_logging(settings, role="dead-letters")
    return settings
