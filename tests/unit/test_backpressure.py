"""When notify stops reading, and when it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alerts.backpressure import Pressure, judge
from alerts.retry import Decision, DecisionReason
from alerts.store.outbox import pending
from alerts.store.store import Store
from streams.records import Notification
from streams.settings import Settings
from tests.builders import NOON
from tests.ledger import fill, record
from tests.unit.test_outbox import _TAKEN

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("count", "limit", "before", "after"),
    [
        (99, 100, Pressure.BELOW_LIMIT, Pressure.BELOW_LIMIT),
        (100, 100, Pressure.BELOW_LIMIT, Pressure.OUTBOX_FULL),
        (600, 100, Pressure.OUTBOX_FULL, Pressure.OUTBOX_FULL),
        (99, 100, Pressure.OUTBOX_FULL, Pressure.DRAINING),
        (90, 100, Pressure.DRAINING, Pressure.DRAINING),
        (89, 100, Pressure.DRAINING, Pressure.BELOW_LIMIT),
        (0, 1, Pressure.OUTBOX_FULL, Pressure.BELOW_LIMIT),
        (10**9, 0, Pressure.BELOW_LIMIT, Pressure.BELOW_LIMIT),
    ],
)
def test_reading_stops_at_the_limit_and_goes_on_below_it(
    count: int, limit: int, before: Pressure, after: Pressure
) -> None:
    """Not with each delivery; 0 is no limit."""
    assert judge(count, limit, before) is after


def test_what_waits_for_nobody_does_not_count(tmp_path: Path) -> None:
    """It never drains: a receiver taken out of alerts.yaml would stop notify for ever."""
    store = Store.open(Settings(state_dir=tmp_path))
    for name, to in (("a", "desk"), ("b", "desk"), ("c", "gone"), ("d", "post")):
        one = Notification(id=name, receiver=to, developments=("d",), body=b"")
        store.transact(fill, [one], NOON)
    store.transact(record, "a", _TAKEN, Decision(DecisionReason.DELIVERED), NOON)

    assert store.transact(pending, ["desk", "post", "idle"]) == {"desk": 1, "post": 1}
    store.close()
