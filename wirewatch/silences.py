"""`wirewatch silences`: what is made, listed, shown and ended."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.matchers import MatcherError
from alerts.render import alert_text, clean, moment_text
from alerts.silences import Silence, SilenceState, silence_matchers
from alerts.store.silences import add_silence, all_silences, expire_silence, names, withheld
from streams.errors import WirewatchError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.store.silences import Withheld
    from alerts.store.store import Store

_MOST_SHOWN = 100


class SilenceError(WirewatchError):
    """A silence can't be made, or there is none of that id."""


@dataclass(frozen=True)
class Wanted:
    """A silence as somebody asks for it; `until` wins over `lasting`."""

    matchers: Sequence[str]
    author: str
    comment: str
    start: datetime | None = None
    until: datetime | None = None
    lasting: timedelta | None = None


def add(store: Store, wanted: Wanted, now: datetime) -> Silence:
    """Makes a silence.

    Raises:
        SilenceError: a matcher can't be read, it would end before it begins or now, or no calendar
            has its moments.
    """
    try:
        matchers = silence_matchers(wanted.matchers)
    except MatcherError as error:
        raise SilenceError(f"matchers: {error}") from None
    start, end = _span(wanted, now)
    if end <= max(start, now):
        raise SilenceError("needs --until or --for, later than now and than --from")
    silence = Silence(secrets.token_hex(4), matchers, start, end, wanted.author, wanted.comment)
    store.transact(add_silence, silence)
    return silence


def _span(wanted: Wanted, now: datetime) -> tuple[datetime, datetime]:
    """From when until when, in UTC, as it is kept."""
    try:
        start = (wanted.start or now).astimezone(UTC)
        end = wanted.until or start + (wanted.lasting or timedelta())
        return start, end.astimezone(UTC)
    except OverflowError:
        raise SilenceError("has to begin and to end within the years 1 to 9999 (UTC)") from None


def expire(store: Store, silence: str, now: datetime) -> Silence:
    """Ends a silence now, by the beginning of its id.

    Raises:
        SilenceError: there is not exactly one.
    """
    ended = store.transact(expire_silence, silence, now)
    if ended is None:
        raise SilenceError(f"there is not exactly one silence {silence!r}")
    return ended


def list_silences(store: Store, now: datetime, *, expired: bool) -> list[dict[str, Any]]:
    """Silences that hold or will, and those that are over where `expired` asks for them."""
    return [
        _as_data(silence, now) | {"held_back": count}
        for silence, count in store.transact(all_silences)
        if expired or silence.state(now) is not SilenceState.EXPIRED
    ]


def show(store: Store, silence: str, now: datetime) -> dict[str, Any]:
    """A silence with what it held back, newest first, a hundred at most.

    Raises:
        SilenceError: there is not exactly one.
    """
    rows = store.transact(all_silences)
    found = [(one, count) for one, count in rows if names(silence, one.id)]
    if len(found) != 1:
        raise SilenceError(f"there is not exactly one silence {silence!r}")
    ((one, count),) = found
    kept = store.transact(withheld, _MOST_SHOWN, one.id)
    return _as_data(one, now) | {
        "held_back": count,
        "developments": [_as_row(row) for row in kept],
    }


def print_silences(silences: list[dict[str, Any]], *, as_json: bool) -> None:
    """Prints on standard output."""
    if as_json:
        _print_json(silences)
        return
    table = Table("id", "state", "matchers", "from, until (UTC)", "author, comment", "held back")
    for one in silences:
        table.add_row(
            one["id"],
            one["state"],
            Text("\n".join(one["matchers"])),
            f"{moment_text(one['starts_at'])}\n{moment_text(one['ends_at'])}",
            Text(f"{clean(one['author'])}\n{clean(one['comment'])}"),
            str(one["held_back"]),
        )
    if silences:
        Console().print(table)
    else:
        typer.echo("no silences")


def print_silence(silence: dict[str, Any], *, as_json: bool) -> None:
    """Prints one, with what it held back."""
    if as_json:
        _print_json(silence)
        return
    print_silences([silence], as_json=False)
    for one in silence["developments"]:
        typer.echo(f"{moment_text(one['at'])} → {one['receiver']}: {one['says']}")
        typer.echo(f"  {one['development']}")


def _as_data(silence: Silence, now: datetime) -> dict[str, Any]:
    return asdict(silence) | {
        "state": silence.state(now).value,
        "matchers": [str(matcher) for matcher in silence.matchers],
    }


def _as_row(row: Withheld) -> dict[str, Any]:
    return {
        "development": row.development.id,
        "receiver": row.receiver,
        "at": row.at,
        "says": alert_text(row.development).first_line,
    }


def _print_json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=_moment))


def _moment(value: datetime) -> str:
    return value.isoformat()
