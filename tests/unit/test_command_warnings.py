"""What commands about alerts say on standard error, though they do what they were asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from alerts.store.store import Store
from streams.settings import Settings
from wirewatch.cli import app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]

_TOPICS = "- {id: volcano, name: A volcano, terms: {en: [volcano]}}\n"
_ADD = ("silences", "add", "--for", "1h", "--comment", "known")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command where there is one topic, no receiver and no ledger."""
    (tmp_path / "topics.yaml").write_text(_TOPICS, "utf-8")
    (tmp_path / "alerts.yaml").write_text("receivers: []", "utf-8")
    for name in ("topics", "alerts"):
        monkeypatch.setenv(f"WIREWATCH_{name.upper()}", str(tmp_path / f"{name}.yaml"))
    monkeypatch.setenv("WIREWATCH_STATE_DIR", str(tmp_path / "var"))
    return lambda *arguments: CliRunner().invoke(app, arguments)


@pytest.mark.parametrize(
    "command", [("alerts", "list"), ("alerts", "list", "--silenced"), ("silences", "list")]
)
def test_a_list_without_a_ledger_says_that_there_is_none(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Each time, since the state directory may be a wrong one; none is left there."""
    for _ in range(2):
        listed = run(*command, "--json")
        assert listed.exit_code == 0
        assert json.loads(listed.stdout) == []
        assert listed.stderr == f"there is no ledger at {tmp_path}/var/ledger.sqlite3 yet\n"
    assert run("alerts", "route", "topic=volcano").stderr == listed.stderr
    assert not (tmp_path / "var").exists()

    Store.open(Settings(state_dir=tmp_path / "var")).close()
    assert run(*command).stderr == ""


def test_a_silence_can_be_made_before_there_is_a_ledger(run: Run, tmp_path: Path) -> None:
    """Notify finds it; it is said where that is."""
    made = run(*_ADD, "topic=volcano")
    listed = run("silences", "list", "--json")

    place = f"{tmp_path}/var/ledger.sqlite3"
    assert made.stderr == f"there is no ledger at {place} yet, so it is made\n"
    assert [one["id"] for one in json.loads(listed.stdout)] == [made.stdout.strip()]
    assert listed.stderr == ""


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((*_ADD, "topic=vulcano"), "warning: no topic 'vulcano'; did you mean volcano?\n"),
        ((*_ADD, "kind=event", 'topic!="x",topic=volcano'), "warning: no topic 'x'\n"),
        ((*_ADD, "topic=volcano"), ""),
        ((*_ADD, 'topic=~"v.*"'), ""),
        (("alerts", "route", "topic=vulcano"), "warning: no topic 'vulcano'; did you mean vol"),
        (("alerts", "route", "topic=volcano"), ""),
        (("alerts", "route", "kind=event"), ""),
    ],
)
def test_a_topic_that_is_none_is_warned_of(
    run: Run, tmp_path: Path, command: tuple[str, ...], said: str
) -> None:
    """It may be one to come, so the command does what it was asked for."""
    Store.open(Settings(state_dir=tmp_path / "var")).close()
    done = run(*command)

    assert done.exit_code == 0
    assert done.stderr.startswith(said)
    assert bool(done.stderr) is bool(said)


def test_topics_that_cannot_be_read_are_warned_of_by_nobody(run: Run, tmp_path: Path) -> None:
    """A silence can be made on a machine that has no topics."""
    Store.open(Settings(state_dir=tmp_path / "var")).close()
    (tmp_path / "topics.yaml").unlink()

    assert run(*_ADD, "topic=vulcano").stderr == ""
