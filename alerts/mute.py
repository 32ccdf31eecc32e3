"""Times at which a route is muted or active, with Alertmanager's `time_intervals`.

A field that is missing fits every moment; one that is there, any of its ranges; an interval, all
of its fields. Without a `location` an interval is in UTC.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from alerts.times import UTC_ZONE, MinuteOfDay, Zone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MINUTE: Final = timedelta(minutes=1)
# Beyond it, asking again costs less than looking ahead further.
_LOOK_AHEAD: Final = timedelta(days=1)
_MONDAY_FIRST: Final = tuple(name.lower() for name in calendar.day_name)
_WEEKDAYS: Final = {
    name: number for number, name in enumerate((_MONDAY_FIRST[-1], *_MONDAY_FIRST[:-1]))
}
_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_name) if number}
_DAYS_OF_MONTH: Final = frozenset({*range(1, 32), *range(-31, 0)})


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(_Strict):
    """From `first` to `last`, both included."""

    first: int
    last: int

    def holds(self, number: int) -> bool:
        """Whether the number lies in it."""
        return self.first <= number <= self.last


class TimesOfDay(_Strict):
    """From `start_time` on until before `end_time`."""

    start_time: MinuteOfDay
    end_time: MinuteOfDay

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_time <= self.start_time:
            raise ValueError("ends before it begins; past midnight it takes two entries")
        return self


def _reader(what: str, number: Callable[[str], int]) -> BeforeValidator:
    """Reads `first:last` or one value; `number` raises ValueError or KeyError for nonsense."""

    def read(value: Any) -> Range:
        first, _, last = str(value).strip().lower().partition(":")
        try:
            found = Range(first=number(first), last=number(last or first))
        except (ValueError, KeyError):
            raise ValueError(f"must be {what}") from None
        if found.last < found.first and found.first * found.last > 0:
            raise ValueError("ends before it begins; write it as two ranges")
        return found

    return BeforeValidator(read)


def _month(name: str) -> int:
    return _MONTHS[name] if name in _MONTHS else _one_of(range(1, 13), int(name))


def _day_of_month(name: str) -> int:
    return _one_of(_DAYS_OF_MONTH, int(name))


def _one_of(allowed: Any, number: int) -> int:
    if number not in allowed:
        raise ValueError
    return number


Weekdays = Annotated[Range, _reader("days as monday:friday", _WEEKDAYS.__getitem__)]
DaysOfMonth = Annotated[Range, _reader("days of a month as 1:5 or -3:-1", _day_of_month)]
Months = Annotated[Range, _reader("months as 1:3 or may:august", _month)]
Years = Annotated[Range, _reader("years as 2026 or 2026:2028", int)]


class TimeInterval(_Strict):
    """Moments that fit all of its fields."""

    times: tuple[TimesOfDay, ...] = ()
    weekdays: tuple[Weekdays, ...] = ()
    days_of_month: tuple[DaysOfMonth, ...] = ()
    months: tuple[Months, ...] = ()
    years: tuple[Years, ...] = ()
    location: Zone = UTC_ZONE

    def contains(self, moment: datetime) -> bool:
        """Whether the moment fits."""
        local = moment.astimezone(self.location)
        minute = local.hour * 60 + local.minute
        return (
            _fits(self.times, lambda one: one.start_time <= minute < one.end_time)
            and _fits(self.weekdays, lambda one: one.holds(local.isoweekday() % 7))
            and _fits(self.days_of_month, lambda one: _holds_day(one, local))
            and _fits(self.months, lambda one: one.holds(local.month))
            and _fits(self.years, lambda one: one.holds(local.year))
        )


def _fits(ranges: Sequence[Any], holds: Callable[[Any], bool]) -> bool:
    return not ranges or any(map(holds, ranges))


def _holds_day(days: Range, local: datetime) -> bool:
    """Negative days count from the end of the month: -1 is its last."""
    length = calendar.monthrange(local.year, local.month)[1]
    first, last = (day + length + 1 if day < 0 else day for day in (days.first, days.last))
    return first <= local.day <= last


@dataclass(frozen=True)
class Named:
    """An entry of `time_intervals`: the moments of any of its intervals."""

    name: str
    intervals: tuple[TimeInterval, ...]

    def contains(self, moment: datetime) -> bool:
        """Whether the moment is in one of them."""
        return any(interval.contains(moment) for interval in self.intervals)


@dataclass(frozen=True)
class Schedule:
    """When a route sends: not while one of `mute` holds, and only while one of `active` does."""

    mute: tuple[Named, ...] = ()
    active: tuple[Named, ...] = ()

    def why_muted(self, moment: datetime) -> str:
        """Why a route does not send at a moment; empty where it does."""
        muting = [named.name for named in self.mute if named.contains(moment)]
        if muting:
            return f"in mute time {', '.join(muting)}"
        if self.active and not any(named.contains(moment) for named in self.active):
            return f"outside of active time {', '.join(named.name for named in self.active)}"
        return ""

    def opens_at(self, moment: datetime) -> datetime:
        """The next whole minute at which a route that is muted sends, a day ahead at most."""
        return _opens_at(self, moment.replace(second=0, microsecond=0))


@lru_cache(maxsize=64)  # thousands of groups of a route ask within one minute
def _opens_at(schedule: Schedule, minute: datetime) -> datetime:
    at = minute + _MINUTE
    while at < minute + _LOOK_AHEAD and schedule.why_muted(at):
        at += _MINUTE
    return at
