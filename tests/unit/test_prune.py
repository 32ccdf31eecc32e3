from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from alerts.housekeeping import Housekeeper
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import Decision, DecisionReason
from alerts.store.ledger import entries
from alerts.store.outbox import mark_announced
from alerts.store.store import Store
from streams.records import Notification
from streams.settings import Settings
from tests.ledger import fill, record

if TYPE_CHECKING:
    from pathlib import Path

_NOW = datetime.now(UTC)
_LONG_AGO = _NOW - timedelta(days=40)
_TAKEN = Attempt(Outcome(OutcomeReason.DELIVERED), 200, "ok")


async def test_what_ended_long_ago_is_forgotten(tmp_path: Path) -> None:
    """Not what waits still, nor what Kafka was not told of, nor what is younger."""
    settings = Settings(state_dir=tmp_path, ledger_retention_days=30)
    store = Store.open(settings)
    names = ["old", "waiting", "untold", "young"]
    made = [Notification(id=name, receiver="r", developments=("d",), body=b"{}") for name in names]
    store.transact(fill, made, _LONG_AGO)
    delivered = Decision(DecisionReason.DELIVERED)
    for name, at in (("old", _LONG_AGO), ("untold", _LONG_AGO), ("young", _NOW)):
        store.transact(record, name, _TAKEN, delivered, at)
    store.transact(mark_announced, ["old", "young"])

    assert await Housekeeper(settings, store, lambda: None).prune() == 1

    assert sorted(entry.id for entry in store.transact(entries, 9)) == [
        "untold",
        "waiting",
        "young",
    ]
    store.close()
