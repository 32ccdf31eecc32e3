"""When a group of developments is sent: pure, in Alertmanager's words.

The first development of a group waits for `wait`, later ones for the next tick of a timer that
runs every `interval` from then on. The timer is arithmetic on the time of the first sending: it
needs no process that lives, and a group in which nothing happens costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts.mute import Schedule

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.digests import Digest

GROUP_WAIT: Final = timedelta(0)
GROUP_INTERVAL: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Timing:
    """When the groups of a route are sent.

    Attributes:
        wait: for others, before the first sending of a group.
        interval: between later ones.
        repeat: after so long the last sending is repeated where nothing came; None for never.
        digest: takes the place of all three.
        schedule: when nothing is sent.
    """

    wait: timedelta = GROUP_WAIT
    interval: timedelta = GROUP_INTERVAL
    repeat: timedelta | None = None
    digest: Digest | None = None
    schedule: Schedule = field(default_factory=Schedule)


@dataclass(frozen=True)
class GroupState:
    """Where a group stands; what waits in it is kept beside it, in order.

    Attributes:
        due: when to look at it; None while nothing is to come.
        begun: the first sending, from which ticks are counted.
        sent: the developments of the last sending, for a repeat.
        sent_at: when that was.
        repeats: how often it was repeated.
    """

    due: datetime | None = None
    begun: datetime | None = None
    sent: tuple[str, ...] = ()
    sent_at: datetime | None = None
    repeats: int = 0


class FlushReason(StrEnum):
    """What was decided on a group."""

    NOT_DUE = "not-due"
    MUTED = "muted"
    SENT = "sent"
    REPEATED = "repeated"
    NOTHING_NEW = "nothing-new"


@dataclass(frozen=True)
class Flush:
    """The developments to send now, and the group afterwards; `repeat` counts from 1."""

    reason: FlushReason
    state: GroupState
    developments: tuple[str, ...] = ()
    repeat: int = 0


def arrived(timing: Timing, state: GroupState, now: datetime) -> GroupState:
    """After a development joined the group: when it is due."""
    at = _first_chance(timing, state, now)
    return replace(state, due=at if state.due is None else min(state.due, at))


def flush(timing: Timing, state: GroupState, waiting: tuple[str, ...], now: datetime) -> Flush:
    """Decides whether a group is sent now.

    Args:
        timing: its route's.
        state: where it stands.
        waiting: the developments that were not sent, in order.
        now: the time of the decision.
    """
    if state.due is None or now < state.due:
        return Flush(FlushReason.NOT_DUE, state)
    if timing.schedule.why_muted(now):
        return Flush(FlushReason.MUTED, replace(state, due=timing.schedule.opens_at(now)))
    if waiting:
        sent = GroupState(begun=state.begun or now, sent=waiting, sent_at=now)
        return Flush(FlushReason.SENT, _with_repeat(timing, sent), waiting)
    if timing.repeat and state.sent_at and state.sent_at + timing.repeat <= now:
        again = replace(state, sent_at=now, repeats=state.repeats + 1)
        repeated = _with_repeat(timing, again)
        return Flush(FlushReason.REPEATED, repeated, state.sent, repeated.repeats)
    return Flush(FlushReason.NOTHING_NEW, _with_repeat(timing, state))


def _first_chance(timing: Timing, state: GroupState, now: datetime) -> datetime:
    if timing.digest:
        return timing.digest.next_after(now)
    if state.begun is None:
        return now + timing.wait
    return next_tick(state.begun, timing.interval, now)


def next_tick(begun: datetime, interval: timedelta, now: datetime) -> datetime:
    """The first tick after `now` of a timer that runs since `begun`."""
    return begun + ((now - begun) // interval + 1) * interval if interval else now


def _with_repeat(timing: Timing, state: GroupState) -> GroupState:
    """Repeats are made at ticks, so they are rounded up to one, as Alertmanager's are."""
    if timing.repeat is None or timing.digest or not (state.sent_at and state.begun):
        return replace(state, due=None)
    at = state.sent_at + timing.repeat
    ticks = -((state.begun - at) // timing.interval) if timing.interval else 0
    return replace(state, due=state.begun + ticks * timing.interval if ticks else at)
