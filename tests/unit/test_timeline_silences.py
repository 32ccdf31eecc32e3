"""What silences do in the ledger while time goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from structlog.testing import capture_logs

from alerts.matchers import parse_matchers
from alerts.silences import Silence
from alerts.store.models import SilenceRow
from alerts.store.silences import add_silence, all_silences, expire_silence
from streams.records import Kind
from tests.builders import a_change
from tests.timeline import moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.timeline import Make

_NEWS = "route: {receiver: desk}"
_REPEATED = "route: {receiver: desk, repeat_interval: 10m}"
_DAY = 86_400


def _keep(session: Session, name: str, *matchers: str) -> None:
    session.add(
        SilenceRow(
            id=name,
            matchers=list(matchers),
            starts_at=moment(0),
            ends_at=moment(_DAY),
            author="desk",
            comment="known",
        )
    )


def test_a_silence_is_read_again_however_long_it_was_kept(timeline: Make) -> None:
    """Kept, it is longer than what may be typed; it holds, is listed and can be ended."""
    time = timeline(_NEWS)
    names = "|".join(rf"site{number}\.example" for number in range(120))
    matchers = parse_matchers(f'publisher!~"{names}"')
    long = Silence("long", matchers, moment(0), moment(_DAY), "desk", "known")
    time.store.transact(add_silence, long)
    time.push(10, "a")

    assert len(str(matchers[0])) > 2000
    assert time.withheld() == [("a", "silenced")]
    assert time.store.transact(all_silences) == [(long, 1)]
    assert time.store.transact(expire_silence, "long", moment(20)) is not None


def test_a_silence_that_cannot_be_read_holds_nothing_back(timeline: Make) -> None:
    """As that of a later version: it is logged once and left out, and the others hold."""
    time = timeline(_NEWS)
    time.store.transact(_keep, "later", 'mood="gloomy"')
    time.store.transact(_keep, "ours", "kind=figure", "topic=another-topic")
    with capture_logs() as logs:
        time.push(10, "a")
        time.push(20, "b", story="other", topic="another-topic")
        listed = time.store.transact(all_silences)

    assert time.sent() == [(10, "a")]
    assert [one.id for one, _ in listed] == ["ours"]
    assert time.store.transact(expire_silence, "later", moment(30)) is None
    assert [(one["event"], one["silence"]) for one in logs] == [("silence_unreadable", "later")]


def test_a_repeat_tells_nothing_that_a_silence_holds_for(timeline: Make) -> None:
    """It is asked about at each repeat, kept once, and told again once the silence has ended."""
    time = timeline(_REPEATED)
    time.push(0, "a")
    time.silence(5, 1500, "topic=north-korea-troops")
    time.run_until(2000)

    assert time.sent() == [(0, "a"), (1800, "a")]
    assert time.withheld() == [("a", "silenced")]


def test_a_repeat_tells_the_rest_where_a_silence_holds_for_some(timeline: Make) -> None:
    """What was sent together need not be silenced together."""
    time = timeline(_REPEATED.replace("desk,", "desk, group_wait: 30s,"))
    time.push(0, "a")
    time.push(10, "b", changes=(a_change(kind=Kind.EVENT),))
    time.silence(100, 700, "kind=event")
    time.run_until(1300)

    assert time.sent() == [(30, "a b"), (630, "a"), (1230, "a b")]


def test_a_development_for_two_receivers_is_held_back_once(timeline: Make) -> None:
    """A silence counts developments, and tells for each receiver what it did not get."""
    time = timeline("")
    time.silence(0, _DAY, "kind=figure")
    time.push(10, "a")
    ((_, held_back),) = time.store.transact(all_silences)

    assert time.withheld() == [("a", "silenced"), ("a", "silenced")]
    assert held_back == 1
