"""Where to read a partition from: the ledger's offset is the truth, Kafka's a copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

# A seek can lose against the client's own start position; a real gap stays.
_MOST_REWINDS: Final = 3


class StartReason(StrEnum):
    """How a partition is begun."""

    NEVER_TAKEN = "never-taken"
    STORED = "stored"
    EXPIRED = "expired"
    RECREATED = "recreated"


@dataclass(frozen=True)
class Start:
    """Where a partition is begun; `lost` records were deleted by Kafka unread."""

    reason: StartReason
    offset: int
    lost: int = 0


def start_at(stored: int | None, begin: int, end: int) -> Start:
    """Begins a partition whose log holds the offsets from `begin` up to, not including, `end`.

    A log that ends before what was taken is another log: the Kafka topic was made anew.
    """
    if stored is None:
        return Start(StartReason.NEVER_TAKEN, begin)
    if stored > end:
        return Start(StartReason.RECREATED, begin)
    if stored < begin:
        return Start(StartReason.EXPIRED, begin, lost=begin - stored)
    return Start(StartReason.STORED, stored)


@dataclass(frozen=True)
class Position:
    """Where a partition stands.

    Attributes:
        stored: the offset in the ledger; None where it has none.
        next_offset: the offset of the record that has to come next.
        rewinds: how often it was sought again in vain.
    """

    stored: int | None
    next_offset: int
    rewinds: int = 0


class BatchReason(StrEnum):
    """What the offsets of a batch mean."""

    CONTINUES = "continues"
    REWIND = "rewind"
    GAP = "gap"


@dataclass(frozen=True)
class Judgement:
    """What to do with a batch, and the position after it; `missing` offsets hold no record."""

    reason: BatchReason
    position: Position
    missing: int = 0


def judge(position: Position, first: int, last: int) -> Judgement:
    """Judges a batch by the offsets of its first and last record.

    A batch that begins too late is sought again; where that does not help, the log itself has
    the gap, as after a producer's transaction.
    """
    missing = max(0, first - position.next_offset)
    if missing and position.rewinds < _MOST_REWINDS:
        again = replace(position, rewinds=position.rewinds + 1)
        return Judgement(BatchReason.REWIND, again, missing)
    reached = max(position.next_offset, last + 1)
    reason = BatchReason.GAP if missing else BatchReason.CONTINUES
    return Judgement(reason, Position(reached, reached), missing)
