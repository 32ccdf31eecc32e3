from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from alerts.plan import plan_of
from alerts.store.intake import (
    Advance,
    OffsetMovedError,
    Partition,
    Taken,
    TakeResult,
    advance_offset,
    offsets,
    take,
)
from alerts.store.models import (
    DevelopmentRow,
    NotificationRow,
    OffsetRow,
    VerdictRow,
)
from alerts.store.outbox import counts
from alerts.store.prune import prune
from alerts.store.recalled import READER, read_until, recall
from alerts.store.store import Store
from streams.records import Delivery, DeliveryState, notification_id
from streams.settings import Settings
from tests.builders import NOON, a_development, a_verdict
from tests.ledger import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

_GROUP = "wirewatch-notify"
_DEVELOPMENTS = Partition(_GROUP, "developments", 0)
_VERDICTS = Partition(_GROUP, "verdicts", 0)
_PLAN = plan_of([Desk()])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a ledger of its own."""
    return Settings(state_dir=tmp_path / "var")


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """A new ledger."""
    opened = Store.open(settings)
    yield opened
    opened.close()


def _taken(number: int, offset: int) -> Taken:
    return Taken(_DEVELOPMENTS, offset, a_development(number, story=f"story-{number}"))


def _verdict(number: int, offset: int) -> Taken:
    return Taken(_VERDICTS, offset, a_verdict(number))


def _rows(session: Session) -> tuple[int, ...]:
    tables = (DevelopmentRow, VerdictRow, NotificationRow, OffsetRow)
    return tuple(len(session.scalars(select(table)).all()) for table in tables)


def test_a_batch_is_kept_with_its_offsets(store: Store) -> None:
    """Developments, verdicts, notifications and the new offsets, each partition its own."""
    advances = [Advance(_DEVELOPMENTS, None, 2), Advance(_VERDICTS, None, 9)]

    result = store.transact(
        take, [_taken(1, 0), _taken(2, 1), _verdict(1, 8)], advances, _PLAN, NOON
    )

    assert result == TakeResult(developments=2, verdicts=1, notifications=2, skipped=0)
    assert store.transact(offsets, _GROUP) == {_DEVELOPMENTS: 2, _VERDICTS: 9}
    assert store.transact(offsets, "another-group") == {}


def test_a_batch_that_fails_in_the_middle_leaves_nothing(store: Store) -> None:
    """No row without its offset, no offset without its rows."""

    def fail(session: Session) -> None:
        batch = [_taken(1, 0), _verdict(1, 0)]
        take(session, batch, [Advance(_DEVELOPMENTS, None, 1)], _PLAN, NOON)
        session.flush()
        raise RuntimeError("as if the process had died here")

    with pytest.raises(RuntimeError):
        store.transact(fail)

    assert store.transact(_rows) == (0, 0, 0, 0)


def test_a_record_below_the_offset_is_skipped(store: Store) -> None:
    """What a consumer reads again was taken before."""
    store.transact(take, [_taken(1, 0)], [Advance(_DEVELOPMENTS, None, 1)], _PLAN, NOON)

    again = [_taken(1, 0), _taken(2, 1)]
    result = store.transact(take, again, [Advance(_DEVELOPMENTS, 1, 2)], _PLAN, NOON)

    assert result == TakeResult(developments=1, verdicts=0, notifications=1, skipped=1)


def test_a_known_development_makes_no_second_notification(store: Store) -> None:
    """Also within one batch, and at another offset: stages before deliver at least once."""
    batch = [_taken(1, 0), _taken(1, 1), _verdict(1, 0), _verdict(1, 1)]
    advances = [Advance(_DEVELOPMENTS, None, 2), Advance(_VERDICTS, None, 2)]

    first = store.transact(take, batch, advances, _PLAN, NOON)
    second = store.transact(take, [_taken(1, 2)], [Advance(_DEVELOPMENTS, 2, 3)], _PLAN, NOON)

    assert first == TakeResult(developments=1, verdicts=1, notifications=1, skipped=0)
    assert second == TakeResult(developments=0, verdicts=0, notifications=0, skipped=0)
    assert store.transact(counts) == {("desk", DeliveryState.PENDING): 1}


@pytest.mark.parametrize("expected", [None, 0, 2])
def test_an_offset_that_moved_rolls_the_batch_back(store: Store, expected: int | None) -> None:
    """Compare and set: another process advanced the partition, so the batch is its."""
    store.transact(take, [_taken(1, 0)], [Advance(_DEVELOPMENTS, None, 1)], _PLAN, NOON)

    batch = [_taken(2, 1), _verdict(2, 0)]
    advances = [Advance(_VERDICTS, None, 1), Advance(_DEVELOPMENTS, expected, 3)]
    with pytest.raises(OffsetMovedError, match="offset-moved: developments/0"):
        store.transact(take, batch, advances, _PLAN, NOON)

    assert store.transact(_rows) == (1, 0, 1, 1)
    assert store.transact(offsets, _GROUP) == {_DEVELOPMENTS: 1}


def test_an_offset_can_go_back(store: Store) -> None:
    """After a Kafka topic was made anew its offsets begin again; ids still keep records apart."""
    store.transact(take, [_taken(1, 7)], [Advance(_DEVELOPMENTS, None, 8)], _PLAN, NOON)

    store.transact(advance_offset, Advance(_DEVELOPMENTS, 8, 0))
    batch = [_taken(1, 0), _taken(2, 1)]
    result = store.transact(take, batch, [Advance(_DEVELOPMENTS, 0, 2)], _PLAN, NOON)

    assert result == TakeResult(developments=1, verdicts=0, notifications=1, skipped=0)


def test_what_went_out_before_a_loss_is_not_sent_again(store: Store) -> None:
    """A new ledger that was told of a delivery sends none of its developments again."""
    taken = _taken(1, 0)
    ids = (taken.record.id, "another")
    delivery = Delivery(
        id=notification_id(ids, "desk"),
        receiver="desk",
        developments=ids,
        state=DeliveryState.DELIVERED,
        attempts=1,
        at=NOON,
    )

    partition = Partition(READER, "deliveries", 3)
    assert store.transact(recall, [delivery, delivery], {partition: 2}) == 1
    assert store.transact(read_until) == {partition: 2}, "from there the next start goes on"
    result = store.transact(take, [taken], [Advance(_DEVELOPMENTS, None, 1)], _PLAN, NOON)

    assert result == TakeResult(developments=1, verdicts=0, notifications=0, skipped=0)
    assert store.transact(counts) == {("desk", DeliveryState.DELIVERED): 1}


async def test_the_store_runs_beside_the_event_loop(store: Store) -> None:
    """Its own thread calls the function, and gives back what it gives."""
    assert await store.run(offsets, _GROUP) == {}


def test_the_ledger_survives_being_opened_again(settings: Settings) -> None:
    """What was committed is there for the next process, and migrating again changes nothing."""
    for number in (1, 2):
        opened = Store.open(settings)
        advance = Advance(_DEVELOPMENTS, number - 1 or None, number)
        opened.transact(take, [_taken(number, number - 1)], [advance], _PLAN, NOON)
        opened.close()

    reopened = Store.open(settings)
    assert reopened.transact(counts) == {("desk", DeliveryState.PENDING): 2}
    reopened.close()


def test_what_is_told_of_old_days_is_forgotten_by_when_it_was_taken(store: Store) -> None:
    """An archive that is published today is kept as long as today's news is."""
    batch = [Taken(_VERDICTS, 0, a_verdict(1, decided_at=NOON - timedelta(days=700)))]
    store.transact(take, batch, [Advance(_VERDICTS, None, 1)], _PLAN, NOON)

    assert store.transact(prune, NOON - timedelta(days=30)) == 0
    assert store.transact(prune, NOON + timedelta(days=1)) == 1
