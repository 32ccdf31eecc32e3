"""Mail to several mailboxes, and mail that is sent again."""

from __future__ import annotations

import email
from dataclasses import replace

import pytest
import structlog

from alerts.group import group_of
from alerts.receivers.email import EMAIL_KIND
from alerts.receivers.outcome import OutcomeReason
from streams.http import HttpClient
from tests.builders import a_development
from tests.http_receiver import LOOPBACK
from tests.mail_server import Inbox, mail_options, mail_server, send


async def test_a_mailbox_that_is_left_out_is_named_in_the_log_and_the_ledger() -> None:
    """The others have got the message, and would get it twice."""
    inbox = Inbox(refused={"b@desk.example": "450 try later"})
    async with mail_server(inbox) as port:
        with structlog.testing.capture_logs() as records:
            attempt = await send(mail_options(port))

    assert inbox.to == [["a@desk.example"]]
    assert attempt.outcome.reason is OutcomeReason.DELIVERED
    assert attempt.reply == "taken; refused: 1 of 2: b@desk.example (450)"
    (record,) = [one for one in records if one["log_level"] == "warning"]
    assert (record["event"], record["receiver"]) == ("mailboxes_refused", "mail")
    assert (record["refused"], record["of"]) == ({"b@desk.example": 450}, 2)


@pytest.mark.parametrize(
    ("first", "second", "reason", "status"),
    [
        ("550 unknown", "450 try later", OutcomeReason.UNAVAILABLE, 450),
        ("450 try later", "550 unknown", OutcomeReason.UNAVAILABLE, 450),
        ("550 unknown", "551 moved", OutcomeReason.REFUSED, 550),
    ],
)
async def test_one_mailbox_that_is_refused_for_now_is_worth_another_attempt(
    first: str, second: str, reason: OutcomeReason, status: int
) -> None:
    """Whichever of them the server was asked about first."""
    inbox = Inbox(refused={"a@desk.example": first, "b@desk.example": second})
    async with mail_server(inbox) as port:
        attempt = await send(mail_options(port))

    assert (attempt.outcome.reason, attempt.status) == (reason, status)
    assert inbox.bodies == []


def test_a_repeat_is_a_message_of_its_own() -> None:
    """A mail program shows one of an id; what is sent first has the id that it always had."""
    one = EMAIL_KIND.build("mail", mail_options(25), HttpClient(LOOPBACK))
    group = group_of(a_development())

    messages = [
        email.message_from_bytes(one.render(replace(group, repeat=count))) for count in range(3)
    ]

    ids = [message["Message-ID"] for message in messages]
    assert ids[0] == "<2c8ceda315eb63dee6092f3733d2297d0f6baf5b@desk.example>"
    assert len(set(ids)) == 3
    assert len({message["References"] for message in messages}) == 1
