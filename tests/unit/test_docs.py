"""The documentation, held true."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic import SecretStr

from agents.topics.definitions import Topic, load_topics
from agents.topics.query_syntax import parse_query
from agents.track.state import MAX_RECENT
from alerts.config import check_alerts
from alerts.group import group_of
from alerts.labels import NAMES
from alerts.mute import TimeInterval
from alerts.receivers.webhook import WEBHOOK
from alerts.route_config import RouteEntry
from streams.errors import BadReason
from streams.records import Article, Development, Reason
from streams.settings import PREFIX, Settings
from wirewatch.jsonl import read_records
from wirewatch.replay import replay
from wirewatch.tuning.labels import Answer, Feedback
from wirewatch.tuning.tune import FEWEST

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "docs/settings.md").read_text("utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def row(name: str) -> str:
    """The row of a setting as docs/settings.md has to have it."""
    field = Settings.model_fields[name]
    default = (
        field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    )
    shown = (
        ""
        if default in {None, ""}
        else f"`{str(default).lower() if isinstance(default, bool) else default}`"
    )
    return f"| `{PREFIX}{name.upper()}` | {shown} | {field.description} |"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    """The table says what the code says."""
    assert row(name) in SETTINGS.splitlines()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    """A renamed setting does not live on in the documentation."""
    named = set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", page.read_text("utf-8")))
    known = {PREFIX + name.upper() for name in Settings.model_fields}

    unknown = {
        name
        for name in named - known
        if name.removesuffix("_FILE") not in known and not name.startswith(PREFIX + "TEST_")
    }
    assert unknown == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    """Relative links and pictures exist."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_command_that_the_readme_shows_exists() -> None:
    """The command line knows each of them."""
    shown = set(re.findall(r"wirewatch ([\w-]+)", (ROOT / "README.md").read_text("utf-8")))
    helped = subprocess.run(
        [sys.executable, "-m", "wirewatch", "--help"], capture_output=True, text=True, check=True
    ).stdout

    assert shown
    assert [command for command in sorted(shown) if f" {command} " not in helped] == []


def _limits() -> list[list[str]]:
    """The rows of the tables of limits, by cell."""
    page = (ROOT / "docs/limits.md").read_text("utf-8")
    rows = [row.strip("|").split("|") for row in page.splitlines() if row.startswith("| ")]
    cells = [[cell.strip() for cell in row] for row in rows]
    return [row for row in cells if row[0] not in {"limit", "---"}]


@pytest.mark.parametrize("row", _limits(), ids=lambda row: row[0])
def test_every_limit_has_its_default_and_a_test(row: list[str]) -> None:
    """The default is that of the setting, and the test exists."""
    _, setting, default, _, shown = row
    if setting.startswith(f"`{PREFIX}"):
        field = Settings.model_fields[setting.strip("`").removeprefix(PREFIX).lower()]
        assert default == f"`{field.default}`"
    if shown:
        path, _, name = shown.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text("utf-8")


def test_the_guarantees_name_how_many_articles_are_remembered() -> None:
    """The bound that track has."""
    page = (ROOT / "docs/how-nothing-is-lost.md").read_text("utf-8")
    assert f"the latest {MAX_RECENT:,} articles of a topic" in page


def test_every_reason_of_a_dead_letter_is_explained() -> None:
    """In one table, with none that does not exist."""
    page = (ROOT / "docs/how-nothing-is-lost.md").read_text("utf-8")
    table = page.split("| reason | what it means |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE) == list(get_args(BadReason))


def test_every_reason_of_a_verdict_is_explained() -> None:
    """In one table, with none that does not exist."""
    page = (ROOT / "docs/tuning.md").read_text("utf-8")
    table = page.split("| reason | what it means |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE) == list(Reason)


def test_the_feedback_of_the_documentation_is_feedback() -> None:
    """The line can be copied, every answer is named, and how many it takes."""
    page = (ROOT / "docs/tuning.md").read_text("utf-8")
    Feedback.model_validate_json(page.partition("```json")[2].partition("```")[0])
    assert [each for each in (*Answer, *Feedback.model_fields) if f"`{each}`" not in page] == []
    assert f"{FEWEST} of each sort" in page


def shape(value: object) -> object:
    """The keys of a JSON value, all the way down."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


def each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The fields of a JSON object, of which none stands there twice."""
    keys = [key for key, _ in pairs]
    assert len(set(keys)) == len(keys), keys
    return dict(pairs)


def test_the_webhook_page_shows_a_body_as_it_is_sent() -> None:
    """Every key of it, once, and none that is not sent."""
    page = (ROOT / "docs/webhook.md").read_text("utf-8")
    body = page.partition("```json")[2].partition("```")[0]
    shown = json.loads(body, object_pairs_hook=each_once)
    articles = read_records(Article, ROOT / "config/demo-articles.jsonl")
    topics = load_topics(ROOT / "config/topics.yaml")
    alerted = [one for one in replay(topics, articles) if one.id == "umerov-met-yoon"]
    development = shown["data"]["developments"][0]

    assert development["id"] in [alert.development for one in alerted for alert in one.alerts]
    sent = json.loads(WEBHOOK.render(group_of(Development.model_validate(development))))
    assert shape(sent) == shape(shown)


def test_the_alerts_of_the_documentation_are_alerts(tmp_path: Path) -> None:
    """Every alerts.yaml in a code block of the alerts page and of the README is taken."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    for name in ("slack_webhook_url", "archive_url"):
        (secrets / name).write_text("https://hooks.example/1", "utf-8")
    (tmp_path / "config").mkdir()
    path = tmp_path / "config" / "alerts.yaml"
    for page in (ROOT / "docs/alerts.md", ROOT / "README.md"):
        blocks = re.findall(r"```yaml\n(receivers:.*?)```", page.read_text("utf-8"), re.DOTALL)
        assert blocks
        for block in blocks:
            path.write_text(block, "utf-8")
            assert check_alerts(path, {"nk-troops"}) == []


def test_the_alerts_page_has_every_key_and_label() -> None:
    """A key that nobody is told of is not there."""
    page = (ROOT / "docs/alerts.md").read_text("utf-8")
    fields = RouteEntry.model_fields.items()
    keys = [field.alias or name for name, field in fields] + list(TimeInterval.model_fields)
    assert [name for name in (*keys, *NAMES) if f"`{name}`" not in page] == []


def test_the_topics_of_the_documentation_are_topics(tmp_path: Path) -> None:
    """Every list of topics in a code block of the topics page and of the README is taken."""
    for page in (ROOT / "docs/topics.md", ROOT / "README.md"):
        blocks = re.findall(r"```yaml\n(- id: .*?)```", page.read_text("utf-8"), re.DOTALL)
        assert blocks
        for block in blocks:
            (tmp_path / "topics.yaml").write_text(block, "utf-8")
            assert load_topics(tmp_path / "topics.yaml").topics


def test_the_topics_page_has_every_field() -> None:
    """A field that nobody is told of is not there."""
    table = (ROOT / "docs/topics.md").read_text("utf-8")
    assert [name for name in Topic.model_fields if f"`{name}`" not in table] == []


def test_the_queries_of_the_documentation_are_taken() -> None:
    """The left column of the syntax table can be copied into a file."""
    page = (ROOT / "docs/topics.md").read_text("utf-8")
    table = page.split("| query | what it takes |")[1].split("\n\n")[0]
    queries = [
        query
        for row in table.splitlines()[2:]
        for query in re.findall(r"`([^`]+)`", row.split("|")[1])
    ]
    assert len(queries) > 15
    for query in queries:
        assert parse_query(query)
