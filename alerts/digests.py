"""When a digest goes: every so many minutes, or at times of the day in a time zone.

Moments are those of the clock, never counted from a start, so a restart moves none.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from alerts.times import UTC_ZONE, Duration, MinuteOfDay, Zone

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)


class Digest(BaseModel):
    """`every: 30m`, or `at: ["08:00", "18:00"]` with a `location` (else UTC)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: Annotated[Duration | None, Field(ge=_MINUTE, le=_DAY)] = None
    at: tuple[Annotated[MinuteOfDay, Field(lt=24 * 60)], ...] = ()
    location: Zone = UTC_ZONE

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.every is None) == (not self.at):
            raise ValueError("needs exactly one of every, at")
        return self

    def next_after(self, moment: datetime) -> datetime:
        """The first moment after this one at which a digest goes."""
        if self.every is not None:
            return _next_of_day(moment.astimezone(UTC), self.every)
        today = moment.astimezone(self.location).date()
        days = (today + timedelta(days=ahead) for ahead in range(-1, 3))
        times = (time(minute // 60, minute % 60, tzinfo=self.location) for minute in self.at)
        clock = list(times)
        # By UTC: on the days of a clock change an hour of the day is missing or doubled.
        moments = (datetime.combine(day, at).astimezone(UTC) for day in days for at in clock)
        return min(at for at in moments if at > moment)


def _next_of_day(moment: datetime, every: timedelta) -> datetime:
    """The next multiple since midnight, so that each day has the same times; or midnight itself."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    later = ((moment - midnight) // every + 1) * every
    return midnight + min(later, _DAY)
