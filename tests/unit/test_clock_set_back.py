"""A clock that was days ahead and is put right: nothing waits for moments that nobody meant."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from alerts.clock import Clock
from alerts.counter import Counter
from alerts.delivery import Courier
from alerts.plan import plan_of
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import Decision, DecisionReason
from alerts.store.adopted import adopt
from alerts.store.models import NotificationRow, ReceiverRow
from alerts.store.outbox import pending
from alerts.store.store import Store
from alerts.store.turns import Asked, take_turns
from alerts.ticker import Ticker
from streams.settings import Settings
from tests.builders import NOON, a_development
from tests.ledger import Desk, fill, notifications_of, record
from tests.support import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

_AHEAD = timedelta(days=20)
_DESK = Desk()
_PLAN = plan_of([_DESK], None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A ledger that knows the desk."""
    opened = Store.open(Settings(state_dir=tmp_path))
    opened.appear([_DESK.name])
    yield opened
    opened.close()


def test_a_clock_says_once_that_it_was_set_back() -> None:
    """However often it is read."""
    times = iter([NOON, NOON + _AHEAD, NOON, NOON + timedelta(seconds=1)])
    clock = Clock(lambda: next(times))
    told = []
    for _ in range(4):
        clock.now()
        told.append(clock.take_set_back())

    assert told == [False, False, True, False]


async def test_what_came_while_the_clock_was_ahead_goes_out_when_it_is_put_right(
    store: Store,
) -> None:
    """Not in twenty days."""
    ahead = _AHEAD
    store.clock = Clock(lambda: datetime.now(UTC) + ahead)
    courier = Courier(_DESK, Counter(store), lambda: None)
    ticker = Ticker(store, _PLAN, courier.wake)
    working = [asyncio.create_task(courier.run()), asyncio.create_task(ticker.run())]
    (notification,) = notifications_of(a_development(), [_DESK])
    # While this waits both begin, and what they ask of the ledger comes before what is filled in.
    await store.run(pending, [_DESK.name])
    # Later than the courier's clock shows, so that it does not go out before that is put right.
    await store.run(fill, [notification], store.clock.now() + timedelta(hours=1))

    ahead = timedelta(0)
    ticker.wake()

    await eventually(lambda: not store.transact(pending, [_DESK.name]), 20, "it is delivered")
    for task in working:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def test_a_retry_a_pause_and_a_rate_wait_no_longer_than_they_can_be_meant_to(store: Store) -> None:
    """What was to be waited for at the right time still is."""
    (notification,) = notifications_of(a_development(), [_DESK])
    store.transact(fill, [notification], NOON)
    for wait, due in ((_AHEAD, True), (timedelta(minutes=30), False)):
        store.transact(_fails, notification.id, NOON + wait)
        store.transact(_waits, NOON + wait)
        store.transact(adopt, _PLAN, NOON)
        policy = replace(_DESK.policy, per_second=1)
        (turn,) = store.transact(take_turns, [Asked(_DESK.name, policy)], store.owner, NOON)
        assert [one.notification.id for one in turn.due] == [notification.id] * due


def _fails(session: Session, notification: str, again: datetime) -> None:
    """An attempt that is made again at a time."""
    attempt = Attempt(Outcome(OutcomeReason.TIMEOUT))
    record(session, notification, attempt, Decision(DecisionReason.RETRY, again), NOON)
    session.execute(update(NotificationRow).values(claimed_by=None))


def _waits(session: Session, until: datetime) -> None:
    """The receiver asked for a pause, and its rate leaves no room."""
    values = {"paused_until": until, "next_slot_at": until}
    session.execute(update(ReceiverRow).values(values))
