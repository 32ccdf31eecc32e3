from __future__ import annotations

from typing import TYPE_CHECKING

from streams.records import Kind
from tests.builders import a_change
from tests.timeline import DIGEST

if TYPE_CHECKING:
    from tests.timeline import Make


_NEWS = "route: {receiver: desk}"
_HOUR = 3600


def test_a_silence_holds_back_and_nothing_comes_later(timeline: Make) -> None:
    """Neither what came while it held nor what waited when it began; the rest goes as ever."""
    time = timeline(_NEWS)
    time.silence(5, 45, "kind=event")
    event = (a_change(kind=Kind.EVENT),)
    time.push(0, "a")
    time.push(10, "b", changes=event)
    time.push(20, "c")
    time.push(50, "d", changes=event)
    time.silence(58, 61, "topic=north-korea-troops, kind=event")
    time.run_until(_HOUR)

    assert time.sent() == [(0, "a"), (60, "c")]
    assert time.withheld() == [("b", "silenced"), ("d", "silenced")]


def test_a_silenced_development_is_not_the_first_of_its_story(timeline: Make) -> None:
    """The first that is told goes at once."""
    time = timeline(_NEWS)
    time.silence(0, 10, "topic=north-korea-troops")
    time.push(5, "a")
    time.restart(_NEWS, 8)
    time.push(20, "b")

    assert time.sent() == [(20, "b")]


_MUTED = """
time_intervals:
  - name: lunch
    time_intervals: [{times: [{start_time: "14:00", end_time: "15:00"}], location: Europe/Kyiv}]
route:
  receiver: desk
  routes: [{mute_time_intervals: [lunch]}]
"""


def test_a_mute_time_holds_back_until_it_ends(timeline: Make) -> None:
    """14 hours in Kyiv are noon in UTC; what came meanwhile is told together."""
    time = timeline(_MUTED)
    time.push(-60, "a")
    time.push(0, "b")
    time.push(10, "x", story="other")
    time.restart(_MUTED, 1800)
    time.push(2000, "c")
    time.run_until(2 * _HOUR)

    assert time.sent() == [(-60, "a"), (_HOUR, "b c"), (_HOUR, "x")]


def test_an_active_time_is_the_contrary_of_a_mute_time(timeline: Make) -> None:
    """Nothing goes outside of it."""
    time = timeline(_MUTED.replace("mute_time", "active_time"))
    time.push(-60, "a")
    time.run_until(_HOUR)

    assert time.sent() == [(0, "a")]


def test_a_digest_tells_once_what_its_filter_lets_through(timeline: Make) -> None:
    """At whole half hours, across a restart, nothing twice and nothing where nothing came."""
    time = timeline(DIGEST)
    event = (a_change(kind=Kind.EVENT),)
    time.push(100, "a", changes=event)
    time.push(200, "b")
    time.push(300, "c", changes=event, topic="another-topic")
    time.restart(DIGEST, 1000)
    time.push(1799, "d", changes=event)
    time.push(1800, "e", changes=event)
    time.run_until(5 * _HOUR)

    assert time.sent("archive") == [(1800, "a c d"), (3600, "e")]


def test_a_digest_that_nobody_sent_in_time_is_sent_at_the_start(timeline: Make) -> None:
    """One digest, late."""
    time = timeline(DIGEST)
    event = (a_change(kind=Kind.EVENT),)
    time.push(100, "a", changes=event)
    time.push(200, "b", changes=event)
    time.restart(DIGEST, 5 * _HOUR)
    time.run_until(9 * _HOUR)

    assert [what for _, what in time.sent("archive")] == ["a b"]


def test_a_silence_holds_for_a_digest_as_well(timeline: Make) -> None:
    """What it would have told is left out."""
    time = timeline(DIGEST)
    event = (a_change(kind=Kind.EVENT),)
    time.push(100, "a", changes=event)
    time.push(200, "b", changes=event, topic="another-topic")
    time.silence(1700, 1900, "topic=another-topic")
    time.run_until(_HOUR)

    assert time.sent("archive") == [(1800, "a")]
    assert time.withheld() == [("b", "silenced")]


def test_a_digest_of_many_is_several_notifications(timeline: Make) -> None:
    """Fifty at a time, in order."""
    time = timeline(DIGEST)
    names = [f"d{number}" for number in range(120)]
    time.push(100, *names, changes=(a_change(kind=Kind.EVENT),))
    time.run_until(_HOUR)

    told = [what.split() for _, what in time.sent("archive")]
    assert [len(each) for each in told] == [50, 50, 20]
    assert [name for each in told for name in each] == names
