from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.health import OPENS_AFTER, Circuit, Health, after_attempt, slots
from alerts.receivers.outcome import Outcome, OutcomeReason
from tests.builders import NOON

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_DOWN = Outcome(OutcomeReason.UNAVAILABLE)


def _after(*outcomes: Outcome, health: Health | None = None) -> Health:
    health = health or Health()
    for outcome in outcomes:
        health = after_attempt(health, outcome, _DAY, NOON, jitter=1.0)
    return health


def test_the_circuit_opens_on_failures_in_a_row() -> None:
    """Of whatever alerts; one success in between begins the count anew."""
    assert _after(*[_DOWN] * (OPENS_AFTER - 1)).circuit is Circuit.CLOSED
    assert _after(*[_DOWN] * OPENS_AFTER).circuit is Circuit.OPEN
    delivered = Outcome(OutcomeReason.DELIVERED)
    assert _after(*[_DOWN] * 9, delivered, *[_DOWN] * 9).circuit is Circuit.CLOSED


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(OPENS_AFTER, 5), (OPENS_AFTER + 1, 10), (OPENS_AFTER + 4, 80), (OPENS_AFTER + 99, 300)],
)
def test_an_open_circuit_is_tried_after_growing_pauses(failures: int, seconds: int) -> None:
    """Seconds at first, five minutes in the end."""
    assert _after(*[_DOWN] * failures).paused_until == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize("reason", [OutcomeReason.DELIVERED, OutcomeReason.REFUSED])
def test_an_answer_closes_the_circuit(reason: OutcomeReason) -> None:
    """Also one that refuses an alert is there."""
    health = _after(*[_DOWN] * 20, Outcome(reason))

    assert (health.circuit, health.failures, health.paused_until) == (Circuit.CLOSED, 0, None)


def test_a_receiver_that_is_gone_is_off() -> None:
    """No later outcome of an attempt under way turns it on."""
    health = _after(Outcome(OutcomeReason.GONE), Outcome(OutcomeReason.DELIVERED))

    assert (health.circuit, health.switched_off_at) == (Circuit.OFF, NOON)


@pytest.mark.parametrize("asked", [timedelta(seconds=90), NOON + timedelta(seconds=90)])
def test_a_pause_that_is_asked_for_is_kept(asked: object) -> None:
    """As seconds or as a date; never longer than an alert lives."""
    throttled = Outcome(OutcomeReason.THROTTLED, asked)  # type: ignore[arg-type]  # one of the two

    assert _after(throttled).paused_until == NOON + timedelta(seconds=90)
    cut = after_attempt(Health(), throttled, _SECOND, NOON, jitter=0.0)
    assert cut.paused_until == NOON + _SECOND


def test_one_a_second_is_one_a_second() -> None:
    """Nothing is saved up while it is quiet."""
    count, health = slots(Health(), 1, 4, NOON)
    assert (count, health.next_slot_at) == (1, NOON + _SECOND)
    assert slots(health, 1, 4, NOON + _SECOND / 2)[0] == 0
    assert slots(health, 1, 4, NOON + _SECOND)[0] == 1
    assert slots(health, 1, 4, NOON + 60 * _SECOND)[0] == 1


def test_a_high_rate_is_met_over_time() -> None:
    """A tenth of a second may be taken at once."""
    health, total = Health(), 0
    for step in range(100):
        count, health = slots(health, 50, 64, NOON + step * _SECOND / 10)
        total += count

    assert 500 <= total <= 506


def test_without_a_rate_all_may_go() -> None:
    """And none where none is asked for."""
    assert slots(Health(), None, 7, NOON) == (7, Health())
    assert slots(Health(), None, -1, NOON) == (0, Health())
