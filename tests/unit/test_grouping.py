from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from alerts.digests import Digest
from alerts.grouping import FlushReason, GroupState, Timing, arrived, flush, next_tick
from alerts.mute import Named, Schedule, TimeInterval
from alerts.times import duration
from tests.builders import NOON

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)


def _at(seconds: float) -> datetime:
    return NOON + seconds * _SECOND


def _sent(timing: Timing, now: datetime = NOON) -> GroupState:
    """A group whose first development has gone."""
    return flush(timing, arrived(timing, GroupState(), now), ("a",), now).state


def test_the_first_goes_at_once() -> None:
    """The default wait for a new group is none."""
    state = arrived(Timing(), GroupState(), NOON)
    done = flush(Timing(), state, ("a",), NOON)

    assert (done.reason, done.developments) == (FlushReason.SENT, ("a",))
    assert done.state.due is None


@pytest.mark.parametrize(("seconds", "due"), [(1, 60), (59.9, 60), (60, 120), (3601, 3660)])
def test_later_ones_are_due_at_the_next_tick(seconds: float, due: float) -> None:
    """The timer runs from the first sending on, whether or not anything came."""
    state = arrived(Timing(), _sent(Timing()), _at(seconds))

    assert state.due == _at(due)


def test_a_tick_sends_all_that_waits() -> None:
    """In order, once."""
    state = arrived(Timing(), _sent(Timing()), _at(10))
    early = flush(Timing(), state, ("b", "c"), _at(59))
    done = flush(Timing(), state, ("b", "c"), _at(60))

    assert early.reason is FlushReason.NOT_DUE
    assert (done.reason, done.developments) == (FlushReason.SENT, ("b", "c"))
    assert done.state.begun == NOON


def test_a_group_waits_for_others_before_its_first_sending() -> None:
    """From its first development on; a later one moves nothing."""
    timing = Timing(wait=30 * _SECOND)
    state = arrived(timing, arrived(timing, GroupState(), NOON), _at(20))

    assert state.due == _at(30)


def test_an_interval_of_nothing_holds_nothing_back() -> None:
    """Each goes as it comes."""
    timing = Timing(interval=timedelta(0))

    assert arrived(timing, _sent(timing), _at(5)).due == _at(5)


def test_a_repeat_comes_where_nothing_new_did() -> None:
    """At the first tick after the repeat interval, again and again, counted."""
    timing = Timing(repeat=150 * _SECOND)
    state = _sent(timing)
    assert state.due == _at(180)

    first = flush(timing, state, (), _at(180))
    second = flush(timing, first.state, (), first.state.due or NOON)

    assert (first.reason, first.developments, first.repeat) == (FlushReason.REPEATED, ("a",), 1)
    assert (second.reason, second.repeat) == (FlushReason.REPEATED, 2)


def test_something_new_takes_the_place_of_a_repeat() -> None:
    """The wait for the next repeat begins anew, with what was sent last."""
    timing = Timing(repeat=3 * _MINUTE)
    state = arrived(timing, _sent(timing), _at(170))
    done = flush(timing, state, ("b",), _at(180))

    assert (done.reason, done.developments) == (FlushReason.SENT, ("b",))
    assert done.state.due == _at(360)


def test_nothing_is_sent_in_mute_time_and_nothing_is_lost() -> None:
    """What waits is due when the mute time ends."""
    lunch = TimeInterval.model_validate({"times": [{"start_time": "12:00", "end_time": "12:30"}]})
    timing = Timing(schedule=Schedule(mute=(Named("lunch", (lunch,)),)))
    muted = flush(timing, arrived(timing, GroupState(), NOON), ("a",), NOON)
    done = flush(timing, muted.state, ("a", "b"), _at(1800))

    assert (muted.reason, muted.state.due) == (FlushReason.MUTED, _at(1800))
    assert (done.reason, done.developments) == (FlushReason.SENT, ("a", "b"))


