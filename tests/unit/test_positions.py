from __future__ import annotations

import pytest

from alerts.positions import (
    BatchReason,
    Judgement,
    Position,
    Start,
    StartReason,
    judge,
    start_at,
)


@pytest.mark.parametrize(
    ("stored", "begin", "end", "start"),
    [
        (None, 0, 9, Start(StartReason.NEVER_TAKEN, 0)),
        (None, 4, 9, Start(StartReason.NEVER_TAKEN, 4)),
        (5, 0, 9, Start(StartReason.STORED, 5)),
        (9, 0, 9, Start(StartReason.STORED, 9)),
        (5, 5, 9, Start(StartReason.STORED, 5)),
        (3, 5, 9, Start(StartReason.EXPIRED, 5, lost=2)),
        (10, 0, 9, Start(StartReason.RECREATED, 0)),
    ],
)
def test_a_partition_begins_where_the_ledger_says(
    stored: int | None, begin: int, end: int, start: Start
) -> None:
    """Unless the log no longer has it, or is another log."""
    assert start_at(stored, begin, end) == start


def test_a_batch_that_follows_is_taken() -> None:
    """The position goes past its last record."""
    judgement = judge(Position(5, 5), first=5, last=7)

    assert judgement == Judgement(BatchReason.CONTINUES, Position(8, 8))


def test_a_batch_from_before_moves_nothing_back() -> None:
    """Records that were taken already are left to the ledger to skip."""
    judgement = judge(Position(5, 5), first=2, last=3)

    assert judgement == Judgement(BatchReason.CONTINUES, Position(5, 5))


def test_a_batch_that_begins_too_late_is_sought_again() -> None:
    """Nothing is passed over because a client began elsewhere."""
    judgement = judge(Position(None, 5), first=7, last=9)

    assert judgement == Judgement(BatchReason.REWIND, Position(None, 5, rewinds=1), missing=2)


def test_a_gap_that_stays_is_one_of_the_log() -> None:
    """After three rewinds in vain the records beyond the gap are taken."""
    position = Position(5, 5)
    for _ in range(3):
        position = judge(position, first=7, last=9).position

    judgement = judge(position, first=7, last=9)

    assert judgement == Judgement(BatchReason.GAP, Position(10, 10), missing=2)
