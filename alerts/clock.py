"""The time by which the ledger is kept, and whether the machine's clock was set back.

What is due at a time waits for that time. A moment that was written down while the clock was wrong,
days ahead, would be waited for just so long, so whoever looks after such moments has to hear of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """One process's clock; `read` gives the machine's time."""

    def __init__(self, read: Callable[[], datetime] = _utc_now) -> None:
        self._read = read
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._set_back = False

    def now(self) -> datetime:
        """The time."""
        now = self._read()
        self._set_back = self._set_back or now < self._latest
        self._latest = now
        return now

    def take_set_back(self) -> bool:
        """Whether a time was earlier than one before it, since the last time that this was asked.

        Small steps, as of NTP, count too: what is done about them costs little and spoils nothing.
        """
        set_back, self._set_back = self._set_back, False
        return set_back
