"""Several processes on one ledger's groups, on a real PostgreSQL."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy import select

from alerts.digests import Digest
from alerts.grouping import Timing
from alerts.plan import Plan, plan_of
from alerts.routes import Route
from alerts.store.groups import tick
from alerts.store.intake import Advance, Partition, Taken, take
from alerts.store.models import NotificationRow
from alerts.store.store import Store
from streams.settings import Settings
from tests.builders import NOON, a_development, a_reference
from tests.ledger import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

_PROCESSES = 3
_BATCHES = 20
_TOPICS = "abcd"


def _plan() -> Plan:
    """A digest of everything, and groups by topic: all processes meet in the same groups."""
    digest = Timing(digest=Digest.model_validate({"every": "1m"}))
    children = (
        Route("digest", "digest", "archive", continues=True, group_by=(), timing=digest),
        Route("topics", "topics", "desk", group_by=("topic",)),
    )
    return plan_of([Desk(), Desk("archive")], Route("root", "root", "desk", routes=children))


def _work(store: Store, process: int) -> None:
    """Takes batches of a partition of its own, and looks at what is due."""
    plan = _plan()
    partition = Partition("g", "developments", process)
    for batch in range(_BATCHES):
        now = NOON + timedelta(seconds=7 * batch)
        names = [f"{process}-{batch}-{topic}" for topic in _TOPICS]
        taken = [
            Taken(
                partition,
                batch * len(names) + index,
                a_development(id=name, topic=name[-1], article=a_reference(id=name)),
            )
            for index, name in enumerate(names if process % 2 else reversed(names))
        ]
        expected = batch * len(names) or None
        advance = Advance(partition, expected, (batch + 1) * len(names))
        store.transact(take, taken, [advance], plan, now)
        store.transact(tick, plan, now)


def test_processes_that_share_groups_send_each_development_once(
    new_database: str, tmp_path: Path
) -> None:
    """Whoever gets a lock first; none waits for another in a circle, and nothing is lost."""
    settings = Settings(state_dir=tmp_path, database_url=SecretStr(new_database))
    # Each with an engine of its own, as processes have; Alembic migrates in one thread alone.
    stores = [Store.open(settings) for _ in range(_PROCESSES)]
    with ThreadPoolExecutor(_PROCESSES) as threads:
        for done in [threads.submit(_work, one, index) for index, one in enumerate(stores)]:
            done.result()
    store = stores[0]
    due = store.transact(tick, _plan(), NOON).next_due
    while due is not None:
        due = store.transact(tick, _plan(), due).next_due

    wanted = Counter(
        f"{process}-{batch}-{topic}"
        for process in range(_PROCESSES)
        for batch in range(_BATCHES)
        for topic in _TOPICS
    )
    assert store.transact(_told, "desk") == wanted
    assert store.transact(_told, "archive") == wanted
    for one in stores:
        one.close()


def _told(session: Session, receiver: str) -> Counter[str]:
    rows = select(NotificationRow.developments).where(NotificationRow.receiver == receiver)
    return Counter(one for each in session.scalars(rows) for one in each)
