"""A ledger on a fake clock: push at a moment, and see what was sent when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from alerts.config import read_alerts
from alerts.plan import plan_of
from alerts.silences import Silence, silence_matchers
from alerts.store.adopted import adopt
from alerts.store.groups import tick
from alerts.store.intake import Advance, Partition, Taken, take
from alerts.store.models import NotificationRow
from alerts.store.silences import add_silence, withheld
from alerts.store.store import Store
from streams.settings import Settings
from tests.builders import NOON, a_development, a_reference
from tests.ledger import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

_PARTITION = Partition("g", "developments", 0)
_RECEIVERS = "receivers: [{name: desk, webhook: {url: 'http://a'}}, "
_RECEIVERS += "{name: archive, webhook: {url: 'http://b'}}]\n"
#: Events for the archive's digest, everything else at once.
DIGEST = """
route:
  receiver: desk
  routes:
    - receiver: archive
      matchers: [kind=event]
      digest: {every: 30m}
      continue: true
    - receiver: desk
"""


class Timeline:
    """A real SQLite file, `alerts.yaml` as given, and seconds after noon as its time.

    The clock goes from one due group to the next, as the ticker's does.
    """

    def __init__(self, folder: Path, alerts: str) -> None:
        self._folder = folder
        self._offset = 0
        self._open(alerts)

    def _open(self, alerts: str) -> None:
        path = self._folder / "alerts.yaml"
        path.write_text(_RECEIVERS + alerts, "utf-8")
        config = read_alerts(path)
        self.plan = plan_of([Desk(one.name) for one in config.receivers], config.root)
        self.store = Store.open(Settings(state_dir=self._folder))

    def restart(self, alerts: str, at: float) -> None:
        """The process ends and another one starts, with another file where one is given."""
        self.store.close()
        self._open(alerts)
        self.store.transact(adopt, self.plan, moment(at))
        self.run_until(at)

    def push(self, at: float, *names: str, **fields: Any) -> None:
        """Developments with these ids arrive, in one batch; of one story unless told otherwise."""
        self.run_until(at)
        taken = [
            Taken(_PARTITION, self._offset + index, _development(name, **fields))
            for index, name in enumerate(names)
        ]
        advance = Advance(_PARTITION, self._offset or None, self._offset + len(taken))
        self.store.transact(take, taken, [advance], self.plan, moment(at))
        self._offset += len(taken)

    def silence(self, start: float, end: float, *matchers: str) -> None:
        """Somebody makes a silence."""
        parsed = silence_matchers(matchers)
        silence = Silence(f"s{start}", parsed, moment(start), moment(end), "desk", "known")
        self.store.transact(add_silence, silence)

    def run_until(self, at: float) -> None:
        """Lets the clock go on."""
        now = moment(at)
        due = self.store.transact(tick, self.plan, _LONG_AGO).next_due
        while due is not None and due <= now:
            due = self.store.transact(tick, self.plan, due).next_due

    def sent(self, receiver: str = "desk") -> list[tuple[float, str]]:
        """When the receiver was sent what, as 'a b' for two developments together."""
        return self.store.transact(_sent, receiver)

    def withheld(self) -> list[tuple[str, str]]:
        """What was not sent, with the reason."""
        rows = self.store.transact(withheld, 100)
        return [(row.development.id, row.reason) for row in reversed(rows)]

    def close(self) -> None:
        """Leaves the file."""
        self.store.close()


Make = Callable[[str], Timeline]
_LONG_AGO = NOON - timedelta(days=1)


def moment(at: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=at)


def _development(name: str, **fields: Any) -> Any:
    article = fields.pop("article", None) or a_reference(id=f"article-{name}")
    return a_development(id=name, article=article, **fields)


def _sent(session: Session, receiver: str) -> list[tuple[float, str]]:
    rows = session.scalars(
        select(NotificationRow)
        .where(NotificationRow.receiver == receiver)
        .order_by(NotificationRow.seq)
    )
    return [
        ((row.first_at - NOON).total_seconds(), row.body.decode().replace("\n", " "))
        for row in rows
    ]
