"""When to try again: pure, so that a table of cases is its test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from alerts.receivers.outcome import Outcome, OutcomeReason

_WORTH_ANOTHER_TRY: Final = frozenset(
    {
        OutcomeReason.THROTTLED,
        OutcomeReason.UNAVAILABLE,
        OutcomeReason.TIMEOUT,
        OutcomeReason.UNREACHABLE,
        OutcomeReason.UNEXPECTED_REPLY,
        # A name may lead elsewhere for a while, and a setting can be mended.
        OutcomeReason.OWN_NETWORK,
        OutcomeReason.NOT_HTTPS,
    }
)
# Keeps the doubling below what a timedelta holds.
_MOST_DOUBLINGS: Final = 20


@dataclass(frozen=True)
class DeliveryPolicy:
    """How a receiver is served.

    Attributes:
        first_wait: before the second attempt; doubles from then on.
        longest_wait: what the doubling ends at.
        maximal_age: an alert older than this is stale, and dead.
        least_attempts: made whatever the age, for an alert that waited behind others or
            through a restart.
        concurrency: attempts at a time, each of another story.
        per_second: most attempts a second; None where the receiver sets no limit.
    """

    maximal_age: timedelta
    first_wait: timedelta = timedelta(seconds=5)
    longest_wait: timedelta = timedelta(minutes=10)
    least_attempts: int = 3
    concurrency: int = 4
    per_second: float | None = None


class DecisionReason(StrEnum):
    """What becomes of a notification after an attempt."""

    DELIVERED = "delivered"
    RETRY = "retry"
    REFUSED = "refused"
    TOO_OLD = "too-old"


@dataclass(frozen=True)
class Decision:
    """What becomes of a notification; `at` is the next attempt, for `retry` alone."""

    reason: DecisionReason
    at: datetime | None = None


def next_attempt(
    policy: DeliveryPolicy,
    attempts: int,
    outcome: Outcome,
    *,
    first_at: datetime,
    now: datetime,
    jitter: float,
) -> Decision:
    """Decides after an attempt.

    Args:
        policy: the receiver's.
        attempts: how many were made, this one included.
        outcome: how this one went.
        first_at: when the notification was put into the outbox.
        now: the time of the decision.
        jitter: 0 to 1; spreads the attempts of many notifications.
    """
    if outcome.reason is OutcomeReason.DELIVERED:
        return Decision(DecisionReason.DELIVERED)
    if not worth_another_try(outcome):
        return Decision(DecisionReason.REFUSED)
    asked = asked_wait(outcome, now)
    if asked > policy.maximal_age:
        return Decision(DecisionReason.TOO_OLD)
    at = now + max(_backoff(policy, attempts, jitter), asked * (1 + jitter / 10))
    if at > first_at + policy.maximal_age and attempts >= policy.least_attempts:
        return Decision(DecisionReason.TOO_OLD)
    return Decision(DecisionReason.RETRY, at)


def _backoff(policy: DeliveryPolicy, attempts: int, jitter: float) -> timedelta:
    """Half of it fixed, half of it by chance."""
    doubled = policy.first_wait * (1 << min(attempts - 1, _MOST_DOUBLINGS))
    return min(doubled, policy.longest_wait) * (0.5 + jitter / 2)


def worth_another_try(outcome: Outcome) -> bool:
    """Whether the same request can go well later."""
    return outcome.reason in _WORTH_ANOTHER_TRY


def asked_wait(outcome: Outcome, now: datetime) -> timedelta:
    """How long the receiver asked to be left alone from `now` on; nothing where it did not."""
    asked = outcome.retry_after
    if asked is None:
        return timedelta(0)
    return max(asked - now if isinstance(asked, datetime) else asked, timedelta(0))
