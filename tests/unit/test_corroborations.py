"""A further source for what is known: counted, and alerted of where a route asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from alerts.matchers import parse_matchers
from alerts.plan import plan_of
from alerts.receivers.webhook import render
from alerts.routes import Route, to_everyone
from alerts.store.intake import Advance, Partition, Taken, take
from alerts.store.models import NotificationRow
from alerts.store.store import Store
from streams.records import Reason
from streams.settings import Settings
from tests.builders import NOON, a_development, a_reference, a_verdict
from tests.ledger import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from alerts.group import Group
    from streams.records import Development, Verdict

_PARTITION = Partition("g", "verdicts", 0)


class _Desk(Desk):
    """Its bodies are a webhook's."""

    def render(self, group: Group) -> bytes:
        return render(group)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new ledger."""
    opened = Store.open(Settings(state_dir=tmp_path))
    yield opened
    opened.close()


def _corroborates(number: int, publisher: str) -> Verdict:
    article = a_reference(id=f"further-{number}", publisher=publisher, headline=f"Told {number}")
    return a_verdict(
        article=article, reason=Reason.CORROBORATES, development=None, rests_on="article-1"
    )


def _asking() -> Route:
    asks = parse_matchers("change=corroborated")
    route = Route("route.routes.0", "asks", "desk", asks, group_by=None)
    return Route("route", "root", "nobody", routes=(route,))


def _take(store: Store, root: Route, batches: Sequence[Sequence[Development | Verdict]]) -> None:
    at = 0
    for batch in batches:
        taken = [Taken(_PARTITION, at + index, record) for index, record in enumerate(batch)]
        advance = Advance(_PARTITION, at or None, at + len(taken))
        store.transact(take, taken, [advance], plan_of([_Desk()], root), NOON)
        at += len(taken)


def _sent(session: Session) -> list[dict[str, Any]]:
    rows = session.scalars(select(NotificationRow).order_by(NotificationRow.seq))
    return [json.loads(row.body)["data"]["developments"][0] for row in rows]


def test_by_default_a_further_outlet_alerts_nobody(store: Store) -> None:
    """Its verdict is kept."""
    _take(store, to_everyone(["desk"]), [[a_development()], [_corroborates(1, "Other News")]])

    assert len(store.transact(_sent)) == 1


@pytest.mark.parametrize("together", [False, True])
def test_each_further_outlet_raises_the_count(store: Store, together: bool) -> None:
    """Its own words, what they tell anew, and one origin more, however Kafka batches them."""
    first, second = _corroborates(1, "Other News"), _corroborates(2, "Third News")
    records: list[Development | Verdict] = [a_development(), first, second]
    _take(store, _asking(), [records] if together else [[one] for one in records])

    sent = store.transact(_sent)
    assert [one["origins"] for one in sent] == [
        ["South Korea's defence ministry", "Other News"],
        ["South Korea's defence ministry", "Other News", "Third News"],
    ]
    (change,) = sent[0]["changes"]
    assert (change["kind"], change["change"]) == ("figure", "corroborated")
    assert change["quote"]["text"] == "Told 1"
    assert change["previous"]["text"] == "12,000 troops had been sent."


def test_one_whose_development_the_ledger_lacks_is_told_all_the_same(store: Store) -> None:
    """Without the words of it."""
    _take(store, _asking(), [[_corroborates(1, "Other News")]])

    (sent,) = store.transact(_sent)
    assert sent["origins"] == ["Other News"]
    assert sent["changes"][0]["previous"] is None


def test_a_corroboration_comes_once(store: Store) -> None:
    """Though Kafka gives it again."""
    verdict = _corroborates(1, "Other News")
    _take(store, _asking(), [[a_development()], [verdict], [verdict]])

    assert len(store.transact(_sent)) == 1
