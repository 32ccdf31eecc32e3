"""Couriers that are killed in the middle: a shortened run of `bench/delivery.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from streams.settings import Settings
from tests.delivery_load import configure, fill_ledger, fleet, second_deliveries
from tests.http_receiver import receiver
from tests.support import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from tests.http_receiver import HttpReceiver

_COUNT, _KILLS, _CONCURRENCY = 150, 2, 4


async def _killed(settings: Settings, processes: int) -> tuple[HttpReceiver, int]:
    """Delivers all while processes are killed; the receiver and the kills."""
    async with receiver() as desk:
        configure(settings, {"desk": {"url": desk.url}})
        fill_ledger(settings, {"desk": _COUNT})
        async with fleet(settings, processes) as workers:
            for number in range(1, _KILLS + 1):
                part = number * _COUNT // (_KILLS + 1)
                await eventually(lambda part=part: len(desk.ids) >= part, 100, "some are")  # type: ignore[misc]  # a default binds it
                await workers.kill()
            await eventually(lambda: len(desk.ids) == _COUNT, 100, "all are delivered")
            return desk, workers.kills


def _check(desk: HttpReceiver, kills: int) -> None:
    found = second_deliveries([desk], set())
    assert found.same
    assert found.repeated <= kills * _CONCURRENCY


async def test_a_killed_process_loses_nothing_and_repeats_what_was_under_way(
    tmp_path: Path,
) -> None:
    """A second delivery only of what was in flight, with the same id and bytes."""
    _check(*await _killed(Settings(state_dir=tmp_path, alerts=tmp_path / "alerts.yaml"), 1))


async def test_of_two_processes_one_takes_over_what_the_other_had_claimed(
    new_database: str, tmp_path: Path
) -> None:
    """On PostgreSQL, while the other goes on."""
    settings = Settings(
        state_dir=tmp_path, alerts=tmp_path / "alerts.yaml", database_url=SecretStr(new_database)
    )
    _check(*await _killed(settings, 2))
