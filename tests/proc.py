"""What the kernel says of a process, by proc(5)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_MIB: Final = 1024 * 1024
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def resident_mib(pid: int) -> float:
    """Memory of a process; 0 where it has gone."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(pages) * _PAGE / _MIB


def cpu_seconds(pid: int) -> float:
    """CPU time of a process, user and system."""
    # Fields 14 and 15 of proc(5)'s stat, counted behind the name in brackets.
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
