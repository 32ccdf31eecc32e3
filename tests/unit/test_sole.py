"""A ledger in SQLite is served by one process."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from alerts.store.store import Store
from streams.errors import ConfigError
from streams.settings import Settings
from tests.delivery_load import configure, fill_ledger, fleet
from tests.http_receiver import receiver
from tests.support import eventually

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_process_is_told_who_has_the_ledger(tmp_path: Path) -> None:
    """With the file; the first one goes on, and after its end the next one has its turn."""
    settings = Settings(state_dir=tmp_path)
    first, second = Store.open(settings), Store.open(settings)
    first.appear(["desk"])

    who = rf"{re.escape(str(tmp_path))}/ledger\.sqlite3.* is served by process {os.getpid()} on "
    for _ in range(2):
        with pytest.raises(ConfigError, match=who):
            second.appear(["desk"])
    first.close()
    second.appear(["desk"])
    second.close()


def test_a_command_can_look_while_notify_works(tmp_path: Path) -> None:
    """Only who delivers takes the ledger for itself."""
    settings = Settings(state_dir=tmp_path)
    first = Store.open(settings)
    first.appear(["desk"])
    Store.open(settings).close()
    first.close()


async def test_a_kill_lets_go_of_the_ledger(tmp_path: Path) -> None:
    """Without anything to clean up: the lock is the process's, not the file's."""
    settings = Settings(state_dir=tmp_path, alerts=tmp_path / "alerts.yaml")
    async with receiver() as desk:
        configure(settings, {"desk": {"url": desk.url}})
        fill_ledger(settings, {"desk": 1})
        async with fleet(settings, 1) as workers:
            await eventually(lambda: desk.ids, 100, "the process delivers")
            store = Store.open(settings)
            with pytest.raises(ConfigError, match=f"process {workers.processes[0].pid} on"):
                store.appear(["desk"])
            await workers.end()
            store.appear(["desk"])
            store.close()
