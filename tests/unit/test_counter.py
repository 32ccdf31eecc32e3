"""Couriers that ask for their turns at the same time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, text

from alerts.counter import Counter
from alerts.retry import DeliveryPolicy
from alerts.store.claims import _THREADS
from alerts.store.store import Store
from alerts.store.turns import Asked
from streams.records import Notification
from streams.settings import Settings
from tests.builders import NOON
from tests.ledger import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

_NAMES = ("archive", "desk", "night")
_POLICY = DeliveryPolicy(maximal_age=timedelta(hours=1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A ledger with a notification for each of three receivers."""
    opened = Store.open(Settings(state_dir=tmp_path))
    made = [
        Notification(id=f"for-{name}", receiver=name, developments=("d",), body=b"b")
        for name in _NAMES
    ]
    opened.transact(fill, made, NOON)
    yield opened
    opened.close()


async def _ask(counter: Counter, name: str) -> list[str]:
    turn = await counter.turn(Asked(name, _POLICY))
    return [due.notification.id for due in turn.due]


async def test_those_that_ask_at_the_same_time_share_a_commit(store: Store) -> None:
    """Each gets what is its own, and the disk is waited for once."""
    commits: list[object] = []
    event.listen(store._engine, "commit", commits.append)
    counter = Counter(store)

    got = await asyncio.gather(*(_ask(counter, name) for name in _NAMES))

    assert got == [[f"for-{name}"] for name in _NAMES]
    assert len(commits) == 1


async def test_one_that_gives_up_waiting_spoils_no_other(store: Store) -> None:
    """What it would have got stays claimed by its process, as after any cancelled turn."""
    counter = Counter(store)
    asking = [asyncio.create_task(_ask(counter, name)) for name in _NAMES]
    await asyncio.sleep(0)
    asking[0].cancel()

    got = await asyncio.gather(*asking, return_exceptions=True)

    assert isinstance(got[0], asyncio.CancelledError)
    assert got[1:] == [["for-desk"], ["for-night"]]


async def test_a_database_that_fails_fails_all_that_asked(store: Store) -> None:
    """Nobody waits for ever, and the next who asks is served again."""
    counter = Counter(store)
    store.transact(lambda session: session.execute(text("ALTER TABLE receivers RENAME TO away")))

    got = await asyncio.gather(*(_ask(counter, name) for name in _NAMES), return_exceptions=True)

    assert all(isinstance(one, Exception) for one in got)
    store.transact(lambda session: session.execute(text("ALTER TABLE away RENAME TO receivers")))
    assert await _ask(counter, "desk") == ["for-desk"]


def test_the_first_alert_of_a_story_is_found_by_its_index(store: Store) -> None:
    """However many a receiver took of the story."""
    said: list[tuple[str, tuple[str, ...]]] = []

    def plan(session: Session) -> str:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: said.append(told[2:4]))
        connection.execute(_THREADS, {"receiver": "desk", "stories": ["story"]})
        rows = connection.connection.cursor().execute(
            f"EXPLAIN QUERY PLAN {said[0][0]}", said[0][1]
        )
        return " ".join(str(row) for row in rows)

    assert "notifications_by_receipt" in store.transact(plan)
