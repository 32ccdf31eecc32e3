"""Replay: recorded articles decided as the workers would, and written down."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest
from typer.testing import CliRunner

from agents.topics.definitions import load_topics
from streams.codec import encode
from streams.records import (
    Article,
    ArticleReference,
    Kind,
    Reading,
    ReadingReason,
    verdict_id,
)
from wirewatch.cli import app
from wirewatch.readings import Readings
from wirewatch.replay import replay

if TYPE_CHECKING:
    from pathlib import Path

    from wirewatch.decisions import ArticleDecision

_TOPICS: Final = """
- id: ferry
  name: The Hals ferry
  description: Whether and how the ferry across the strait of Hals runs.
  terms:
    en: [Hals ferry, ferry strait]
"""
_FIRST: Final = (
    "The Hals ferry caught fire on Monday and 340 passengers were brought ashore in lifeboats.\n"
    "The engine room is burnt out, said the harbour master, and nobody knows the cause.\n"
    "A technician from the shipyard will inspect the wreck later this week."
)
_MORE: Final = (
    "From the Hals ferry 360 passengers were brought ashore in lifeboats, its operator now says.\n"
    "Families with infants had been missing from the list that was drawn up on Monday.\n"
    "Prosecutors opened an investigation into the maintenance of the fire extinguishers."
)
_OTHER: Final = "The bakery on the market square won the national prize for the best rye bread."


def _article(name: str, hour: int, body: str) -> dict[str, Any]:
    return {
        "id": name,
        "source": f"{name}.example",
        "lang": "en",
        "ingested_at": f"2025-03-0{1 + hour // 24}T{hour % 24:02}:00:00Z",
        "title": body.split(".", maxsplit=1)[0][:60],
        "text": body,
    }


_ARTICLES: Final = [
    _article("first", 8, _FIRST),
    _article("bread", 9, _OTHER),
    _article("copy", 10, _FIRST),
    _article("more", 80, _MORE),
]


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    """A topics file with one topic."""
    path = tmp_path / "topics.yaml"
    path.write_text(_TOPICS, "utf-8")
    return path


def _write(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), "utf-8")
    return path


def _replay(topics: Path, articles: list[dict[str, Any]]) -> dict[str, ArticleDecision]:
    decisions = replay(load_topics(topics), map(Article.model_validate, articles))
    return {decision.id: decision for decision in decisions}


def _run(topics: Path, articles: Path, *options: str) -> tuple[int, str, str, Path]:
    out = articles.with_suffix(".decisions")
    arguments = ["--topics", str(topics), "--decisions", str(out), *options, str(articles)]
    # By terms alone, as `_replay` decides.
    done = CliRunner(env={"WIREWATCH_EMBEDDER": "none"}).invoke(app, ["replay", *arguments])
    return done.exit_code, done.stdout, done.stderr, out


def test_each_article_has_one_decision_in_stream_order(topics: Path) -> None:
    """Also what matches no topic has its line, with the gate's word for why."""
    decisions = _replay(topics, _ARTICLES)
    assert list(decisions) == ["first", "bread", "copy", "more"]
    assert decisions["bread"].topics == ()
    assert decisions["bread"].reason == "no-term-matched"
    assert decisions["bread"].verdicts == ()


def test_the_first_report_alerts_with_its_words(topics: Path) -> None:
    """What nothing is known of yet is a development, quoted from the article."""
    first = _replay(topics, _ARTICLES)["first"]
    assert first.topics == ("ferry",)
    assert [verdict.reason for verdict in first.verdicts] == ["brings-something"]
    assert [alert.topic for alert in first.alerts] == ["ferry"]
    assert first.alerts[0].changes
    assert all(change.quote in _FIRST for change in first.alerts[0].changes)


def test_a_copy_is_named_and_quiet(topics: Path) -> None:
    """The same text from another outlet names the article that it repeats, and alerts nobody."""
    copy = _replay(topics, _ARTICLES)["copy"]
    assert copy.copy_of == "first"
    assert copy.alerts == ()
    assert [(verdict.reason, verdict.rests_on) for verdict in copy.verdicts] == [
        ("duplicate", "first")
    ]


def test_a_changed_figure_is_stated_with_the_one_before(topics: Path) -> None:
    """An alert on a new number says which number it replaces."""
    more = _replay(topics, _ARTICLES)["more"]
    figures = [(figure.value, figure.previous) for alert in more.alerts for figure in alert.figures]
    assert (360, 340) in figures


