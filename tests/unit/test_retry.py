from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from alerts.receivers.outcome import Outcome, OutcomeReason, outcome_of_status
from alerts.retry import Decision, DecisionReason, DeliveryPolicy, next_attempt
from streams.reply import Reply
from tests.builders import NOON

_SECOND = timedelta(seconds=1)
_POLICY = DeliveryPolicy(
    maximal_age=timedelta(hours=1),
    first_wait=timedelta(seconds=4),
    longest_wait=timedelta(seconds=60),
    least_attempts=2,
)


def _decide(
    outcome: Outcome, *, attempts: int = 1, age: timedelta = _SECOND, jitter: float = 1.0
) -> Decision:
    return next_attempt(_POLICY, attempts, outcome, first_at=NOON - age, now=NOON, jitter=jitter)


@pytest.mark.parametrize(
    ("status", "reason", "decision"),
    [
        (200, OutcomeReason.DELIVERED, DecisionReason.DELIVERED),
        (202, OutcomeReason.DELIVERED, DecisionReason.DELIVERED),
        (204, OutcomeReason.DELIVERED, DecisionReason.DELIVERED),
        (101, OutcomeReason.UNEXPECTED_REPLY, DecisionReason.RETRY),
        (301, OutcomeReason.REDIRECTED, DecisionReason.REFUSED),
        (304, OutcomeReason.REDIRECTED, DecisionReason.REFUSED),
        (400, OutcomeReason.REFUSED, DecisionReason.REFUSED),
        (403, OutcomeReason.REFUSED, DecisionReason.REFUSED),
        (404, OutcomeReason.REFUSED, DecisionReason.REFUSED),
        (408, OutcomeReason.TIMEOUT, DecisionReason.RETRY),
        (410, OutcomeReason.GONE, DecisionReason.REFUSED),
        (429, OutcomeReason.THROTTLED, DecisionReason.RETRY),
        (500, OutcomeReason.UNAVAILABLE, DecisionReason.RETRY),
        (503, OutcomeReason.UNAVAILABLE, DecisionReason.RETRY),
        (999, OutcomeReason.UNEXPECTED_REPLY, DecisionReason.RETRY),
    ],
)
def test_a_status_decides(status: int, reason: OutcomeReason, decision: DecisionReason) -> None:
    """What may pass by itself is tried again; what a person must mend is not."""
    outcome = outcome_of_status(Reply(status))

    assert outcome.reason is reason
    assert _decide(outcome).reason is decision


@pytest.mark.parametrize(
    ("reason", "decision"),
    [
        (OutcomeReason.TIMEOUT, DecisionReason.RETRY),
        (OutcomeReason.UNREACHABLE, DecisionReason.RETRY),
        (OutcomeReason.BAD_ADDRESS, DecisionReason.REFUSED),
    ],
)
def test_no_reply_decides(reason: OutcomeReason, decision: DecisionReason) -> None:
    """A network fails for a while, an address that is none for ever."""
    assert _decide(Outcome(reason)).reason is decision


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"),
    [
        (1, 0.0, 2),
        (1, 1.0, 4),
        (2, 1.0, 8),
        (3, 0.5, 12),
        (4, 1.0, 32),
        (5, 1.0, 60),
        (99, 0.0, 30),
    ],
)
def test_waits_double_up_to_the_longest(attempts: int, jitter: float, seconds: int) -> None:
    """Half of each wait is fixed, half by chance, so that many do not come at once."""
    decision = _decide(Outcome(OutcomeReason.UNAVAILABLE), attempts=attempts, jitter=jitter)

    assert decision == Decision(DecisionReason.RETRY, NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("0", 2),
        ("1", 2),
        (format_datetime(NOON + 30 * _SECOND, usegmt=True), 30),
        (format_datetime((NOON + 30 * _SECOND).replace(tzinfo=None)), 30),
        (format_datetime(NOON - 30 * _SECOND, usegmt=True), 2),
        ("soon", 2),
        ("-5", 2),
        ("", 2),
        ("²", 2),
        ("Mon, 99 Foo 2024 12:00:00 GMT", 2),
        ("Mon, 01 Jan 99999999999999999999 12:00:00 GMT", 2),
    ],
)
def test_retry_after_is_kept_in_both_forms(header: str, seconds: int) -> None:
    """Never earlier than asked or than the backoff; nonsense counts as nothing."""
    outcome = outcome_of_status(Reply(429, {"retry-after": header}))

    decision = _decide(outcome, jitter=0.0)

    assert decision == Decision(DecisionReason.RETRY, NOON + timedelta(seconds=seconds))


def test_a_receiver_that_asks_for_longer_than_an_alert_lives_gets_none() -> None:
    """Asking it earlier would be rude, asking it then would be stale."""
    outcome = outcome_of_status(Reply(429, {"retry-after": "9" * 5000}))

    assert _decide(outcome) == Decision(DecisionReason.TOO_OLD)


def test_chance_adds_to_what_was_asked() -> None:
    """A receiver that names one moment to all does not get all at that moment."""
    outcome = Outcome(OutcomeReason.THROTTLED, timedelta(seconds=100))

    assert _decide(outcome, jitter=1.0).at == NOON + timedelta(seconds=110)


def test_an_alert_past_its_age_is_dead() -> None:
    """The next attempt would come too late, so there is none."""
    outcome = Outcome(OutcomeReason.UNAVAILABLE)

    almost = _decide(outcome, attempts=2, age=_POLICY.maximal_age - 8 * _SECOND)
    past = _decide(outcome, attempts=2, age=_POLICY.maximal_age - 7 * _SECOND)

    assert almost.reason is DecisionReason.RETRY
    assert past == Decision(DecisionReason.TOO_OLD)


def test_an_old_alert_has_its_least_attempts() -> None:
    """One that waited behind others is not given up at the first failure."""
    decision = _decide(Outcome(OutcomeReason.THROTTLED), attempts=1, age=timedelta(days=1))

    assert decision.reason is DecisionReason.RETRY
