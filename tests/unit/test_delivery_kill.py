"""Couriers that are killed in the middle: a shortened run of `bench/delivery.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from alerts.store.ledger import entries
from alerts.store.store import Store
from streams.records import DeliveryState
from streams.settings import Settings
from tests.delivery_load import configure, fill_ledger, fleet, second_deliveries
from tests.http_receiver import Answer, HttpReceiver, Request, receiver
from tests.support import eventually

if TYPE_CHECKING:
    from pathlib import Path

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


class _Hung(HttpReceiver):
    """Takes every request and answers none."""

    def next_answer(self) -> Answer:
        return Answer(delay=3600)


async def test_bad_company_delays_nobody_also_through_a_kill(tmp_path: Path) -> None:
    """The healthy one has everything while a hung one has answered nothing.

    What the hung one had been sent before the kill, it is sent again, with the same id and bytes;
    the dead one's have ended as dead, with the reason.
    """
    settings = Settings(state_dir=tmp_path, alerts=tmp_path / "alerts.yaml")
    async with receiver() as healthy, receiver(desk=_Hung(())) as hung:
        dead = {"url": "http://127.0.0.1:9/", "maximal_age": "1s"}
        configure(
            settings, {"healthy": {"url": healthy.url}, "hung": {"url": hung.url}, "dead": dead}
        )
        fill_ledger(settings, {"healthy": _COUNT, "hung": 20, "dead": 20})
        async with fleet(settings, 1) as workers:
            await eventually(lambda: len(healthy.ids) >= _COUNT // 2, 100, "half is delivered")
            await hung.received(_CONCURRENCY)
            await workers.kill()
            await eventually(lambda: len(healthy.ids) == _COUNT, 100, "all are delivered")
            first = hung.requests[:_CONCURRENCY]
            await eventually(lambda: _all_again(hung, first), 100, "sent again")
            store = Store.open(settings)
            await eventually(lambda: _dead(store) == {"too-old: circuit-open"}, 100, "all dead")
            store.close()

    assert hung.answered == []
    assert second_deliveries([hung], set()).same
    found = second_deliveries([healthy], set())
    assert found.same
    assert found.repeated <= _CONCURRENCY


def _all_again(desk: HttpReceiver, first: list[Request]) -> bool:
    """Whether all of these have come twice at least."""
    ids = [one.headers["webhook-id"] for one in desk.requests]
    return all(ids.count(one.headers["webhook-id"]) >= 2 for one in first)


def _dead(store: Store) -> set[str]:
    """Why the dead receiver's have ended; empty until all have."""
    ended = store.transact(entries, 99, receiver="dead", state=DeliveryState.DEAD)
    return {one.reason for one in ended} if len(ended) == 20 else set()
