"""A worker that hangs."""

from __future__ import annotations

import threading

from streams.faust_app import app_options
from streams.settings import Settings
from streams.watchdog import Patience, Watchdog


def test_a_worker_that_never_beats_is_ended() -> None:
    """A consumer that died at the start would leave it unhealthy for ever."""
    stuck = threading.Event()

    Watchdog(stuck.set, Patience(first=0.01, between=60))

    assert stuck.wait(10)


def test_a_worker_that_stops_beating_is_ended() -> None:
    """The patience at the start is not that of later on."""
    stuck = threading.Event()
    watchdog = Watchdog(stuck.set, Patience(first=60, between=0.01))
    assert not stuck.is_set()

    watchdog.beat()

    assert stuck.wait(10)


def test_a_worker_that_was_told_to_stop_is_left_alone() -> None:
    """What comes after the last beat is not its hanging."""
    stuck = threading.Event()

    with Watchdog(stuck.set, Patience(first=0.05, between=0.05)) as watchdog:
        watchdog.beat()

    assert not stuck.wait(0.2)


def test_a_replica_keeps_its_name_on_another_host() -> None:
    """Faust would stop taking part if a static member came back under another address."""
    options = app_options(Settings(instance="a"), "track")

    assert options["canonical_url"] == "http://track-a"
    assert options["consumer_group_instance_id"] == "track-a"
