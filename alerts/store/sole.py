"""A ledger in SQLite is for one notify: a lock on a file beside it, which ends with the process."""

from __future__ import annotations

import fcntl
import os
import socket
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

from streams.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def hold(ledger: Path) -> IO[str]:
    """Takes the ledger for this process, for as long as the file is open or the process lives.

    Raises:
        ConfigError: another process has it; says which.
    """
    lock = ledger.with_name(ledger.name + ".lock")
    # Appending: opening it must not wipe out who holds it.
    file = lock.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "another process"
        file.close()
        raise ConfigError(
            str(ledger),
            "",
            f"is served by {holder}; a ledger in SQLite is for one notify, "
            "several can share one in PostgreSQL (WIREWATCH_DATABASE_URL)",
        ) from None
    file.truncate(0)
    since = datetime.now(UTC).isoformat(timespec="seconds")
    file.write(f"process {os.getpid()} on {socket.gethostname()} since {since}")
    file.flush()
    return file
