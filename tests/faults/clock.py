"""The clock of the processes of a run, by libfaketime: everybody else's stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

_PACKAGE: Final = "libfaketime"
_STRAIGHT: Final = "+0"
_INSTALL_SECONDS: Final = 300


class Clock:
    """A file that says how far the clock of those processes is off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.step(_STRAIGHT)

    def step(self, by: str) -> None:
        """Sets the clock off by so much, as libfaketime writes it: `+2h`, `-90`."""
        unfinished = self._path.with_suffix(".new")
        unfinished.write_text(f"{by}\n", "utf-8")
        unfinished.replace(self._path)

    def put_right(self) -> None:
        """Back to the time of everybody else."""
        self.step(_STRAIGHT)

    def env(self) -> dict[str, str]:
        """The environment of a process that goes by this clock.

        The monotonic clock stays as it is, as it does when a machine's time is set.
        """
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._path),
            # Read at every look at the clock, the file would cost more than the work.
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


def library() -> Path | None:
    """libfaketime, installed where it is missing and can be; None where it can't be had."""
    found = _found()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["update"], ["install", "--yes", "--no-install-recommends", _PACKAGE]):
            subprocess.run(
                ["apt-get", *command], capture_output=True, timeout=_INSTALL_SECONDS, check=False
            )
        found = _found()
    return found


def _found() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
