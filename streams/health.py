"""Whether a worker is alive: a file that it touches while its event loop turns.

A file needs no port, works for any number of replicas on one host, and a container's health
check can read it without a client.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings

#: Seconds after which a worker that has not beaten counts as stuck.
STALE_AFTER_SECONDS = 30.0


class Health(StrEnum):
    """What the heartbeat file of a worker says."""

    HEALTHY = "healthy"
    STALE = "stale"
    MISSING = "missing"


def heartbeat_file(settings: Settings, role: str) -> Path:
    """Where the worker of a role, and of this instance, leaves its sign of life."""
    name = "-".join(part for part in (role, settings.instance) if part)
    return settings.state_dir / "health" / name


def beat(settings: Settings, role: str) -> None:
    """Leaves a sign of life."""
    path = heartbeat_file(settings, role)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def health(settings: Settings, role: str, now: float | None = None) -> Health:
    """Reads the sign of life; `now` is Unix time in seconds."""
    try:
        beaten = heartbeat_file(settings, role).stat().st_mtime
    except FileNotFoundError:
        return Health.MISSING
    age = (time.time() if now is None else now) - beaten
    return Health.STALE if age > STALE_AFTER_SECONDS else Health.HEALTHY
