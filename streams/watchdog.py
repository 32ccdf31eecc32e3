"""Ends a worker that hangs, so that a supervisor can start it again.

Restart policies look at processes that end; one whose event loop stands still, or whose consumer
died at the start, would be unhealthy for ever.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: The exit code that asks a supervisor for a restart (EX_SOFTWARE of sysexits.h).
EXIT_FOR_RESTART: Final = 70


@dataclass(frozen=True)
class Patience:
    """How long a worker may be silent, in seconds: until its first beat, and between beats.

    Tables are rebuilt before the first beat: a minute for each 100,000 records of a changelog
    where no RocksDB directory was kept.
    """

    first: float = 900.0
    between: float = 60.0


class Watchdog:
    """Calls `on_stuck`, once and from a thread of its own, when the beats stay away."""

    def __init__(self, on_stuck: Callable[[], None], patience: Patience | None = None) -> None:
        self._on_stuck = on_stuck
        self._patience = patience or Patience()
        self._beat = threading.Event()
        self._has_beaten = False
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def beat(self) -> None:
        """Says that the worker is alive."""
        self._beat.set()

    def _watch(self) -> None:
        while True:
            limit = self._patience.between if self._has_beaten else self._patience.first
            if not self._beat.wait(limit):
                self._on_stuck()
                return
            self._beat.clear()
            self._has_beaten = True
