from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.outbox import without_receiver
from alerts.receivers.console import ConsoleReceiver
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import Decision, DecisionReason
from alerts.store.intake import Partition
from alerts.store.outbox import (
    ASIDE_AFTER,
    Due,
    NotBefore,
    counts,
    mark_announced,
    next_due,
    record_attempt,
    unannounced,
)
from alerts.store.store import Store
from streams.records import DeliveryState, Notification
from streams.settings import Settings
from tests.builders import NOON
from tests.ledger import fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_PARTITION = Partition("g", "developments", 0)
_FAILED = Attempt(Outcome(OutcomeReason.UNAVAILABLE), 503, "busy")
_TAKEN = Attempt(Outcome(OutcomeReason.DELIVERED), 200, "ok")
_MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new ledger."""
    opened = Store.open(Settings(state_dir=tmp_path))
    yield opened
    opened.close()


def _fill(store: Store, *names: str, receiver: str = "desk") -> None:
    """Puts notifications with these ids into the outbox, in order."""
    made = [
        Notification(id=name, receiver=receiver, developments=("d",), body=name.encode())
        for name in names
    ]
    store.transact(fill, made, NOON)


def _retry(store: Store, name: str, at: datetime) -> None:
    decision = Decision(DecisionReason.RETRY, at)
    store.transact(record_attempt, name, _FAILED, decision, NOON)


def _finish(store: Store, name: str, reason: DecisionReason) -> None:
    attempt = _TAKEN if reason is DecisionReason.DELIVERED else _FAILED
    store.transact(record_attempt, name, attempt, Decision(reason), NOON)


def _next(store: Store, now: datetime = NOON) -> str | datetime | None:
    due = store.transact(next_due, "desk", now)
    return due.at if isinstance(due, NotBefore) else due[0].notification.id


def test_notifications_come_in_order(store: Store) -> None:
    """Each after the one before it was delivered or given up."""
    _fill(store, "b", "a", "c")

    order = []
    for reason in (DecisionReason.DELIVERED, DecisionReason.REFUSED, DecisionReason.TOO_OLD):
        name = _next(store)
        assert isinstance(name, str)
        order.append(name)
        _finish(store, name, reason)

    assert order == ["b", "a", "c"]
    assert _next(store) is None


def test_what_is_due_is_as_it_was_put_in(store: Store) -> None:
    """The body that was rendered, the number of attempts, the time it came."""
    _fill(store, "a")
    _retry(store, "a", NOON)

    due = store.transact(next_due, "desk", NOON)

    notification = Notification(id="a", receiver="desk", developments=("d",), body=b"a")
    assert due == [Due(notification, attempts=1, first_at=NOON)]


def test_what_is_due_ends_before_one_that_is_not(store: Store) -> None:
    """Some are given at a time, in order, and none that comes after one to be waited for."""
    _fill(store, "a", "b", "c", "d")
    _retry(store, "c", NOON + _MINUTE)

    due = store.transact(next_due, "desk", NOON)

    assert isinstance(due, list)
    assert [one.notification.id for one in due] == ["a", "b"]


def test_a_failed_one_is_waited_for(store: Store) -> None:
    """A short outage does not change the order."""
    _fill(store, "a", "b")
    _retry(store, "a", NOON + _MINUTE)

    assert _next(store) == NOON + _MINUTE
    assert _next(store, NOON + _MINUTE) == "a"


def test_one_that_fails_for_long_steps_aside(store: Store) -> None:
    """What its receiver chokes on does not hold up what comes after, and is still tried."""
    _fill(store, "a", "b")
    for _ in range(ASIDE_AFTER):
        _retry(store, "a", NOON + _MINUTE)

    assert _next(store) == "b"
    _finish(store, "b", DecisionReason.DELIVERED)
    assert _next(store) == NOON + _MINUTE
    assert _next(store, NOON + _MINUTE) == "a"


def test_receivers_do_not_see_each_others(store: Store) -> None:
    """An outbox of one receiver says nothing about another's."""
    _fill(store, "a", receiver="archive")

    assert store.transact(next_due, "desk", NOON) == NotBefore(None)


def test_what_ended_is_announced_once(store: Store) -> None:
    """With its state, attempts and reason, until it is marked."""
    _fill(store, "a", "b", "c")
    _retry(store, "a", NOON)
    _finish(store, "a", DecisionReason.DELIVERED)
    _finish(store, "b", DecisionReason.REFUSED)

    told = [
        (one.id, one.state, one.attempts, one.reason, one.at)
        for one in store.transact(unannounced, 10)
    ]
    store.transact(mark_announced, ["a"])

    assert told == [
        ("a", DeliveryState.DELIVERED, 2, "", NOON),
        ("b", DeliveryState.DEAD, 1, "refused: unavailable", NOON),
    ]
    assert [one.id for one in store.transact(unannounced, 10)] == ["b"]


def test_the_outbox_can_be_counted(store: Store) -> None:
    """By receiver and state."""
    _fill(store, "a", "b", "c")
    _finish(store, "a", DecisionReason.DELIVERED)

    assert store.transact(counts) == {
        ("desk", DeliveryState.DELIVERED): 1,
        ("desk", DeliveryState.PENDING): 2,
    }


def test_what_waits_for_a_receiver_that_was_renamed_is_said() -> None:
    """It is delivered when the receiver is there again; until then somebody has to know."""
    states = {
        ("desk", DeliveryState.PENDING): 2,
        ("old-desk", DeliveryState.PENDING): 3,
        ("old-desk", DeliveryState.DELIVERED): 9,
    }

    assert without_receiver(states, [ConsoleReceiver()]) == {"desk": 2, "old-desk": 3}
