"""Prints alerts: the receiver of those who have configured none."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.console import Console

from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.render import render_panel
from alerts.retry import RetryPolicy
from streams.codec import decode, encode
from streams.records import Development

if TYPE_CHECKING:
    from typing import IO

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
    policy = RetryPolicy(maximal_age=timedelta(hours=1))
    pace = timedelta(0)

    def __init__(self, file: IO[str] | None = None) -> None:
        self._console = _Terminal(file=file)

    def render(self, development: Development) -> bytes:
        """The record itself: its layout depends on the terminal it is printed to."""
        return encode(development)

    async def send(self, notification: Notification, now: datetime) -> Attempt:  # noqa: ARG002 - the protocol's
        """Prints one alert; a pipe that nobody reads must not stop the event loop."""
        panel = render_panel(decode(Development, notification.body))
        try:
            await asyncio.to_thread(self._console.print, panel)
        except (OSError, UnicodeError):
            return Attempt(Outcome(OutcomeReason.UNREACHABLE))
        return Attempt(Outcome(OutcomeReason.DELIVERED))
