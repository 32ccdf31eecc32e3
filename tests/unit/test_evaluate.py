"""Evaluation: agrees with the benchmark's own script, and names what can't be scored."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from typer.testing import CliRunner

from streams.codec import encode
from streams.errors import ConfigError
from streams.settings import Settings
from wirewatch.cli import app
from wirewatch.decisions import Alert, ArticleDecision, StatedFigure
from wirewatch.evaluate import score_set
from wirewatch.gold import GoldSet, read_gold_set
from wirewatch.replay import replay_set

if TYPE_CHECKING:
    from collections.abc import Iterable

# What is decided does not matter here, only that it is scored right.
TERMS_ONLY: Final = Settings(embedder="none")

_SETS: Final = ("dev", "seeds")
_RANDOM_RUNS: Final = 8


def _bench() -> Path:
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    bench = Path(os.environ.get("WIREWATCH_TEST_SHARED", beside)) / "bench"
    if not bench.exists():
        pytest.skip(f"not run: {bench} is absent")
    return bench


def _by_script(bench: Path, name: str, decisions: Path) -> dict[str, Any]:
    command = [sys.executable, str(bench / "score.py"), str(bench / name), str(decisions), "--json"]
    done = subprocess.run(command, capture_output=True, check=True)
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


def _by_command(folder: Path, *options: str) -> dict[str, Any]:
    command, terms_only = (
        ["evaluate", str(folder), "--json", *options],
        {"WIREWATCH_EMBEDDER": "none"},
    )
    done = CliRunner().invoke(app, command, env=terms_only)
    assert done.exit_code == 0, done.output
    scores: dict[str, Any] = json.loads(done.stdout)
    # The script has no such thing; all that it has must be the same.
    del scores["breakdown"]
    return scores


def _write(path: Path, decisions: Iterable[ArticleDecision]) -> Path:
    path.write_bytes(b"".join(encode(decision) + b"\n" for decision in decisions))
    return path


def _random_decisions(gold: GoldSet, dice: random.Random) -> list[ArticleDecision]:
    """Decisions around the true ones, so that each sort of right and wrong comes up."""
    return [
        ArticleDecision(
            id=i,
            topics=tuple(
                t for t in _topics(gold) if dice.random() < (0.8 if _is(gold, i, t) else 0.1)
            ),
            copy_of=dice.choice([None, gold.truths[i].copy_of, dice.choice(gold.order)]),
            alerts=tuple(_alert(gold, t, dice) for t in _topics(gold) if dice.random() < 0.3),
        )
        for i in gold.order
        if dice.random() < 0.9
    ]


def _topics(gold: GoldSet) -> list[str]:
    return [*sorted({one.topic for one in gold.developments.values()}), "unheard-of"]


def _is(gold: GoldSet, article: str, topic: str) -> bool:
    return topic in gold.truths[article].topics


def _alert(gold: GoldSet, topic: str, dice: random.Random) -> Alert:
    true = [f for d in gold.developments.values() if d.topic == topic for f in d.figures]
    figures = tuple(
        StatedFigure(
            value=figure.value * dice.choice([1, 1.004, 1.006]),
            previous=dice.choice([None, 0, figure.previous]),
        )
        for figure in true
        if dice.random() < 0.5
    )
    return Alert(topic=topic, figures=figures)


@pytest.mark.parametrize("name", _SETS)
def test_scores_of_a_replay_are_those_of_the_benchmark_script(name: str, tmp_path: Path) -> None:
    """What production decides is scored alike by both, with and without a decisions file."""
    bench = _bench()
    decisions = _write(tmp_path / "decisions.jsonl", replay_set(TERMS_ONLY, bench / name))
    scores = _by_script(bench, name, decisions)
    assert _by_command(bench / name, "--decisions", str(decisions)) == scores
    assert _by_command(bench / name) == scores


@pytest.mark.parametrize("seed", range(_RANDOM_RUNS))
@pytest.mark.parametrize("name", _SETS)
def test_scores_of_random_decisions_are_those_of_the_benchmark_script(
    name: str, seed: int, tmp_path: Path
) -> None:
    """Both implementations agree on decisions of every sort of right and wrong."""
    bench = _bench()
    dice = random.Random(seed)  # noqa: S311 - no secret is made of it
    gold = read_gold_set(bench / name)
    decisions = _write(tmp_path / "decisions.jsonl", _random_decisions(gold, dice))
    scores = _by_command(bench / name, "--decisions", str(decisions))
    assert scores == _by_script(bench, name, decisions)


def _small_set(folder: Path) -> Path:
    lines: dict[str, list[dict[str, object]]] = {
        "articles.jsonl": [{"id": "a1", "title": "Troops arrive"}, {"id": "a2", "title": "Rain"}],
        "gold.jsonl": [
            {
                "id": "a1",
                "topics": ["troops"],
                "role": "new",
                "developments": ["d1"],
                "first_report_of": ["d1"],
            },
            {"id": "a2", "topics": [], "role": "off_topic"},
        ],
        "developments.jsonl": [{"id": "d1", "topic": "troops", "figures": []}],
    }
    for name, records in lines.items():
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_the_tables_show_the_scores(tmp_path: Path) -> None:
    """A person reads the rates and the counts behind them."""
    folder = _small_set(tmp_path)
    right = ArticleDecision(id="a1", topics=("troops",), alerts=(Alert(topic="troops"),))
    decisions = _write(tmp_path / "decisions.jsonl", [right])
    shown = CliRunner().invoke(app, ["evaluate", str(folder), "--decisions", str(decisions)]).stdout
    assert "1 of 2 articles decided" in shown
    assert "100.0 %, 1 of 1 right" in shown
    assert "100.0 %, 1 of 1 at their first report" in shown
    assert "Mistakes" not in shown


def test_each_mistake_is_shown_with_its_reason(tmp_path: Path) -> None:
    """A development that nobody was told of, and an alert on nothing."""
    wrong = ArticleDecision(id="a2", topics=("troops",), alerts=(Alert(topic="troops"),))
    decisions = _write(tmp_path / "decisions.jsonl", [wrong])
    folder = str(_small_set(tmp_path))
    shown = CliRunner().invoke(app, ["evaluate", folder, "--decisions", str(decisions)]).stdout
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown.splitlines()]
    assert ["missed: d1", "a1, troops", "new", "no-verdict"] in rows
    assert ["wrong", "a2, troops", "off_topic", "no-verdict"] in rows


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"id": "a9"}'], "a9: the set has no such article"),
        (['{"id": "a1"}', '{"id": "a1"}'], "a1: two decisions for one article"),
        (
            ['{"id": "a1", "alerts": [{"topic": "troops"}, {"topic": "troops"}]}'],
            "a1: two alerts for topic troops",
        ),
        (['{"id": "a1"}', '{"id": "a2"'], "line 2"),
        (['{"id": "a1", "alerts": [{"topic": "troops", "figures": [{}]}]}'], "figures.0.value"),
    ],
)
def test_decisions_that_cannot_be_scored_are_named(
    lines: list[str], said: str, tmp_path: Path
) -> None:
    """The file and the article or line at fault stand in the error."""
    decisions = tmp_path / "decisions.jsonl"
    decisions.write_text("\n".join(lines), "utf-8")
    with pytest.raises(ConfigError) as error:
        score_set(TERMS_ONLY, _small_set(tmp_path), decisions)
    assert "decisions.jsonl" in str(error.value)
    assert said in str(error.value)


def test_a_set_with_a_missing_file_is_named(tmp_path: Path) -> None:
    """A folder that is no benchmark set is said to miss the file."""
    with pytest.raises(ConfigError, match=r"articles\.jsonl: can't be read"):
        score_set(TERMS_ONLY, tmp_path, None)
