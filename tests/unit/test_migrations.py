"""A ledger of every earlier release, with rows in it: migrated at the start, and served on."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import MetaData, create_engine, insert

from alerts.retry import DeliveryPolicy
from alerts.store import database as database_module
from alerts.store.database import LEDGER_FILE, migration_config
from alerts.store.intake import Partition, offsets
from alerts.store.ledger import whole
from alerts.store.models import DevelopmentRow, VerdictRow
from alerts.store.store import Store
from alerts.store.turns import Asked, take_turns
from streams.codec import decode
from streams.records import DeliveryState, Development, Verdict
from streams.settings import Settings
from tests.builders import NOON
from tests.schemas import example_file

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

_PARTITION = Partition("wirewatch-notify", "developments", 3)
_VERSIONS = Path(database_module.__file__).parent / "migrations" / "versions"
_REVISIONS = sorted(path.name[:4] for path in _VERSIONS.glob("0*.py"))


def _record(model: type[Development | Verdict]) -> str:
    """A record as the first release kept it."""
    wire: str = json.loads(example_file(model, "1a").read_text("utf-8"))["wire"]
    return wire


def _fill(connection: Connection) -> None:
    """Rows with what every release has had."""
    tables = MetaData()
    tables.reflect(connection)
    record = {"topic": "t", "article": "a", "decided_at": NOON}
    rows = {
        "offsets": {
            "consumer_group": _PARTITION.group,
            "kafka_topic": _PARTITION.kafka_topic,
            "partition": _PARTITION.number,
            "next_offset": 41,
        },
        "developments": record | {"id": "d", "story": "s", "record": _record(Development)},
        "verdicts": record | {"id": "v", "reason": "recap", "record": _record(Verdict)},
        "notifications": {
            "id": "n",
            "receiver": "desk",
            "developments": ["d"],
            "content_type": "text/plain",
            "body": b"the very bytes",
            "state": DeliveryState.PENDING,
            "attempts": 1,
            "first_at": NOON,
            "next_attempt_at": NOON,
            "reason": "retry: unavailable",
            "announced": False,
        },
        "attempts": {"notification": "n", "at": NOON, "outcome": "unavailable", "reply": "busy"},
    }
    for name, row in rows.items():
        connection.execute(insert(tables.tables[name]).values(row))


def _due(session: Session) -> list[bytes]:
    policy = DeliveryPolicy(maximal_age=timedelta(hours=1))
    (turn,) = take_turns(session, [Asked("desk", policy)], 1, NOON)
    return [each.notification.body for each in turn.due]


def _newest(model: type[Development | Verdict]) -> int:
    return int(model.model_fields["schema_version"].default)


@pytest.mark.parametrize("revision", _REVISIONS)
def test_a_ledger_of_an_earlier_release_is_migrated_with_all_it_holds(
    tmp_path: Path, revision: str
) -> None:
    """Offsets stay where they were, what is due goes out with its bytes, records are read."""
    engine = create_engine(f"sqlite:///{tmp_path / LEDGER_FILE}")
    with engine.begin() as connection:
        command.upgrade(migration_config(connection), revision)
        _fill(connection)
    engine.dispose()

    store = Store.open(Settings(state_dir=tmp_path))
    store.appear(["desk"])
    assert store.transact(offsets, _PARTITION.group) == {_PARTITION: 41}
    assert store.transact(_due) == [b"the very bytes"]
    assert [one.reply for one in store.transact(whole, "n").attempts] == ["busy"]
    development = store.transact(lambda session: session.get(DevelopmentRow, "d"))
    verdict = store.transact(lambda session: session.get(VerdictRow, "v"))
    store.close()
    assert development is not None
    assert decode(Development, development.record.encode()).schema_version == _newest(Development)
    assert verdict is not None
    assert decode(Verdict, verdict.record.encode()).schema_version == _newest(Verdict)
