"""How often the second reader may be asked: so many times a day, and not while it is away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Final

from streams.records import ReadingReason

if TYPE_CHECKING:
    from datetime import datetime

    from streams.records import Reading

#: After a failure nobody is asked for so long, or every alert would wait for another timeout.
REST: Final = timedelta(seconds=30)

_COSTS: Final = frozenset(
    {ReadingReason.ANSWERED, ReadingReason.UNREADABLE, ReadingReason.NOT_VERBATIM}
)
_AWAY: Final = frozenset({ReadingReason.TIMEOUT, ReadingReason.UNREACHABLE, ReadingReason.REFUSED})


@dataclass(frozen=True)
class Budget:
    """What was asked so far.

    Attributes:
        a_day: questions that a day (UTC) has.
        day: the day that `used` is of.
        used: questions that it has had; also what timed out may have cost.
        rests_until: no question before this; None where there is no rest.
    """

    a_day: int
    day: date = date.min
    used: int = 0
    rests_until: datetime | None = None

    def refusal(self, at: datetime) -> ReadingReason | None:
        """Why nothing may be asked now; None where it may."""
        if self.rests_until and at < self.rests_until:
            return ReadingReason.RESTING
        used = self.used if at.astimezone(UTC).date() == self.day else 0
        return ReadingReason.BUDGET_SPENT if used >= self.a_day else None

    def after(self, reading: Reading) -> Budget:
        """The budget after a question that ended so."""
        day = reading.at.astimezone(UTC).date()
        if day < self.day:
            return self
        started = self if day == self.day else replace(self, day=day, used=0)
        if reading.reason in _AWAY:
            return replace(started, used=started.used + 1, rests_until=reading.at + REST)
        return replace(started, used=started.used + (reading.reason in _COSTS))
