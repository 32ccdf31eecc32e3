"""How an attempt to deliver went, and what a reply's status says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streams.reply import Reply

# A server that asks for more means never; so many seconds still make a date.
_LONGEST_WAIT_SECONDS: Final = 10**9


class OutcomeReason(StrEnum):
    """How one attempt to deliver went."""

    DELIVERED = "delivered"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNEXPECTED_REPLY = "unexpected-reply"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    GONE = "gone"
    BAD_ADDRESS = "bad-address"
    OWN_NETWORK = "own-network"
    NOT_HTTPS = "not-https"


@dataclass(frozen=True)
class Outcome:
    """How one attempt went, and when the receiver wants the next one.

    `retry_after` is a wait, or the moment where the receiver named one.
    """

    reason: OutcomeReason
    retry_after: timedelta | datetime | None = None


def outcome_of_status(reply: Reply) -> Outcome:
    """Reads a reply by its status alone, in the sense of Standard Webhooks."""
    return Outcome(_reason(reply.status), retry_after(reply.headers))


def retry_after(headers: Mapping[str, str]) -> timedelta | datetime | None:
    """Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date; None where it is neither."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), _LONGEST_WAIT_SECONDS))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


_BY_STATUS: Final = {
    408: OutcomeReason.TIMEOUT,
    410: OutcomeReason.GONE,
    429: OutcomeReason.THROTTLED,
}
_BY_CLASS: Final = {
    2: OutcomeReason.DELIVERED,
    3: OutcomeReason.REDIRECTED,
    4: OutcomeReason.REFUSED,
    5: OutcomeReason.UNAVAILABLE,
}


def _reason(status: int) -> OutcomeReason:
    by_class = _BY_CLASS.get(status // 100, OutcomeReason.UNEXPECTED_REPLY)
    return _BY_STATUS.get(status, by_class)
