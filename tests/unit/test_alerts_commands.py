"""`wirewatch alerts check`, `alerts route` and `silences`, as a person or a script runs them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from alerts.plan import plan_of
from alerts.store.intake import Advance, Partition, Taken, take
from alerts.store.store import Store
from streams.records import Kind
from streams.settings import Settings
from tests.builders import NOON, a_change, a_development
from tests.ledger import Desk
from wirewatch.cli import app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str]]

_ALERTS = """\
receivers:
  - {name: desk, webhook: {url_file: url}}
  - {name: spare, webhook: {url_file: empty}}
time_intervals:
  - {name: always, time_intervals: [{location: Asia/Seoul}]}
route:
  receiver: desk
  routes:
    - {receiver: spare, matchers: [origins>0], continue: true}
    - {matchers: [kind=event], group_wait: 90s, group_by: [topic]}
    - {matchers: [kind=figure], mute_time_intervals: [always]}
    - {receiver: nobody, matchers: [language=ko]}
    - {matchers: [language=uk], digest: {every: 30m}}
"""
_TOPICS = "- {id: volcano, name: A volcano, terms: {en: [volcano]}}\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on files of its own; exit code and output."""
    for name, text in {"alerts.yaml": _ALERTS, "topics.yaml": _TOPICS, "empty": ""}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "url").write_text("http://desk.example", "utf-8")
    monkeypatch.setenv("WIREWATCH_ALERTS", str(tmp_path / "alerts.yaml"))
    monkeypatch.setenv("WIREWATCH_TOPICS", str(tmp_path / "topics.yaml"))
    monkeypatch.setenv("WIREWATCH_STATE_DIR", str(tmp_path / "var"))
    Store.open(Settings(state_dir=tmp_path / "var")).close()

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, arguments)
        return done.exit_code, done.output or str(done.exception)

    return run


def test_a_file_without_mistakes_has_nothing_to_mend(run: Run) -> None:
    """Exit code 0, and one line."""
    code, output = run("alerts", "check")

    assert code == 0
    assert output.endswith("alerts.yaml: nothing to mend\n")


def test_a_check_names_file_line_and_field(run: Run, tmp_path: Path) -> None:
    """Each finding on a line, as compilers do; the exit code tells warnings from mistakes."""
    path = tmp_path / "alerts.yaml"
    path.write_text(_ALERTS.replace("kind=event", "topic=vulcano"), "utf-8")
    code, output = run("alerts", "check")

    assert code == 2
    assert output.splitlines() == [
        f"{path}:10: route.routes.1.matchers: no topic 'vulcano'; did you mean volcano?"
    ]


def test_a_warning_is_no_mistake(run: Run, tmp_path: Path) -> None:
    """A secret in the clear works; exit code 1 says that something can be mended."""
    path = tmp_path / "alerts.yaml"
    path.write_text("receivers: [{name: a, webhook: {url: 'http://a.example/token'}}]", "utf-8")
    code, output = run("alerts", "check", "--json")

    (found,) = json.loads(output)["findings"]
    assert code == 1
    assert (found["line"], found["field"], found["warning"]) == (1, "receivers.0.webhook.url", True)
    assert "url_file" in found["reason"]
    assert "token" not in output


def test_topics_that_cannot_be_read_are_said_to_be_so(run: Run, tmp_path: Path) -> None:
    """The rest is checked."""
    (tmp_path / "topics.yaml").unlink()
    code, output = run("alerts", "check")

    assert code == 0
    assert "topic ids were not compared" in output


@pytest.mark.parametrize(
    ("labels", "goes_to", "said"),
    [
        (["kind=event", "topic=volcano"], "desk", "after 1m30s as the first of its group (topic="),
        (["kind=figure"], "desk", "nothing is sent now: in mute time always"),
        (["kind=figure"], "desk", 'kind="event" does not hold'),
        (["language=ko"], "nobody", "→ nobody: kept, and sent to none"),
        (["language=uk"], "desk", "in the digest of"),
        (["language=uk", "origins=2"], "desk", "not in use: its url_file is empty"),
        (["language=en"], "desk", "route: taken → desk: at once as the first"),
        (["kind=event", "kind=figure"], "desk", "an earlier route took it"),
    ],
)
def test_a_development_is_followed_through_the_tree(
    run: Run, labels: list[str], goes_to: str, said: str
) -> None:
    """Node by node, with the reason of each, as notify would go."""
    code, output = run("alerts", "route", *labels)

    assert code == 0
    assert output.splitlines()[-1] == f"goes to: {goes_to}"
    assert said in output


