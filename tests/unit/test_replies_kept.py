"""What a server answers is kept, whatever its bytes: none may end the one who delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from alerts.group import group_of
from alerts.outbox import notification_of
from alerts.receivers.email import EMAIL_KIND
from alerts.receivers.outcome import OutcomeReason
from alerts.receivers.webhook import WEBHOOK_KIND, WebhookOptions
from alerts.retry import Decision, DecisionReason
from alerts.store.ledger import whole
from alerts.store.store import Store
from streams.http import HttpClient
from streams.settings import Settings
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import fill, record
from tests.mail_server import Inbox, mail_options, mail_server

if TYPE_CHECKING:
    from pathlib import Path

    from alerts.receivers.receiver import Receiver
    from alerts.store.ledger import Tried


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with a ledger of their own, in each database that there can be."""
    own = Settings(state_dir=tmp_path)
    if request.param == "sqlite":
        return own
    address = SecretStr(request.getfixturevalue("new_database"))
    return own.model_copy(update={"database_url": address})


async def _kept(settings: Settings, one: Receiver) -> Tried:
    """One attempt as it comes out of the ledger again."""
    notification = notification_of(group_of(a_development()), one)
    attempt = await one.send(notification, NOON)
    store = Store.open(settings)
    try:
        store.transact(fill, [notification], NOON)
        decision = Decision(DecisionReason.REFUSED)
        store.transact(record, notification.id, attempt, decision, NOON)
        (tried,) = store.transact(whole, notification.id).attempts
    finally:
        store.close()
    return tried


async def test_a_mail_server_may_answer_in_latin_1(settings: Settings) -> None:
    """Its umlauts are no UTF-8; what can be read of it is kept."""
    answer = "550 Empfänger unbekannt".encode("latin-1")
    inbox = Inbox(refused={"a@desk.example": answer})
    async with mail_server(inbox) as port, HttpClient(LOOPBACK) as http:
        options = mail_options(port, to=["a@desk.example"])
        tried = await _kept(settings, EMAIL_KIND.build("mail", options, http))

    assert (tried.outcome, tried.status) == (OutcomeReason.REFUSED, 550)
    assert tried.reply == "Empf\ufffdnger unbekannt"


async def test_a_web_server_may_answer_with_zero_bytes(settings: Settings) -> None:
    """Which no text of PostgreSQL can hold."""
    async with receiver(Answer(200, "taken\x00\x01")) as desk, HttpClient(LOOPBACK) as http:
        options = WebhookOptions(url=SecretStr(desk.url))
        tried = await _kept(settings, WEBHOOK_KIND.build("desk", options, http))

    assert (tried.outcome, tried.status) == (OutcomeReason.DELIVERED, 200)
    assert tried.reply == "taken\ufffd\x01"
