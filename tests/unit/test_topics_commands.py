"""`wirewatch topics lint` and `wirewatch topics explain`, as a person or a script runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from agents.vectors.choose import TERMS_ONLY
from tests.builders import an_article
from wirewatch.demo_workers import CONFIG
from wirewatch.topics_text import shown

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """\
- id: volcano
  name: The eruption of Mount Orvel
  terms:
    en:
      - Orvel eruption
      - Orvel airport
    ko: [오르벨 화산]
- id: merger
  name: Nordbank takes over Fjordkasse
  terms:
    en: [Nordbank merger]
"""
HEADLINE = "Orvel eruption darkens harbour"
BODY = "Menu\nThe eruption of Mount Orvel sent ash over the harbour, officials said."


def topics(*arguments: str, stdin: str | None = None, **environ: str) -> tuple[int, str, str]:
    """Runs `wirewatch topics`: exit code, standard output, standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "wirewatch", "topics", *arguments],
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
        env=os.environ | {"COLUMNS": "160", "WIREWATCH_EMBEDDER": "none"} | environ,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def monitored(tmp_path: Path) -> Path:
    """A topics file that is as it should be."""
    path = tmp_path / "topics.yaml"
    path.write_text(TOPICS, "utf-8")
    return path


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Two articles, the first of them about the volcano."""
    path = tmp_path / "articles.jsonl"
    lines = [
        an_article(id="one", headline=HEADLINE, body=BODY).model_dump_json(),
        an_article(id="two").model_dump_json(),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_shipped_topics_lint_clean() -> None:
    """What the demo runs with is an example to others."""
    code, out, err = topics("lint", "--topics", str(CONFIG / "topics.yaml"))
    assert (code, err) == (0, "")
    assert out.endswith("topics.yaml: 2 topics, nothing to mend\n")


def test_the_file_of_the_setting_is_linted_by_default(monitored: Path) -> None:
    """As the workers read it."""
    code, out, _ = topics("lint", WIREWATCH_TOPICS=str(monitored))
    assert (code, out) == (0, f"{monitored}: 2 topics, nothing to mend\n")


def test_warnings_name_line_topic_field_reason_and_cure(monitored: Path) -> None:
    """Exit code 1, and the term that is wrong at its own line."""
    monitored.write_text(TOPICS.replace("Orvel airport", "eruptions of Orvel"), "utf-8")
    code, out, _ = topics("lint", "--topics", str(monitored), "--json")
    assert code == 1
    assert json.loads(out)["warnings"] == [
        {
            "file": str(monitored),
            "line": 6,
            "topic": "volcano",
            "field": "terms.en.1",
            "reason": "same-term",
            "what": (
                "'eruptions of Orvel' has the words of 'Orvel eruption' in another form or order"
            ),
            "advice": "drop it",
        }
    ]
    code, out, _ = topics("lint", "--topics", str(monitored))
    assert code == 1
    for word in ("6", "volcano", "terms.en.1", "same-term", "drop it", "1 warning"):
        assert word in out


def test_a_file_that_the_workers_refuse_is_one_line_and_exit_code_2(monitored: Path) -> None:
    """File, line and field, as at a worker's start."""
    monitored.write_text(TOPICS.replace("terms:", "term:", 1), "utf-8")
    code, out, err = topics("lint", "--topics", str(monitored))
    assert (code, out) == (2, "")
    assert err.startswith(f"wirewatch: {monitored}: line ")
    assert err.endswith(": term: no such key; did you mean terms?\n")
    assert err.count("\n") == 1


def test_a_sample_gives_estimates_and_names_bad_lines(monitored: Path, articles: Path) -> None:
    """Hits of each topic; a line that is no article is told on standard error."""
    with articles.open("a", encoding="utf-8") as file:
        file.write("{}\n")
    sample = ("--sample", str(articles))
    code, out, err = topics("lint", "--topics", str(monitored), *sample, "--json")
    assert code == 1
    assert "line 3" in err
    report = json.loads(out)
    assert (report["sample"]["articles"], report["sample"]["refused"]) == (2, 1)
    assert [each["on_topic"] for each in report["sample"]["topics"]] == [1, 0]
    assert [(each["topic"], each["reason"]) for each in report["warnings"]] == [
        ("merger", "hits-nothing")
    ]
    _, out, _ = topics("lint", "--topics", str(monitored), *sample)
    assert "50.0%" in out


