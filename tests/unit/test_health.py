"""Signs of life."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from streams.health import STALE_AFTER_SECONDS, Health, beat, health
from streams.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_worker_that_beats_is_healthy_until_it_stops(tmp_path: Path) -> None:
    """The age of the last beat decides."""
    settings = Settings(state_dir=tmp_path)
    beat(settings, "track")

    assert health(settings, "track") is Health.HEALTHY
    assert health(settings, "track", time.time() + STALE_AFTER_SECONDS + 5) is Health.STALE


def test_a_worker_that_never_beat_is_missing(tmp_path: Path) -> None:
    """Another replica's sign of life does not count."""
    beat(Settings(state_dir=tmp_path, instance="a"), "track")

    assert health(Settings(state_dir=tmp_path, instance="b"), "track") is Health.MISSING
