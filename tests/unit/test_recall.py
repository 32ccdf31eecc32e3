"""A ledger that was restored from a copy learns what went out since the copy was made."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from alerts.store.database import LEDGER_FILE
from alerts.store.ledger import entries, redeliver
from alerts.store.outbox import unannounced
from alerts.store.recalled import recall
from streams.records import Delivery, DeliveryState
from tests.timeline import moment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.timeline import Make, Timeline

_NEWS = "route: {receiver: desk}"


def _told(time: Timeline, at: float = 100) -> list[Delivery]:
    """What Kafka would know, had all of the outbox been delivered."""
    return [
        Delivery(
            id=one.id,
            receiver=one.receiver,
            developments=tuple(one.developments),
            state=DeliveryState.DELIVERED,
            attempts=1,
            at=moment(at),
        )
        for one in time.store.transact(entries, 99)
    ]


def test_a_copy_of_yesterday_sends_nothing_again(timeline: Make, tmp_path: Path) -> None:
    """Neither what its outbox holds nor what waits in its groups."""
    ledger, copy = tmp_path / LEDGER_FILE, tmp_path / "yesterday"
    time = timeline(_NEWS)
    time.push(0, "a")
    time.push(10, "b")
    time.store.close()
    shutil.copy(ledger, copy)
    time.restart(_NEWS, 65)
    told = _told(time)
    assert time.sent() == [(0, "a"), (60, "b")]
    time.store.close()
    shutil.copy(copy, ledger)

    time.restart(_NEWS, 20)
    assert time.store.transact(recall, told) == 2
    time.run_until(1000)

    kept = time.store.transact(entries, 9)
    assert {one.id for one in kept} == {one.id for one in told}
    assert {one.state for one in kept} == {DeliveryState.DELIVERED}


def test_what_a_person_sends_again_is_not_taken_for_delivered(timeline: Make) -> None:
    """Kafka's word on it is older than that."""
    time = timeline(_NEWS)
    time.push(0, "a")
    told = _told(time)
    assert time.store.transact(recall, told) == 1
    time.store.transact(redeliver, told[0].id, moment(200))

    assert time.store.transact(recall, told) == 0
    assert [one.state for one in time.store.transact(entries, 9)] == [DeliveryState.PENDING]


def test_what_was_learnt_is_not_announced_again(timeline: Make) -> None:
    """Kafka knows it."""
    time = timeline(_NEWS)
    time.push(0, "a")
    time.store.transact(recall, _told(time))

    assert time.store.transact(unannounced, 9) == []
