"""`wirewatch verdicts`: why an article alerted or not.

There is no `from __future__ import annotations`, since typer reads the annotations when it runs.
"""

# ruff: noqa: PLC0415 - imports stand inside the commands, so that help and completion are quick

from typing import Annotated

import typer

verdicts_app = typer.Typer()


@verdicts_app.command("verdicts")
def verdicts(
    article: Annotated[str, typer.Argument(help="An article's id.")],
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Show why an article alerted or not: the ledger's verdicts on it, one for each topic."""
    from streams.settings import read_settings
    from wirewatch.verdicts import print_verdicts

    print_verdicts(read_settings(), article, as_json=as_json)