def _reference(article: Article) -> ArticleReference:
    at = article.ingested_at
    assert at
    return ArticleReference(id=article.id, content_hash=article.content_hash, ingested_at=at)


def test_a_replay_takes_what_a_second_reader_answered(topics: Path) -> None:
    """From the record, for the same verdict; nobody is asked, and what is not there stays plain."""
    monitored, articles = load_topics(topics), list(map(Article.model_validate, _ARTICLES))
    (first,) = [each for each in replay(monitored, articles) if each.id == "first"]
    (verdict,) = first.verdicts
    no = Reading(
        id=verdict_id(verdict.topic, _reference(articles[0])),
        reason=ReadingReason.ANSWERED,
        brings=False,
        at=datetime(2025, 3, 1, tzinfo=UTC),
    )

    answered = replay(monitored, articles, readings=Readings({no.id: no}, 99.0))

    alerts = {each.id: (len(each.alerts), each.verdicts) for each in answered}
    assert first.alerts
    assert alerts["first"][0] == 0
    assert alerts["first"][1][0].reason == "read-as-known"
    assert alerts["more"][0] == 1


def test_state_of_one_replay_is_unknown_to_the_next(topics: Path) -> None:
    """Each replay starts from nothing known, so two give the same bytes."""
    runs = [
        [encode(decision) for decision in _replay(topics, _ARTICLES).values()] for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_articles_without_a_time_have_that_of_the_newest_before(topics: Path) -> None:
    """A missing time is filled from the stream, never from this machine's clock."""
    timeless = [{**article, "ingested_at": None} for article in _ARTICLES]
    mixed = [_ARTICLES[0], *timeless[1:]]
    assert _replay(topics, mixed)["copy"].copy_of == "first"
    assert _replay(topics, timeless)["copy"].copy_of == "first"


def test_one_wrong_clock_does_not_make_the_rest_look_late(topics: Path) -> None:
    """A collector from the future is held to what came in after it."""
    future = {**_ARTICLES[1], "ingested_at": "2099-01-01T00:00:00Z"}

    wrong = _replay(topics, [_ARTICLES[0], future, *_ARTICLES[2:]])

    right = _replay(topics, _ARTICLES)
    assert {name: len(one.alerts) for name, one in wrong.items()} == {
        name: len(one.alerts) for name, one in right.items()
    }


def test_the_command_writes_one_line_for_each_article(topics: Path, tmp_path: Path) -> None:
    """The decisions file has the benchmark's keys, and the command says how it went."""
    articles = _write(tmp_path / "articles.jsonl", *_ARTICLES)
    code, said, _, out = _run(topics, articles)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert code == 0
    assert said.startswith("decided 4, alerts 2, refused 0, in ")
    assert [line["id"] for line in lines] == ["first", "bread", "copy", "more"]
    assert lines[0].keys() >= {"id", "topics", "copy_of", "alerts"}
    assert lines[0]["alerts"][0]["changes"][0]["kind"] in set(Kind)


@pytest.mark.parametrize(("options", "wanted"), [((), 1), (("--skip-invalid",), 0)])
def test_lines_that_are_no_articles_are_named_and_left_out(
    options: tuple[str, ...], wanted: int, topics: Path, tmp_path: Path
) -> None:
    """The rest is decided; the exit code tells of them unless they are expected."""
    articles = _write(tmp_path / "articles.jsonl", _ARTICLES[0], '{"id": "x"}', _ARTICLES[2])
    code, said, errors, out = _run(topics, articles, *options)
    assert code == wanted
    assert "decided 2" in said
    assert "refused 1" in said
    assert f"{articles}, line 2: invalid: " in errors
    assert len(out.read_text("utf-8").splitlines()) == 2


def test_a_wrong_topics_file_leaves_the_old_decisions_alone(tmp_path: Path, topics: Path) -> None:
    """Nothing is written before the topics are read."""
    articles = _write(tmp_path / "articles.jsonl", *_ARTICLES)
    out = _write(tmp_path / "articles.decisions", "old")
    topics.write_text("- id: x", "utf-8")
    assert _run(topics, articles)[0] != 0
    assert out.read_text("utf-8") == "old"