@pytest.mark.parametrize(
    ("label", "reason"), [("topik=a", "did you mean topic?"), ("kind=x", "never"), ("score=x", "x")]
)
def test_a_label_that_cannot_be_meant_is_refused(run: Run, label: str, reason: str) -> None:
    """It would be followed to where nothing goes."""
    code, output = run("alerts", "route", label)

    assert code == 1
    assert reason in output


def _arrive(tmp_path: Path, *kinds: Kind) -> None:
    store = Store.open(Settings(state_dir=tmp_path / "var"))
    partition = Partition("g", "developments", 0)
    taken = [
        Taken(partition, offset, a_development(offset + 1, changes=(a_change(kind=kind),)))
        for offset, kind in enumerate(kinds)
    ]
    store.transact(take, taken, [Advance(partition, None, len(taken))], plan_of([Desk()]), NOON)
    store.close()


def test_a_silence_is_made_listed_shown_and_expired(run: Run, tmp_path: Path) -> None:
    """What it held back is kept, counted and shown."""
    at = ["--from", "2024-11-27T14:00+02:00", "--comment", "known", "--author", "desk"]
    code, silence = run("silences", "add", "kind=figure", "--until", "2999-01-01", *at)
    silence = silence.strip()
    _arrive(tmp_path, Kind.FIGURE, Kind.EVENT)

    (listed,) = json.loads(run("silences", "list", "--json")[1])
    shown = json.loads(run("silences", "show", silence[:4], "--json")[1])
    route = run("alerts", "route", "kind=figure")[1]

    assert code == 0
    assert (listed["id"], listed["state"], listed["held_back"]) == (silence, "active", 1)
    assert (listed["matchers"], listed["author"]) == (['kind="figure"'], "desk")
    assert listed["starts_at"] == "2024-11-27T12:00:00+00:00"
    assert [row["receiver"] for row in shown["developments"]] == ["desk"]
    assert "held back by silence" in route
    assert run("silences", "expire", silence[:4]) == (0, f"{silence} expired\n")
    assert run("silences", "list") == (0, "no silences\n")
    assert silence in run("silences", "list", "--expired")[1]
    assert "figure/changed" in run("silences", "show", silence)[1]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["add", "topic=a", "--comment", "c"], "--until or --for"),
        (["add", "topic=a", "--comment", "c", "--until", "2020-01-01"], "later than now"),
        (["add", 'topic=~".*"', "--comment", "c", "--for", "1h"], "does not match everything"),
        (
            ["add", "topik=a", "--comment", "c", "--for", "1h"],
            "matchers: no label 'topik'; did you mean topic?",
        ),
        (["add", "topic=a", "--comment", "c", "--for", "soon"], "must be a time such as"),
        (["add", "topic=a", "--comment", "c", "--until", "soon"], "is no moment"),
        (["add", "topic=a", "--comment", "c", "--for", "999999w"], "within the years 1 to 9999"),
        (
            ["add", "topic=a", "--comment", "c", "--until", "9999-12-31T23:00-05:00"],
            "within the years 1 to 9999",
        ),
        (["expire", "abcd"], "not exactly one"),
        (["show", "a"], "not exactly one"),
    ],
)
def test_a_silence_that_cannot_be_meant_is_refused(
    run: Run, arguments: list[str], reason: str
) -> None:
    """With the reason, and nothing is kept."""
    code, output = run("silences", *arguments)

    assert code != 0
    assert reason in " ".join(output.replace("│", " ").split())
    assert run("silences", "list", "--expired") == (0, "no silences\n")


def test_a_development_of_the_ledger_is_followed(run: Run, tmp_path: Path) -> None:
    """By its id, or the beginning of it."""
    _arrive(tmp_path, Kind.EVENT)
    code, output = run("alerts", "route", "--id", a_development().id[:8])

    assert code == 0
    assert "(topic=north-korea-troops)" in output
    assert run("alerts", "route", "--id", "ffff")[0] == 1


def test_notify_does_not_start_with_a_topic_that_is_none(run: Run, tmp_path: Path) -> None:
    """It is said before anything is connected to."""
    path = tmp_path / "alerts.yaml"
    path.write_text(_ALERTS.replace("kind=event", "topic=vulcano"), "utf-8")
    code, output = run("run", "notify")

    assert code == 1
    assert "line 10: route.routes.1.matchers: no topic 'vulcano'; did you mean volcano?" in output