def test_a_group_whose_waiting_was_silenced_sends_nothing() -> None:
    """It is as it was before."""
    state = arrived(Timing(), _sent(Timing()), _at(10))
    done = flush(Timing(), state, (), _at(60))

    assert (done.reason, done.developments, done.state.due) == (FlushReason.NOTHING_NEW, (), None)


@given(st.integers(1, 10_000), st.integers(0, 10**7))
def test_a_tick_lies_ahead_by_an_interval_at_most(interval: int, seconds: int) -> None:
    """And on the timer's own grid."""
    tick = next_tick(NOON, interval * _SECOND, _at(seconds))

    assert _at(seconds) < tick <= _at(seconds + interval)
    assert (tick - NOON) % (interval * _SECOND) == timedelta(0)


def test_a_digest_goes_by_the_clock() -> None:
    """On whole multiples, wherever it is asked from."""
    half_hours = Digest.model_validate({"every": "30m"})

    assert half_hours.next_after(NOON) == NOON + 30 * _MINUTE
    assert half_hours.next_after(NOON + 29 * _MINUTE) == NOON + 30 * _MINUTE


@pytest.mark.parametrize(("every", "last"), [("5h", "20:00"), ("7m", "23:55"), ("1d", "00:00")])
def test_a_digest_begins_each_day_at_midnight(every: str, last: str) -> None:
    """So its times are those of any other day, and the last wait of a day may be shorter."""
    digest = Digest.model_validate({"every": every})
    midnight = datetime(2024, 11, 28, tzinfo=UTC)
    hour, minute = map(int, last.split(":"))
    before = (midnight - _MINUTE).replace(hour=hour, minute=minute)

    assert digest.next_after(before) == midnight
    assert digest.next_after(before - timedelta(microseconds=1)) == before
    assert digest.next_after(midnight.astimezone(ZoneInfo("Asia/Seoul"))) == (
        midnight + duration(every)
    )


def test_a_digest_goes_at_hours_of_a_time_zone() -> None:
    """Summer or winter; at the hour itself the next one is meant."""
    digest = Digest.model_validate({"at": ["18:00", "08:00"], "location": "Europe/Kyiv"})

    assert digest.next_after(datetime(2024, 11, 27, 5, tzinfo=UTC)) == datetime(
        2024, 11, 27, 6, tzinfo=UTC
    )
    assert digest.next_after(datetime(2024, 11, 27, 6, tzinfo=UTC)) == datetime(
        2024, 11, 27, 16, tzinfo=UTC
    )
    assert digest.next_after(datetime(2024, 7, 1, 16, tzinfo=UTC)) == datetime(
        2024, 7, 2, 5, tzinfo=UTC
    )


@given(st.integers(0, 2000 * 24 * 60), st.integers(0, 1439))
def test_a_day_has_each_hour_of_a_digest_once(later: int, minute: int) -> None:
    """Also where the clocks change: a missing hour is made up for, a doubled one is one."""
    text = f"{minute // 60:02}:{minute % 60:02}"
    digest = Digest.model_validate({"at": [text], "location": "Europe/Kyiv"})
    first = digest.next_after(NOON + later * _MINUTE)
    second = digest.next_after(first)

    assert timedelta(hours=22) <= second - first <= timedelta(hours=26)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({}, "exactly one of every, at"),
        ({"every": "1h", "at": ["08:00"]}, "exactly one of every, at"),
        ({"every": "1s"}, "greater than or equal"),
        ({"every": "soon"}, "must be a time such as"),
        ({"at": ["8"]}, "must be a time of the day"),
        ({"at": ["24:00"]}, "less than"),
        ({"at": ["08:00"], "location": "Kyiv"}, "IANA"),
    ],
)
def test_a_digest_that_cannot_be_kept_is_refused(told: dict[str, object], reason: str) -> None:
    """Named by what is wrong."""
    with pytest.raises(ValidationError, match=reason):
        Digest.model_validate(told)
