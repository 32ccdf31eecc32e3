from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from alerts.plan import plan_of
from alerts.store.groups import forget_groups
from alerts.store.models import GroupRow, NotificationRow, WaitingRow
from alerts.store.prune import prune
from streams.records import Kind, notification_id
from tests.builders import a_change
from tests.ledger import Desk
from tests.timeline import DIGEST, moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from alerts.group import Group
    from tests.timeline import Make


_NEWS = "route: {receiver: desk}"
_HOUR = 3600


def _rows(session: Session) -> tuple[int, int]:
    return tuple(len(session.scalars(select(table)).all()) for table in (GroupRow, WaitingRow))  # type: ignore[return-value]


def test_the_first_of_a_story_goes_at_once_and_later_ones_are_gathered(timeline: Make) -> None:
    """For a minute, also where all of them come in one batch."""
    time = timeline(_NEWS)
    time.push(0, "a", "b")
    time.push(20, "c")
    time.push(59, "d")
    time.push(100, "e")
    time.run_until(_HOUR)

    assert time.sent() == [(0, "a"), (60, "b c d"), (120, "e")]


def test_each_story_has_a_timer_of_its_own(timeline: Make) -> None:
    """And so has each topic."""
    time = timeline(_NEWS)
    time.push(0, "a")
    time.push(10, "b", story="other")
    time.push(20, "c", topic="another-topic")
    time.push(30, "d", story="other")
    time.run_until(_HOUR)

    assert time.sent() == [(0, "a"), (10, "b"), (20, "c"), (70, "d")]


def test_a_new_group_waits_where_it_is_asked_to(timeline: Make) -> None:
    """`group_wait` gathers before the first sending."""
    time = timeline("route: {receiver: desk, group_wait: 30s, group_interval: 5m}")
    time.push(0, "a")
    time.push(29, "b")
    time.push(31, "c")
    time.run_until(_HOUR)

    assert time.sent() == [(30, "a b"), (330, "c")]


def test_without_grouping_each_goes_by_itself(timeline: Make) -> None:
    """And leaves nothing behind in the ledger but the notification."""
    time = timeline("route: {receiver: desk, group_by: ['...']}")
    time.push(0, "a", "b")
    time.push(1, "c")

    assert time.sent() == [(0, "a"), (0, "b"), (1, "c")]
    assert time.store.transact(_rows) == (0, 0)


def test_a_restart_in_between_changes_nothing(timeline: Make) -> None:
    """What waited is sent when it was due, once."""
    time = timeline(_NEWS)
    time.push(0, "a")
    time.push(10, "b")
    time.restart(_NEWS, 30)
    time.push(40, "c")
    time.run_until(_HOUR)

    assert time.sent() == [(0, "a"), (60, "b c")]


def test_what_came_due_while_nobody_ran_goes_at_the_start(timeline: Make) -> None:
    """Late, and not lost."""
    time = timeline(_NEWS)
    time.push(0, "a")
    time.push(10, "b")
    time.restart(_NEWS, _HOUR)
    time.run_until(2 * _HOUR)

    assert [what for _, what in time.sent()] == ["a", "b"]


def test_a_repeat_is_a_notification_of_its_own(timeline: Make) -> None:
    """Off unless asked for; a restart does not begin the wait anew."""
    alerts = "route: {receiver: desk, repeat_interval: 1h}"
    time = timeline(alerts)
    time.push(0, "a")
    time.restart(alerts, 1800)
    time.run_until(2 * _HOUR)

    assert time.sent() == [(0, "a"), (_HOUR, "a"), (2 * _HOUR, "a")]
    assert time.store.transact(_ids) == [
        notification_id(("a",), "desk", repeat) for repeat in range(3)
    ]


def _ids(session: Session) -> list[str]:
    return list(session.scalars(select(NotificationRow.id).order_by(NotificationRow.seq)))


def test_the_same_developments_have_the_same_id(timeline: Make) -> None:
    """It holds the developments and the receiver, and no clock."""
    time = timeline(_NEWS)
    time.push(0, "a")
    time.push(10, "b", "c")
    time.run_until(_HOUR)

    assert time.store.transact(_ids) == [
        notification_id(("a",), "desk"),
        notification_id(("b", "c"), "desk"),
    ]


