"""The receiver that is posted to over HTTP: most of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alerts.receivers.outcome import Outcome, OutcomeReason, outcome_of_status
from alerts.receivers.receiver import Attempt
from streams.http import HttpError, HttpFailure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pydantic import SecretStr

    from alerts.group import Group
    from alerts.retry import DeliveryPolicy
    from streams.http import HttpClient
    from streams.records import Notification
    from streams.reply import Reply


def plain_headers(notification: Notification, _now: datetime) -> dict[str, str]:
    """The content type, and nothing that the other side does not know."""
    return {"content-type": notification.content_type}


def as_rendered(notification: Notification, _thread: str) -> bytes:
    """The body as it stands in the ledger."""
    return notification.body


def no_receipt(_reply: Reply) -> str:
    """Of a receiver that does not name what it took."""
    return ""


@dataclass(frozen=True)
class Dialect:
    """How one kind of receiver is spoken to.

    Attributes:
        policy: how patiently, how fast and how much at a time it is served.
        render: a group to the body.
        read_reply: what a reply means.
        headers: of an attempt at the given time.
        complete: adds to a body what must not stand in the ledger, or was not known before.
        receipt: what the reply calls the alert that was taken.
        content_type: of the body.
        secrets: what a body holds that no reply may be kept with; headers are seen to.
    """

    policy: DeliveryPolicy
    render: Callable[[Group], bytes]
    read_reply: Callable[[Reply], Outcome] = outcome_of_status
    headers: Callable[[Notification, datetime], dict[str, str]] = plain_headers
    complete: Callable[[Notification, str], bytes] = as_rendered
    receipt: Callable[[Reply], str] = no_receipt
    content_type: str = "application/json"
    secrets: tuple[SecretStr, ...] = ()


class PostReceiver:
    """A receiver with an address."""

    def __init__(self, name: str, dialect: Dialect, url: SecretStr, http: HttpClient) -> None:
        self.name = name
        self.policy = dialect.policy
        self.content_type = dialect.content_type
        self._dialect = dialect
        self._url = url
        self._http = http

    def render(self, group: Group) -> bytes:
        """The body of a notification."""
        return self._dialect.render(group)

    async def send(self, notification: Notification, now: datetime, thread: str = "") -> Attempt:
        """Posts the body as it was rendered, completed where the dialect needs it."""
        headers = self._dialect.headers(notification, now)
        body = self._dialect.complete(notification, thread)
        secrets = [each.get_secret_value() for each in self._dialect.secrets]
        try:
            reply = await self._http.post(self._url.get_secret_value(), body, headers, secrets)
        except HttpError as error:
            return Attempt(Outcome(_BY_FAILURE[error.reason]))
        outcome = self._dialect.read_reply(reply)
        taken = outcome.reason is OutcomeReason.DELIVERED
        receipt = self._dialect.receipt(reply) if taken else ""
        return Attempt(outcome, reply.status, reply.body, receipt)


_BY_FAILURE: Final = {
    HttpFailure.TIMEOUT: OutcomeReason.TIMEOUT,
    HttpFailure.UNREACHABLE: OutcomeReason.UNREACHABLE,
    HttpFailure.BAD_ADDRESS: OutcomeReason.BAD_ADDRESS,
    HttpFailure.OWN_NETWORK: OutcomeReason.OWN_NETWORK,
    HttpFailure.NOT_HTTPS: OutcomeReason.NOT_HTTPS,
}
