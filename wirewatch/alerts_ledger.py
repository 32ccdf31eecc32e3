"""`wirewatch alerts list|show|redeliver|switch-on|test`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.address_check import REMEDIES
from alerts.config import read_alerts
from alerts.notify import guard_of
from alerts.outbox import notification_of
from alerts.receivers.outcome import OutcomeReason
from alerts.receivers.registry import build_receivers
from alerts.render import alert_text
from alerts.sample import sample_group
from alerts.store.ledger import LedgerError, entries, redeliver, switch_on, whole
from alerts.store.silences import withheld
from streams.http import HttpClient
from streams.records import DeliveryState
from wirewatch.ledger import open_ledger
from wirewatch.topics_text import shown

if TYPE_CHECKING:
    from alerts.receivers.receiver import Attempt
    from alerts.store.ledger import Entry
    from alerts.store.silences import Withheld
    from streams.settings import Settings

_ID_LENGTH = 12


def print_list(
    settings: Settings, most: int, receiver: str | None, state: str | None, *, as_json: bool
) -> None:
    """The newest notifications."""
    with open_ledger(settings) as store:
        wanted = DeliveryState(state) if state else None
        found = store.transact(entries, most, receiver=receiver, state=wanted)
    if as_json:
        _print_json([asdict(entry) for entry in found])
        return
    table = Table("id", "receiver", "state", "attempts", "came", "reason", box=None)
    for entry in found:
        table.add_row(*map(Text, _row(entry)))
    Console().print(table)


def print_silenced(settings: Settings, most: int, receiver: str | None, *, as_json: bool) -> None:
    """The newest developments that a silence, or a receiver that is gone, held back."""
    with open_ledger(settings) as store:
        found = store.transact(withheld, most, receiver=receiver)
    rows = [_held_back(one) for one in found]
    if as_json:
        _print_json(rows)
        return
    table = Table("development", "for", "why", "at", "what it says", box=None)
    for row in rows:
        why = " ".join(filter(None, (row["reason"], row["silence"])))
        cells = row["development"][:_ID_LENGTH], row["receiver"], why, _shown(row["at"])
        table.add_row(*map(Text, (*cells, row["says"])))
    Console().print(table)


def print_one(settings: Settings, beginning: str, *, as_json: bool) -> None:
    """A notification with its attempts and its body."""
    with open_ledger(settings) as store:
        found = store.transact(whole, beginning)
    body = found.body.decode("utf-8", "replace")
    if as_json:
        attempts = [asdict(one) for one in found.attempts]
        _print_json(asdict(found.entry) | {"tried": attempts, "body": body})
        return
    for name, value in asdict(found.entry).items():
        typer.echo(f"{name:<16} {_shown(value)}")
    for one in found.attempts:
        status = "" if one.status is None else f" {one.status}"
        typer.echo(f"attempt          {_shown(one.at)} {one.outcome}{status} {one.reply!r}")
    # An article's words stand in it, and whoever wrote them does not write to this terminal.
    typer.echo("\n" + "\n".join(map(shown, body.split("\n"))))


def redeliver_one(settings: Settings, beginning: str) -> None:
    """Has a notification sent again by notify."""
    with open_ledger(settings) as store:
        entry = store.transact(redeliver, beginning, datetime.now(UTC))
    typer.echo(f"{entry.id} goes to {entry.receiver} again, with the same id and the same bytes")


def switch_on_one(settings: Settings, receiver: str) -> None:
    """Has a receiver served again."""
    with open_ledger(settings) as store:
        store.transact(switch_on, receiver)
    typer.echo(f"{receiver} is served again")


def try_receivers(settings: Settings, receiver: str | None) -> bool:
    """Sends a test to one receiver or to all; whether all took it.

    Raises:
        LedgerError: there is no receiver of this name.
    """
    attempts = asyncio.run(_test(settings, receiver))
    for name, attempt in attempts.items():
        status = "" if attempt.status is None else f" {attempt.status}"
        reply = f" {attempt.reply!r}" if attempt.reply else ""
        remedy = REMEDIES.get(attempt.outcome.reason, "")
        hint = f": {remedy}" if remedy else ""
        typer.echo(f"{name:<20} {attempt.outcome.reason}{status}{reply}{hint}")
    return all(one.outcome.reason is OutcomeReason.DELIVERED for one in attempts.values())


async def _test(settings: Settings, receiver: str | None) -> dict[str, Attempt]:
    now = datetime.now(UTC)
    async with HttpClient(guard_of(settings)) as http:
        receivers = build_receivers(read_alerts(settings.alerts).receivers, http)
        chosen = [one for one in receivers if receiver in {None, one.name}]
        if not chosen:
            raise LedgerError(f"there is no receiver '{receiver}' in use")
        return {
            one.name: await one.send(notification_of(sample_group(now), one), now) for one in chosen
        }


def _held_back(one: Withheld) -> dict[str, Any]:
    return {
        "development": one.development.id,
        "receiver": one.receiver,
        "reason": one.reason.value,
        "silence": one.silence,
        "at": one.at,
        "says": alert_text(one.development).first_line,
    }


def _row(entry: Entry) -> tuple[str, ...]:
    came = _shown(entry.first_at)
    attempts = str(entry.attempts)
    return entry.id[:_ID_LENGTH], entry.receiver, entry.state, attempts, came, entry.reason


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return " ".join(value) if isinstance(value, list) else str(value)


def _print_json(value: Any) -> None:
    typer.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
