"""A real mail server on loopback, which answers as a test says.

::

    inbox = Inbox(refused={"b@desk.example": "450 later"})
    async with mail_server(inbox) as port:
        await send(mail_options(port))
    assert inbox.to == [["a@desk.example"]]
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP

from alerts.group import group_of
from alerts.outbox import notification_of
from alerts.receivers.email import EMAIL_KIND, EmailOptions
from streams.http import HttpClient
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from ssl import SSLContext

    from alerts.receivers.receiver import Attempt
    from streams.guard import Guard


@dataclass
class Inbox:
    """What a mail server took, and what it answers.

    Attributes:
        answer: to a message.
        refused: what it answers to a mailbox; all others are taken.
        bodies: of the messages that came.
        to: the mailboxes of each.
    """

    answer: str = "250 taken"
    refused: Mapping[str, str | bytes] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str | bytes:
        """A mailbox is named."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """A message has come."""
        self.bodies.append(envelope.original_content)
        self.to.append(envelope.rcpt_tos)
        return self.answer


@asynccontextmanager
async def mail_server(
    inbox: Inbox, *, tls: SSLContext | None = None, **options: Any
) -> AsyncIterator[int]:
    """The server for as long as the block; its port. `tls` encrypts from the first byte on."""
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def connected() -> SMTP:
        sessions.append(SMTP(inbox, **options))
        return sessions[-1]

    server = await loop.create_server(connected, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]
    for session in sessions:
        if session.transport:
            session.transport.close()
    await asyncio.sleep(0)


def mail_options(port: int, **overrides: Any) -> EmailOptions:
    """A receiver at this server, for two mailboxes."""
    own = {
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
        "sender": "wirewatch@desk.example",
        "to": ["a@desk.example", "b@desk.example"],
    }
    return EmailOptions.model_validate(own | overrides)


async def send(options: EmailOptions, guard: Guard = LOOPBACK) -> Attempt:
    """One attempt at one alert."""
    async with HttpClient(guard) as http:
        one = EMAIL_KIND.build("mail", options, http)
        return await one.send(notification_of(group_of(a_development()), one), NOON)
