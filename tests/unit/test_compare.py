from __future__ import annotations

import json
import os
import sys
from subprocess import CompletedProcess, run
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from agents.topics.definitions import Topic, TopicSet
from streams.settings import Settings
from wirewatch.cli import app
from wirewatch.compare import NOT_WATCHED, compare_topics, why
from wirewatch.decisions import ArticleDecision

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = [
    {"id": "1", "title": "Ferry stops", "text": "The Elva ferry stopped after 40 boats collided."},
    {"id": "2", "title": "Ferry film", "text": "A film on the Elva ferry took 3 prizes in Hofn."},
    {"id": "3", "title": "Wheat", "text": "The wheat harvest reached 700 tonnes in Gomel."},
]
BEFORE = """\
- {id: ferry, name: Ferries, terms: {en: [Elva ferry]}}
- {id: wheat, name: Wheat, terms: {en: [barley harvest]}}
"""
AFTER = """\
- {id: ferry, name: Ferries, terms: {en: [Elva ferry]}, none: [film]}
- {id: wheat, name: Wheat, query: wheat AND harvest}
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Articles, and two files of topics."""
    contents = {
        "articles.jsonl": "\n".join(map(json.dumps, ARTICLES)),
        "before.yaml": BEFORE,
        "after.yaml": AFTER,
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content, "utf-8")
    return [str(tmp_path / name) for name in contents]


def test_alerts_that_appear_and_disappear_are_told_with_both_reasons(
    files: list[str], tmp_path: Path
) -> None:
    """Of those that stay there is only a count."""
    settings = Settings.model_validate({"embedder": "none"})
    found = compare_topics(
        settings,
        tmp_path / "before.yaml",
        tmp_path / "after.yaml",
        tmp_path / "articles.jsonl",
    )
    assert (found.articles, found.alerts_before, found.alerts_after, found.kept) == (3, 2, 2, 1)
    assert [(each.article, each.topic, each.appears) for each in found.differences] == [
        ("2", "ferry", False),
        ("3", "wheat", True),
    ]
    assert [(each.before, each.after) for each in found.differences] == [
        ("brings-something", "vetoed"),
        ("no-term-matched", "brings-something"),
    ]
    assert "700 tonnes" in found.differences[1].quote


def test_a_comparison_is_printed_for_people_and_for_machines(files: list[str]) -> None:
    """What is logged does not get into the JSON."""
    page = wirewatch(*files)
    assert page.returncode == 0, page.stderr
    assert "1 appear, 1 disappear, 1 stay" in page.stdout
    assert "vetoed" in page.stdout
    told = json.loads(wirewatch(*files, "--json").stdout)
    assert [each["topic"] for each in told["differences"]] == ["ferry", "wheat"]


def test_replay_asks_for_something_to_do(files: list[str]) -> None:
    """Neither a file for the decisions nor other topics would leave nothing behind."""
    articles, topics, _ = files
    result = CliRunner().invoke(app, ["replay", articles, "--topics", topics])
    assert result.exit_code == 2


def test_a_topic_that_one_file_lacks_or_has_off_is_not_watched_by_it() -> None:
    """Whatever became of the article for other topics."""
    off = Topic(id="off", name="Off", terms={"en": ("x",)}, enabled=False)
    topics = TopicSet((off,))
    assert {why(name, topics, ArticleDecision(id="1")) for name in ("off", "none")} == {NOT_WATCHED}


def wirewatch(articles: str, before: str, after: str, *options: str) -> CompletedProcess[str]:
    """The command as people run it."""
    command = [sys.executable, "-m", "wirewatch", "replay", articles]
    return run(
        [*command, "--topics", before, "--compare", after, *options],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"WIREWATCH_EMBEDDER": "none", "COLUMNS": "120"},
    )
