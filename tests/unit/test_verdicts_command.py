"""`wirewatch verdicts`, on a real ledger."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from alerts.plan import plan_of
from alerts.store.intake import Advance, Partition, Taken, take
from alerts.store.store import Store
from streams.records import Reason
from streams.settings import Settings
from tests.builders import NOON, a_reference, a_verdict
from tests.ledger import Desk
from wirewatch.cli import app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]

_CLOSE = a_verdict(
    1,
    reason=Reason.RECAP,
    development=None,
    rests_on="article-0",
    score=0.83,
    features={"score": -0.4, "needed": 0.125, "reported": 2.0, "late": 1.0, "words-retold": 0.3},
    parts={"late": 0.1, "reported": -1.5},
)
_COPY = a_verdict(
    1,
    topic="volcano",
    article=a_reference(id="article-1", headline="A copy"),
    reason=Reason.DUPLICATE,
    development=None,
    rests_on="article-0",
    copy_of="article-0",
    features={"copied": 0.97},
    decided_at=NOON + timedelta(hours=1),
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on a ledger that notify has filled."""
    monkeypatch.setenv("WIREWATCH_STATE_DIR", str(tmp_path))
    store = Store.open(Settings(state_dir=tmp_path))
    partition = Partition("g", "verdicts", 0)
    records = (_COPY, _CLOSE, a_verdict(2))
    taken = [Taken(partition, offset, record) for offset, record in enumerate(records)]
    store.transact(take, taken, [Advance(partition, None, len(taken))], plan_of([Desk()]), NOON)
    store.close()
    return lambda *arguments: CliRunner().invoke(app, ["verdicts", *arguments])


def test_why_there_was_no_alert_is_shown_topic_by_topic(run: Run) -> None:
    """The score beside what was needed, what each feature added, and the article it rests on."""
    close, copy = run("article-1").stdout.strip().split("\n\n")
    assert close.splitlines()[2:9] == [
        "verdict          recap",
        "decided          27 Nov 2024 12:00 UTC",
        "about the topic  0.83",
        "score            -0.400, needed +0.125",
        "added            reported -1.500, late +0.100",
        "measured         words-retold +0.300",
        "rests on         article-0",
    ]
    assert "topic            volcano" in copy
    assert "verdict          duplicate" in copy
    assert "measured         copied +0.970" in copy
    assert "copy of          article-0" in copy
    assert "needed" not in copy


def test_a_machine_gets_the_records(run: Run) -> None:
    """As they are in Kafka."""
    assert json.loads(run("article-1", "--json").stdout) == [
        each.model_dump(mode="json") for each in (_CLOSE, _COPY)
    ]


def test_an_article_without_a_verdict_is_said_to_have_none(run: Run) -> None:
    """And where its reason may be found; the beginning of an id is the id of another article."""
    for article in ("article", "article-9"):
        result = run(article)
        assert result.exit_code == 1
        assert f"no verdict on '{article}'" in str(result.exception)
        assert "topics explain" in str(result.exception)
