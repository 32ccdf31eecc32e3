"""Ends a worker that hangs, so that a supervisor can start it again.

Restart policies look at processes that end; one whose event loop stands still, or whose consumer
died at the start, would be unhealthy for ever.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

log = structlog.get_logger()

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


def end_for_restart() -> None:
    """Ends the process as it stands."""
    log.critical("no sign of life; the process ends to be started again")
    os._exit(EXIT_FOR_RESTART)


class Watchdog:
    """Calls `on_stuck`, once and from a thread of its own, when the beats stay away.

    Attributes:
        has_beaten: whether there was a first beat.
    """

    def __init__(
        self, on_stuck: Callable[[], None] = end_for_restart, patience: Patience | None = None
    ) -> None:
        self._on_stuck = on_stuck
        self._patience = patience or Patience()
        self._beat = threading.Event()
        self._stopped = False
        self.has_beaten = False
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def beat(self) -> None:
        """Says that the worker is alive."""
        self.has_beaten = True
        self._beat.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped = True
        self._beat.set()

    def _watch(self) -> None:
        limit = self._patience.first
        while not self._stopped:
            if not self._beat.wait(limit):
                self._on_stuck()
                return
            self._beat.clear()
            limit = self._patience.between
