"""E-mail by SMTP: one message for each notification, the alerts of a story in one thread.

The server's address is judged by the guard as every other is, and the connection is
encrypted unless it stays within an allowed network.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

import aiosmtplib
import structlog
from pydantic import AfterValidator, Field, SecretStr

from alerts.receivers.options import Options
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt, Kind, policy_of
from alerts.receivers.texts import fitting, plain, told
from alerts.render import cut
from alerts.retry import DeliveryPolicy
from streams.guard import BlockedError, BlockedReason
from streams.pinned import connect
from streams.records.base import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alerts.group import Group
    from alerts.receivers.receiver import Receiver
    from streams.http import HttpClient
    from streams.records import Notification

log: Final = structlog.get_logger(__name__)

_SUBJECT: Final = 200
_MOST_CHARACTERS: Final = 100_000
_REPLY_LENGTH: Final = 300
_SECONDS: Final = 30.0
# The rest is for the server, which may take its time to greet.
_CONNECT_SECONDS: Final = 15.0
_PERMANENT: Final = 500
# Wrong credentials and a mailbox that is full today can be mended by a person meanwhile.
_BLOCKED: Final = {
    BlockedReason.OWN_NETWORK: OutcomeReason.OWN_NETWORK,
    BlockedReason.ZONE: OutcomeReason.OWN_NETWORK,
    BlockedReason.NOT_HTTPS: OutcomeReason.NOT_HTTPS,
}


def _mailbox(value: str) -> str:
    if not value.isascii() or not value.isprintable() or value.count("@") != 1:
        raise ValueError("is no address of the form name@host")
    return value


Mailbox = Annotated[str, AfterValidator(_mailbox), Field(max_length=254)]


class EmailOptions(Options):
    """A mail server and who writes to whom."""

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]{1,253}$")]
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password: SecretStr = SecretStr("")
    sender: Mailbox
    to: Annotated[tuple[Mailbox, ...], Field(min_length=1, max_length=100)]

    @property
    def scheme(self) -> str:
        """What the guard is asked about: whether the connection is encrypted."""
        return "smtp" if self.tls == "none" else "https"


class EmailReceiver:
    """Sends through one mail server."""

    content_type = "message/rfc822"

    def __init__(self, name: str, options: EmailOptions, http: HttpClient) -> None:
        self.name = name
        self.policy = policy_of(options, _POLICY)
        self._options = options
        self._guard = http.guard

    def render(self, group: Group) -> bytes:
        """The whole message: its id is that of the group, the repeat and the receiver, for ever."""
        words = told(group)
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = self._options.sender
        message["To"] = ", ".join(self._options.to)
        message["Subject"] = _unworded(cut(words.title, _SUBJECT))
        message["Date"] = format_datetime(_latest(group))
        # Mail programs show one message of an id, and a repeat is meant to be seen.
        again = (f"repeat {group.repeat}",) if group.repeat else ()
        message["Message-ID"] = self._message_id("message", *group.ids, *again)
        if group.story:
            # What mail programs make a thread of, though nobody has got this message.
            message["References"] = self._message_id("story", group.story)
        message["Auto-Submitted"] = "auto-generated"
        texts = [plain(alert) for alert in words.alerts]
        message.set_content(fitting(texts, _MOST_CHARACTERS), cte="quoted-printable")
        return message.as_bytes()

    async def send(self, notification: Notification, _now: datetime, _thread: str = "") -> Attempt:
        """Hands the message over to the server."""
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._send(notification.body)
        except BlockedError as error:
            return Attempt(Outcome(_BLOCKED[error.reason]))
        except aiosmtplib.SMTPResponseException as error:
            return self._refused(error.code, error.message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            # One that is refused for now may be taken at the next attempt.
            mildest = min(error.recipients, key=lambda one: one.code)
            return self._refused(mildest.code, mildest.message)
        except (TimeoutError, aiosmtplib.SMTPTimeoutError):
            return Attempt(Outcome(OutcomeReason.TIMEOUT))
        except (OSError, aiosmtplib.SMTPException):
            return Attempt(Outcome(OutcomeReason.UNREACHABLE))

    async def _send(self, body: bytes) -> Attempt:
        options = self._options
        await self._guard.check_scheme(options.scheme, options.host, options.port)
        client = aiosmtplib.SMTP(
            hostname=options.host,
            sock=await connect(self._guard, options.host, options.port, seconds=_CONNECT_SECONDS),
            use_tls=options.tls == "tls",
            start_tls=options.tls == "starttls",
            username=options.username or None,
            password=options.password.get_secret_value() or None,
            local_hostname="wirewatch",
            timeout=_SECONDS,
        )
        async with client:
            refused, reply = await client.sendmail(options.sender, list(options.to), body)
        if refused:
            reply = f"{reply}; {self._left_out(refused)}"
        return Attempt(Outcome(OutcomeReason.DELIVERED), 250, self._clean(reply))

    def _left_out(self, refused: Mapping[str, aiosmtplib.SMTPResponse]) -> str:
        """Tells which mailboxes the message did not go to.

        To try again for these would send it to the others once more.
        """
        codes = {mailbox: code for mailbox, (code, _) in refused.items()}
        log.warning(
            "mailboxes_refused", receiver=self.name, refused=codes, of=len(self._options.to)
        )
        listed = ", ".join(f"{mailbox} ({code})" for mailbox, code in codes.items())
        return f"refused: {len(codes)} of {len(self._options.to)}: {listed}"

    def _refused(self, code: int, message: str) -> Attempt:
        permanent = code >= _PERMANENT
        reason = OutcomeReason.REFUSED if permanent else OutcomeReason.UNAVAILABLE
        return Attempt(Outcome(reason), code, self._clean(message))

    def _clean(self, reply: str) -> str:
        """Cut, and without the password should the server repeat it, as it is or as it was sent."""
        user, secret = self._options.username, self._options.password.get_secret_value()
        if secret:
            # As AUTH PLAIN and AUTH LOGIN send it.
            sent = [b64encode(each.encode()).decode() for each in (f"\0{user}\0{secret}", secret)]
            for form in (*sent, secret):
                reply = reply.replace(form, "…")
        return reply[:_REPLY_LENGTH]

    def _message_id(self, *parts: str) -> str:
        host = self._options.sender.rpartition("@")[2]
        return f"<{digest(self.name, *parts)[:40]}@{host}>"


_POLICY: Final = DeliveryPolicy(
    maximal_age=timedelta(hours=24), longest_wait=timedelta(minutes=30), concurrency=2
)


def _unworded(text: str) -> str:
    """A header's text in which nothing is an encoded word (RFC 2047), by a joint within its mark.

    `EmailMessage` decodes such words when they are assigned: one of a headline would be line ends,
    headers and a body of its own.
    """
    return text.replace("=?", "=\u2060?")


def _latest(group: Group) -> datetime:
    return max(development.decided_at for development in group.developments).astimezone(UTC)


def _build(name: str, options: EmailOptions, http: HttpClient) -> Receiver:
    return EmailReceiver(name, options, http)


EMAIL_KIND: Final = Kind("email", EmailOptions, _build)
