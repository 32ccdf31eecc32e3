"""How a receiver fares: its pauses, its circuit, whether it is gone. Pure, as `alerts.retry`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.retry import asked_wait, worth_another_try

#: So many failures in a row, of whatever alerts, open the circuit.
OPENS_AFTER: Final = 10
_FIRST_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(minutes=5)
_MOST_DOUBLINGS: Final = 10
# How far the attempts of one moment may run ahead of the rate.
_BURST: Final = timedelta(milliseconds=100)


class Circuit(StrEnum):
    """Whether a receiver is served.

    Open: it has failed for long, so one attempt at a time tries whether it is back.
    """

    CLOSED = "closed"
    OPEN = "circuit-open"
    OFF = "switched-off"


@dataclass(frozen=True)
class Health:
    """What is known of a receiver, by all processes.

    Attributes:
        failures: in a row.
        failing_since: the first of them.
        paused_until: it asked for it, or its circuit is open.
        next_slot_at: from when on its rate leaves room.
        switched_off_at: when it said that it is gone.
    """

    failures: int = 0
    failing_since: datetime | None = None
    paused_until: datetime | None = None
    next_slot_at: datetime | None = None
    switched_off_at: datetime | None = None

    @property
    def circuit(self) -> Circuit:
        """Whether it is served."""
        if self.switched_off_at is not None:
            return Circuit.OFF
        return Circuit.OPEN if self.failures >= OPENS_AFTER else Circuit.CLOSED


def after_attempt(
    health: Health, outcome: Outcome, longest: timedelta, now: datetime, jitter: float
) -> Health:
    """The health after an attempt.

    Args:
        health: before it.
        outcome: how it went.
        longest: a wait that a receiver asks for is cut to this.
        now: when it ended.
        jitter: 0 to 1.
    """
    asked = min(asked_wait(outcome, now), longest)
    until = now + asked if asked else None
    if outcome.reason is OutcomeReason.GONE:
        return replace(health, switched_off_at=now)
    if not worth_another_try(outcome):
        # Also one that refuses an alert is there.
        return replace(health, failures=0, failing_since=None, paused_until=until)
    failures = health.failures + 1
    pauses = [moment for moment in (until, _probe_at(failures, now, jitter)) if moment]
    return replace(
        health,
        failures=failures,
        failing_since=health.failing_since or now,
        paused_until=max(pauses, default=None),
    )


def slots(health: Health, per_second: float | None, most: int, now: datetime) -> tuple[int, Health]:
    """How many attempts the rate leaves room for, and the health after they are made.

    A token bucket in the form of the generic cell rate algorithm: one moment is its state.
    """
    if per_second is None or most < 1:
        return max(most, 0), health
    interval = timedelta(seconds=1 / per_second)
    at = max(health.next_slot_at or now, now)
    ahead = _BURST if interval <= _BURST else timedelta(0)
    count = 0
    while count < most and at <= now + ahead:
        at += interval
        count += 1
    return count, replace(health, next_slot_at=at) if count else health


def _probe_at(failures: int, now: datetime, jitter: float) -> datetime | None:
    """When an open circuit is tried again: seconds at first, minutes in the end."""
    if failures < OPENS_AFTER:
        return None
    doubled = _FIRST_PAUSE * (1 << min(failures - OPENS_AFTER, _MOST_DOUBLINGS))
    return now + min(doubled, _LONGEST_PAUSE) * (0.5 + jitter / 2)
