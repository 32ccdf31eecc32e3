from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from alerts.mute import Named, Schedule, TimeInterval


def _interval(**told: Any) -> TimeInterval:
    return TimeInterval.model_validate(told)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "inside", "outside"),
    [
        ({}, "2024-11-27T00:00", None),
        (
            {"times": [{"start_time": "09:00", "end_time": "17:00"}]},
            "2024-11-27T09:00",
            "2024-11-27T17:00",
        ),
        (
            {"times": [{"start_time": "22:00", "end_time": "24:00"}]},
            "2024-11-27T23:59",
            "2024-11-28T00:00",
        ),
        ({"weekdays": ["monday:friday"]}, "2024-11-29T12:00", "2024-11-30T12:00"),
        ({"weekdays": ["Saturday", "sunday"]}, "2024-12-01T12:00", "2024-12-02T12:00"),
        ({"days_of_month": ["-2:-1"]}, "2024-02-29T12:00", "2024-02-27T12:00"),
        ({"days_of_month": ["30:31"]}, "2024-01-31T12:00", "2024-02-29T12:00"),
        ({"days_of_month": ["20:-1"]}, "2024-02-29T12:00", "2024-02-19T12:00"),
        ({"months": ["may:august", "12"]}, "2024-12-01T12:00", "2024-11-27T12:00"),
        ({"years": ["2024:2025"]}, "2025-01-01T12:00", "2026-01-01T12:00"),
        (
            {
                "times": [{"start_time": "00:00", "end_time": "06:00"}],
                "weekdays": ["thursday"],
                "location": "Asia/Seoul",
            },
            "2024-11-27T15:00",
            "2024-11-27T21:00",
        ),
    ],
)
def test_an_interval_holds_what_fits_all_of_its_fields(
    told: dict[str, Any], inside: str, outside: str | None
) -> None:
    """In its own time zone; the beginning is part of it, the end is not."""
    interval = _interval(**told)

    assert interval.contains(_moment(inside))
    assert outside is None or not interval.contains(_moment(outside))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"weekdays": ["mon"]}, "must be days as monday:friday"),
        ({"weekdays": ["friday:monday"]}, "two ranges"),
        ({"days_of_month": ["0"]}, "must be days of a month"),
        ({"days_of_month": ["32"]}, "must be days of a month"),
        ({"months": ["13"]}, "must be months"),
        ({"years": ["soon"]}, "must be years"),
        ({"times": [{"start_time": "9", "end_time": "17:00"}]}, "time of the day"),
        ({"times": [{"start_time": "22:00", "end_time": "06:00"}]}, "two entries"),
        ({"location": "Local"}, "IANA"),
        ({"hours": []}, "Extra inputs"),
    ],
)
def test_an_interval_that_cannot_be_meant_is_refused(told: dict[str, Any], reason: str) -> None:
    """Named by what is wrong."""
    with pytest.raises(ValidationError, match=reason):
        _interval(**told)


def test_a_schedule_says_why_it_is_closed_and_when_it_opens() -> None:
    """Muted by a time of its own, or outside of all times at which it is active."""
    night = Named("night", (_interval(times=[{"start_time": "00:00", "end_time": "06:00"}]),))
    week = Named("week", (_interval(weekdays=["monday:friday"]),))
    schedule = Schedule(mute=(night,), active=(week,))

    assert schedule.why_muted(_moment("2024-11-27T05:59:59")) == "in mute time night"
    assert schedule.why_muted(_moment("2024-11-30T12:00")) == "outside of active time week"
    assert schedule.why_muted(_moment("2024-11-27T06:00")) == ""
    assert schedule.opens_at(_moment("2024-11-27T02:00:30")) == _moment("2024-11-27T06:00")


def test_a_schedule_that_stays_closed_is_asked_again_within_a_day() -> None:
    """However long it lasts."""
    never = Named("never", (_interval(),))

    assert Schedule(mute=(never,)).opens_at(_moment("2024-11-27T12:00")) == _moment(
        "2024-11-28T12:00"
    )
