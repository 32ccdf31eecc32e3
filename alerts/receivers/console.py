"""Prints alerts: the receiver of those who have configured none."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.console import Console

from alerts.panel import render_panel
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import DeliveryPolicy
from streams.codec import decode, encode
from streams.records import Development

if TYPE_CHECKING:
    from typing import IO

    from alerts.group import Group
    from streams.records import Notification

#: Its name in the ledger; no receiver of `alerts.yaml` may have it.
CONSOLE: Final = "console"


class _Terminal(Console):
    """Rich's own ends the process when the reader of a pipe has gone."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class ConsoleReceiver:
    """Prints to standard output, or to the file given."""

    name = CONSOLE
    policy = DeliveryPolicy(maximal_age=timedelta(hours=1))
    content_type = "application/json"

    def __init__(self, file: IO[str] | None = None) -> None:
        self._console = _Terminal(file=file)

    def render(self, group: Group) -> bytes:
        """The records, one a line: the layout depends on the terminal it is printed to."""
        return b"\n".join(map(encode, group.developments))

    async def send(self, notification: Notification, _now: datetime, _thread: str = "") -> Attempt:
        """Prints one alert; a pipe that nobody reads must not stop the event loop."""
        records = [decode(Development, line) for line in notification.body.splitlines()]
        panels = [render_panel(development) for development in records]
        try:
            await asyncio.to_thread(self._console.print, *panels)
        except (OSError, UnicodeError):
            return Attempt(Outcome(OutcomeReason.UNREACHABLE))
        return Attempt(Outcome(OutcomeReason.DELIVERED))
