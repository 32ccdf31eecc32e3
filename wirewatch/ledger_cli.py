"""The commands of `wirewatch ledger`.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

import asyncio
from contextlib import closing

import typer

ledger_app = typer.Typer(help="Look after the ledger of alerts.", no_args_is_help=True)


@ledger_app.callback()
def _root() -> None:
    pass


@ledger_app.command("rebuild")
def rebuild() -> None:
    """Read in all that Kafka knows went out, so that none of it is sent again; notify is stopped.

    notify does the same at its start, from where it stopped reading; this reads from the beginning.
    """
    from alerts.recall import recall_deliveries
    from alerts.store.recalled import forget_reading
    from alerts.store.store import Store
    from wirewatch.cli_settings import settings_of

    settings = settings_of("ledger")
    with closing(Store.open(settings)) as store:
        store.appear(())
        store.transact(forget_reading)
        count = asyncio.run(recall_deliveries(settings, store))
    typer.echo(f"{count} notifications that have ended were not known to have")
