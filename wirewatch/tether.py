"""Runs a command that the kernel kills when its parent dies: `python -m wirewatch.tether PID …`.

A worker that outlived its supervisor would hold its partitions and its RocksDB directory
against the next one. The kernel keeps the wish over `exec`, so any command can be tethered and
nothing runs between `fork` and `exec`. Linux alone knows it; elsewhere the command runs freely.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

# From <linux/prctl.h>.
_PR_SET_PDEATHSIG = 1


def tethered(argv: list[str]) -> list[str]:
    """The command that runs `argv` tethered to this process."""
    return [sys.executable, "-m", "wirewatch.tether", str(os.getpid()), *argv]


def _tether(parent: int) -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the wish was made
        sys.exit(1)


if __name__ == "__main__":
    _tether(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell is wanted
