"""The ledger as commands open it: whoever names a wrong path is told so."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import typer
from pydantic import SecretStr

from alerts.store.database import missing_file
from alerts.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streams.settings import Settings

_IN_MEMORY: Final = SecretStr("sqlite://")


@contextmanager
def open_ledger(settings: Settings, *, makes: bool = False) -> Iterator[Store]:
    """The ledger of the settings; where there is none yet, that is said on standard error.

    Args:
        settings: where it is.
        makes: makes one there. Else an empty one is read in its place, and nothing is left behind:
            the next command would find a ledger there, and nobody would notice.
    """
    missing = missing_file(settings)
    if missing:
        typer.echo(
            f"there is no ledger at {missing} yet{', so it is made' if makes else ''}", err=True
        )
    if missing and not makes:
        settings = settings.model_copy(update={"database_url": _IN_MEMORY})
    store = Store.open(settings)
    try:
        yield store
    finally:
        store.close()
