"""Several processes on one outbox, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import Decision, DecisionReason, DeliveryPolicy
from alerts.store.ledger import entries
from alerts.store.presence import free_claims
from alerts.store.store import Store
from alerts.store.turns import Asked, Finished, Turn, take_turns
from streams.errors import LedgerError
from streams.records import DeliveryState, Notification
from streams.settings import Settings
from tests.ledger import fill

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_POLICY = DeliveryPolicy(maximal_age=timedelta(hours=1), concurrency=3)
_DELIVERED = Attempt(Outcome(OutcomeReason.DELIVERED), 200, "ok")


@pytest.fixture
def settings(new_database: str, tmp_path: Path) -> Settings:
    """Settings with a database of their own."""
    return Settings(state_dir=tmp_path, database_url=SecretStr(new_database))


def _open(settings: Settings) -> Store:
    store = Store.open(settings)
    store.appear(["desk"])
    return store


def _fill(store: Store, count: int, stories: int) -> None:
    made = [
        Notification(
            id=f"n{number:04}",
            receiver="desk",
            story=f"s{number % stories}",
            developments=("d",),
            body=b"{}",
        )
        for number in range(count)
    ]
    store.transact(fill, made, datetime.now(UTC))


def _turn(
    store: Store,
    now: datetime,
    policy: DeliveryPolicy = _POLICY,
    finished: Sequence[Finished] = (),
) -> Turn:
    asked = Asked("desk", policy, finished)
    (turn,) = store.transact(take_turns, [asked], store.owner, now)
    return turn


def _drain(store: Store) -> list[tuple[str, str]]:
    """Delivers as a courier would, and says what in which order."""
    sent: list[tuple[str, str]] = []
    finished: list[Finished] = []
    while True:
        turn = _turn(store, datetime.now(UTC), finished=finished)
        finished = [
            Finished(due, _DELIVERED, Decision(DecisionReason.DELIVERED), 0.5) for due in turn.due
        ]
        sent += [(due.notification.story, due.notification.id) for due in turn.due]
        left = store.transact(entries, 1, state=DeliveryState.PENDING)
        if not finished and not left:
            return sent


def test_processes_share_an_outbox(settings: Settings) -> None:
    """Each notification is sent by one of them, and a story keeps its order over all."""
    stores = [_open(settings) for _ in range(3)]
    _fill(stores[0], 120, stories=12)

    with ThreadPoolExecutor(3) as threads:
        sent = list(threads.map(_drain, stores))

    everything = [one for some in sent for one in some]
    assert sorted(number for _, number in everything) == [f"n{n:04}" for n in range(120)]
    for some in sent:
        for story in {name for name, _ in some}:
            numbers = [number for name, number in some if name == story]
            assert numbers == sorted(numbers)
    for store in stores:
        store.close()


def test_claims_end_with_their_process(settings: Settings) -> None:
    """Those of one that lives are left alone; those of one that has gone are free."""
    first, second = _open(settings), _open(settings)
    _fill(first, 2, stories=2)
    assert len(_turn(first, datetime.now(UTC)).due) == 2
    assert second.transact(free_claims, second.owner) == 0

    first.close()

    assert second.transact(free_claims, second.owner) == 2
    second.close()


async def test_a_process_that_the_others_lost_sight_of_notices(
    settings: Settings, postgres_url: str
) -> None:
    """Its claims may be another's by now: it has to end."""
    store = _open(settings)
    await store.check_presence()
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        connection.execute(text(ended))
    server.dispose()

    with pytest.raises(SQLAlchemyError):
        await asyncio.wait_for(store.check_presence(), 10)
    store.close()


def test_a_database_that_refuses_the_password_is_one_line_without_it(settings: Settings) -> None:
    """It says what the database said."""
    url = make_url(settings.database_url.get_secret_value()).set(password="canary")
    refused = SecretStr(url.render_as_string(hide_password=False))

    with pytest.raises(LedgerError, match="password authentication failed") as caught:
        _open(settings.model_copy(update={"database_url": refused}))

    assert "canary" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_rate_and_pauses_hold_for_all_processes_together(settings: Settings) -> None:
    """Two processes do not make two a second of one."""
    stores = [_open(settings) for _ in range(2)]
    _fill(stores[0], 4, stories=4)
    slow = DeliveryPolicy(maximal_age=timedelta(hours=1), per_second=1)
    now = datetime.now(UTC)

    counts = [len(_turn(store, now, slow).due) for store in stores]

    assert counts == [1, 0]
    for store in stores:
        store.close()