def test_what_waits_on_a_route_that_is_gone_is_sent_at_the_start(timeline: Make) -> None:
    """To the receiver that it was for."""
    time = timeline(DIGEST)
    time.push(100, "a", changes=(a_change(kind=Kind.EVENT),))
    time.restart(_NEWS, 200)

    assert time.sent("archive") == [(200, "a")]


def test_what_waits_for_a_receiver_that_is_gone_is_kept(timeline: Make) -> None:
    """And said to be so."""
    time = timeline(DIGEST)
    time.push(100, "a", changes=(a_change(kind=Kind.EVENT),))
    time.plan = plan_of([Desk()], time.plan.root)  # as if the other's file were empty
    time.run_until(_HOUR)

    assert time.sent("archive") == []
    assert time.withheld() == [("a", "receiver-gone")]


def test_a_shorter_interval_holds_at_once(timeline: Make) -> None:
    """Who mends a file does not wait for what it said before."""
    time = timeline("route: {receiver: desk, group_interval: 10h}")
    time.push(0, "a")
    time.push(10, "b")
    time.restart("route: {receiver: desk, group_interval: 10h, continue: false}", 20)
    assert time.sent() == [(0, "a")]

    time.restart("route: {receiver: desk, group_interval: 1m}", 30)
    time.run_until(_HOUR)
    assert time.sent() == [(0, "a"), (60, "b")]


def test_nothing_is_sent_to_nobody(timeline: Make) -> None:
    """A route can end there."""
    time = timeline(
        "route: {receiver: desk, routes: [{receiver: nobody, matchers: [kind=figure]}]}"
    )
    time.push(0, "a")

    assert time.sent() == []
    assert time.store.transact(_rows) == (0, 0)


def test_a_group_that_rested_for_long_is_forgotten(timeline: Make) -> None:
    """Then the next development of its story is a first one; one in which something waits stays."""
    time = timeline(_NEWS)
    time.push(0, "a")
    time.push(0, "x", story="other")
    time.push(10, "y", story="other")
    time.store.transact(forget_groups, moment(30))
    time.push(31, "b")
    time.run_until(_HOUR)

    assert time.sent() == [(0, "a"), (0, "x"), (31, "b"), (60, "y")]


def test_what_waits_is_not_forgotten_with_old_rows(timeline: Make) -> None:
    """An article of another year may wait for a minute as well."""
    time = timeline(_NEWS)
    time.push(0, "a")
    time.push(10, "b")
    time.store.transact(prune, moment(_HOUR))
    time.run_until(_HOUR)

    assert time.sent() == [(0, "a"), (60, "b")]


def test_a_group_ends_where_nothing_is_left_to_repeat(timeline: Make) -> None:
    """Retention took what it had sent, so nobody looks at it again, and it is forgotten."""
    time = timeline("route: {receiver: desk, repeat_interval: 1h}")
    time.push(0, "a")
    time.run_until(_HOUR)
    time.store.transact(prune, moment(_HOUR))
    time.run_until(2 * _HOUR)
    time.store.transact(forget_groups, moment(2 * _HOUR + 1))

    assert time.sent() == [(0, "a"), (_HOUR, "a")]
    assert time.store.transact(_rows) == (0, 0)


class _Broken(Desk):
    def render(self, group: Group) -> bytes:
        raise RecursionError(group.labels)


def test_one_receiver_that_cannot_render_stops_nothing(timeline: Make) -> None:
    """Its notification is dead from the start, with the reason; the others get theirs."""
    time = timeline("")
    time.plan = plan_of([_Broken("archive"), Desk()])
    time.push(0, "a")

    assert time.store.transact(_states) == [
        ("archive", "dead", "not-rendered: RecursionError"),
        ("desk", "pending", ""),
    ]


def _states(session: Session) -> list[tuple[str, str, str]]:
    rows = session.scalars(select(NotificationRow).order_by(NotificationRow.seq))
    return [(row.receiver, row.state, row.reason) for row in rows]
