"""What every receiver is, and the kind of receiver that is posted to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from alerts.receivers.outcome import Outcome, OutcomeReason
from streams.http import HttpError, HttpFailure

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import SecretStr

    from alerts.retry import RetryPolicy
    from streams.http import HttpClient, Reply
    from streams.records import Development, Notification


@dataclass(frozen=True)
class Attempt:
    """One attempt as the ledger keeps it; `reply` is cut and free of the address."""

    outcome: Outcome
    status: int | None = None
    reply: str = ""


class Receiver(Protocol):
    """Where alerts go."""

    @property
    def name(self) -> str:
        """The name in `alerts.yaml`."""

    @property
    def policy(self) -> RetryPolicy:
        """How patiently it is served."""

    @property
    def pace(self) -> timedelta:
        """The least time between two attempts."""

    def render(self, development: Development) -> bytes:
        """The body of its notification: the same development always gives the same bytes."""

    async def send(self, notification: Notification, now: datetime) -> Attempt:
        """Makes one attempt; never raises for what the other side does."""


@dataclass(frozen=True)
class PostKind:
    """How one kind of receiver is posted to; its module owns all of this.

    Attributes:
        render: a development to the body.
        read_reply: what a reply means.
        headers: of an attempt at the given time.
        policy: how patiently it is served.
        pace: the least time between two attempts.
    """

    render: Callable[[Development], bytes]
    read_reply: Callable[[Reply], Outcome]
    headers: Callable[[Notification, datetime], dict[str, str]]
    policy: RetryPolicy
    pace: timedelta = timedelta(0)


class PostReceiver:
    """A receiver with an address."""

    def __init__(self, name: str, kind: PostKind, url: SecretStr, http: HttpClient) -> None:
        self.name = name
        self.policy = kind.policy
        self.pace = kind.pace
        self._kind = kind
        self._url = url
        self._http = http

    def render(self, development: Development) -> bytes:
        """The body of its notification."""
        return self._kind.render(development)

    async def send(self, notification: Notification, now: datetime) -> Attempt:
        """Posts the body as it was rendered."""
        headers = self._kind.headers(notification, now)
        try:
            reply = await self._http.post(self._url.get_secret_value(), notification.body, headers)
        except HttpError as error:
            return Attempt(Outcome(_BY_FAILURE[error.reason]))
        return Attempt(self._kind.read_reply(reply), reply.status, reply.body)


_BY_FAILURE = {
    HttpFailure.TIMEOUT: OutcomeReason.TIMEOUT,
    HttpFailure.UNREACHABLE: OutcomeReason.UNREACHABLE,
    HttpFailure.BAD_ADDRESS: OutcomeReason.BAD_ADDRESS,
}
