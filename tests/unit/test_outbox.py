from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.health import OPENS_AFTER, Circuit
from alerts.outbox import without_receiver
from alerts.receivers.console import ConsoleReceiver
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import Decision, DecisionReason, DeliveryPolicy
from alerts.store.intake import Partition
from alerts.store.outbox import (
    ASIDE_AFTER,
    Due,
    counts,
    mark_announced,
    unannounced,
)
from alerts.store.presence import free_claims
from alerts.store.store import Store
from alerts.store.turns import Asked, Finished, Turn, take_turns
from streams.records import DeliveryState, Notification
from streams.settings import Settings
from tests.builders import NOON
from tests.ledger import fill, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

_PARTITION = Partition("g", "developments", 0)
_FAILED = Attempt(Outcome(OutcomeReason.UNAVAILABLE), 503, "busy")
_TAKEN = Attempt(Outcome(OutcomeReason.DELIVERED), 200, "ok")
_MINUTE = timedelta(minutes=1)
_POLICY = DeliveryPolicy(maximal_age=timedelta(hours=1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new ledger."""
    opened = Store.open(Settings(state_dir=tmp_path))
    yield opened
    opened.close()


def _fill(
    store: Store, *names: str, receiver: str = "desk", story: str = "", at: datetime = NOON
) -> None:
    """Puts notifications with these ids into the outbox, in order."""
    made = [
        Notification(
            id=name, receiver=receiver, story=story, developments=("d",), body=name.encode()
        )
        for name in names
    ]
    store.transact(fill, made, at)


def _retry(store: Store, name: str, at: datetime) -> None:
    decision = Decision(DecisionReason.RETRY, at)
    store.transact(record, name, _FAILED, decision, NOON)


def _finish(store: Store, name: str, reason: DecisionReason) -> None:
    attempt = _TAKEN if reason is DecisionReason.DELIVERED else _FAILED
    store.transact(record, name, attempt, Decision(reason), NOON)


def _next(store: Store, now: datetime = NOON) -> str | datetime | None:
    """The id of the one that is due, else when one will be; its claim is given back."""
    turn = _turn(store, now)
    store.transact(free_claims, 0)
    return turn.due[0].notification.id if turn.due else turn.at


def _turn(
    store: Store,
    now: datetime = NOON,
    policy: DeliveryPolicy = _POLICY,
    finished: Sequence[Finished] = (),
) -> Turn:
    (turn,) = store.transact(take_turns, [Asked("desk", policy, finished)], 1, now)
    return turn


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

    notification = Notification(id="a", receiver="desk", developments=("d",), body=b"a")
    assert _turn(store).due == [Due(notification, attempts=1, first_at=NOON)]


def test_what_is_claimed_is_not_claimed_again(store: Store) -> None:
    """Nor is what comes after it in its story; another story's may go at the same time."""
    _fill(store, "a", "b")
    _fill(store, "c", "d", story="other")

    claimed = [[one.notification.id for one in _turn(store).due] for _ in range(2)]

    assert claimed == [["a", "c"], []]


def test_claims_of_a_process_that_has_gone_are_free(store: Store) -> None:
    """What was being sent is sent again, by the next one."""
    _fill(store, "a")
    _turn(store)
    assert not _turn(store).due

    assert store.transact(free_claims, 2) == 1
    assert [one.notification.id for one in _turn(store).due] == ["a"]


def test_an_open_circuit_gives_up_what_is_too_old(store: Store) -> None:
    """With the reason; what is not too old waits for its probe."""
    _fill(store, "a", "b")
    (due,) = _turn(store).due
    failed = Finished(due, _FAILED, Decision(DecisionReason.RETRY, NOON), 0.5)
    _turn(store, finished=[failed] * OPENS_AFTER)
    later = NOON + timedelta(minutes=9)
    _fill(store, "c", at=later)

    turn = _turn(store, NOON + timedelta(minutes=11), replace(_POLICY, maximal_age=5 * _MINUTE))

    assert (turn.circuit, turn.expired) == (Circuit.OPEN, 2)
    assert [one.notification.id for one in turn.due] == ["c"]
    assert {one.reason for one in store.transact(unannounced, 9)} == {"too-old: circuit-open"}


def test_later_ones_of_a_story_are_given_the_receipt_of_its_first(store: Store) -> None:
    """By which a receiver makes a thread of them."""
    _fill(store, "a", "b", story="s")
    taken = replace(_TAKEN, receipt="17.5")
    store.transact(record, "a", taken, Decision(DecisionReason.DELIVERED), NOON)

    assert [one.thread for one in _turn(store).due] == ["17.5"]


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

    assert _next(store) is None


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