def explained(*arguments: str, stdin: str | None = None) -> dict[str, Any]:
    """The explanation as JSON."""
    code, out, err = topics("explain", *arguments, "--json", stdin=stdin)
    assert (code, err) == (0, f"{TERMS_ONLY}\n")
    found: dict[str, Any] = json.loads(out)
    return found


def test_an_article_of_a_file_is_found_by_its_id(monitored: Path, articles: Path) -> None:
    """JSON Lines hold many; the explanation is of one."""
    found = explained(str(articles), "--id", "one", "--topics", str(monitored))
    assert found["article"]["id"] == "one"
    assert [(each["topic"], each["reason"]) for each in found["topics"]] == [
        ("volcano", "on-topic"),
        ("merger", "no-term-matched"),
    ]
    assert found["topics"][0]["why"].startswith("On topic: ")
    span = found["topics"][0]["matches"][0]
    assert HEADLINE[span["start"] : span["end"]] == "Orvel"


def test_one_article_may_be_laid_out_over_lines(monitored: Path, tmp_path: Path) -> None:
    """A JSON file as a person writes it, from the disk or from standard input."""
    pretty = json.dumps({"headline": HEADLINE, "body": BODY}, indent=2)
    (tmp_path / "article.json").write_text(pretty, "utf-8")
    by_file = explained(str(tmp_path / "article.json"), "--topics", str(monitored))
    assert by_file == explained("-", "--topics", str(monitored), stdin=pretty)


def test_one_topic_may_be_asked_for(monitored: Path, articles: Path) -> None:
    """Also one of which nothing stands in the article."""
    asked = ("--id", "one", "--topics", str(monitored), "--topic", "merger")
    assert [each["topic"] for each in explained(str(articles), *asked)["topics"]] == ["merger"]
    _, out, _ = topics("explain", str(articles), *asked)
    assert "Not on topic: no term has enough of its words" in out


def test_without_colour_matches_stand_in_brackets(monitored: Path, articles: Path) -> None:
    """The page can be read in a pipe, each part with its role."""
    asked = ("explain", str(articles), "--id", "one", "--topics", str(monitored))
    code, out, _ = topics(*asked)
    assert code == 0
    assert "\x1b" not in out
    assert "⟦Orvel⟧ ⟦eruption⟧ darkens harbour" in out
    assert "furniture" in out
    assert "in the headline, paragraph 2" in out
    _, coloured, _ = topics(*asked, FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[1;32mOrvel" in coloured
    assert "⟦" not in coloured


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "holds several articles; say which with --id"),
        (["--id", "three"], "three: there is no article with this id"),
        (["--id", "one", "--topic", "none"], "none: there is no topic with this id"),
    ],
)
def test_what_can_not_be_explained_is_one_line(
    monitored: Path, articles: Path, arguments: list[str], said: str
) -> None:
    """Exit code 2, and what is missing."""
    asked = ("explain", str(articles), "--topics", str(monitored), *arguments)
    code, out, err = topics(*asked)
    assert (code, out) == (2, "")
    assert err.startswith("wirewatch: ")
    assert err.endswith(f"{said}\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"), [("", "no article"), ("{", "not-json"), ("{}", "neither"), ("[1]", "invalid")]
)
def test_what_is_no_article_is_one_line(monitored: Path, text: str, said: str) -> None:
    """Nothing, half of something, an article without text, a list."""
    code, out, err = topics("explain", "-", "--topics", str(monitored), stdin=text)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_an_article_can_not_steer_the_terminal(monitored: Path) -> None:
    """Escapes and marks of direction are blanks, and places still hold."""
    body = "The \x1b[31m\u202eeruption of Mount Orvel sent ash over the harbour, officials said."
    article = json.dumps({"headline": HEADLINE, "body": body})
    _, out, _ = topics("explain", "-", "--topics", str(monitored), stdin=article)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "⟦eruption⟧ of Mount ⟦Orvel⟧" in out
    assert len(shown(body)) == len(body)


def test_help_tells_of_both_commands_without_heavy_libraries() -> None:
    """`--help` of the commands loads neither the classifier nor a parser."""
    for command in ([], ["lint"], ["explain"]):
        code, out, _ = topics(*command, "--help")
        assert code == 0
        assert "Usage" in out
    code_text = (
        "import sys; from wirewatch.cli import app; "
        "app(['topics', 'explain', '--help'], standalone_mode=False); "
        "print({'agents', 'ahocorasick_rs', 'yaml', 'streams.settings'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code_text], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "set()"
