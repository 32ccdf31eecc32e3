"""The labelled streams under tests/streams are what their README says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict

from agents.topics.definitions import load_topics
from wirewatch.gold import Role

STREAMS = Path(__file__).parents[1] / "streams"
NAMES = ("ashfall", "coalition")
KINDS = Literal["event", "claim", "figure", "decision", "denial", "confirmation"]


class Strict(BaseModel):
    """A line of a file, with exactly these keys."""

    model_config = ConfigDict(extra="forbid")


T = TypeVar("T", bound=Strict)


class Published(Strict):
    """A line of articles.jsonl."""

    id: str
    url: str
    source: str
    lang: str | None
    published_at: AwareDatetime | None
    ingested_at: AwareDatetime
    title: str
    text: str


class Gold(Strict):
    """A line of gold.jsonl."""

    id: str
    topics: list[str]
    role: Role
    developments: list[str]
    first_report_of: list[str]
    copy_of: str | None
    story: str | None


class Figure(Strict):
    """A number of a development."""

    quantity: str
    value: float
    unit: str | None
    previous: float | None


class Registered(Strict):
    """A line of developments.jsonl."""

    id: str
    topic: str
    story: str
    summary: str
    first_article: str
    occurred_on: str | None
    kind: KINDS
    figures: list[Figure]


def lines(kind: type[T], name: str, file: str) -> list[T]:
    """The lines of a file of a stream."""
    text = (STREAMS / name / file).read_text("utf-8")
    return [kind.model_validate_json(line) for line in text.splitlines()]


def articles(name: str) -> list[Published]:
    """The articles of a stream."""
    return lines(Published, name, "articles.jsonl")


def gold(name: str) -> list[Gold]:
    """What is true about them."""
    return lines(Gold, name, "gold.jsonl")


def registry(name: str) -> dict[str, Registered]:
    """What really was new, by id."""
    return {each.id: each for each in lines(Registered, name, "developments.jsonl")}


@pytest.mark.parametrize("name", NAMES)
def test_articles_stand_in_the_order_in_which_they_came(name: str) -> None:
    """No id or address twice; no article was published after it came."""
    found = articles(name)
    came = [each.ingested_at for each in found]

    assert came == sorted(set(came))
    assert len({each.id for each in found}) == len({each.url for each in found}) == len(found)
    assert all(each.source in each.url and each.source.endswith(".example") for each in found)
    assert all(not each.published_at or each.published_at <= each.ingested_at for each in found)


@pytest.mark.parametrize("name", NAMES)
def test_labels_name_topics_and_developments_that_exist(name: str) -> None:
    """A development's topic is one of its article's, and off-topic articles have neither."""
    topics = {topic.id for topic in load_topics(STREAMS / name / "topics.yaml").topics}
    known = registry(name)

    for truth in gold(name):
        assert set(truth.topics) <= topics
        assert {known[each].topic for each in truth.developments} <= set(truth.topics)
        assert (truth.role is Role.OFF_TOPIC) == (not truth.topics) == (not truth.developments)
        assert (truth.role is Role.NEW) == bool(truth.first_report_of)


@pytest.mark.parametrize("name", NAMES)
def test_a_development_is_first_reported_by_the_first_article_that_has_it(name: str) -> None:
    """First reports follow from the order of the stream, and the registry names them."""
    seen = dict[str, str]()
    for truth in gold(name):
        fresh = [each for each in truth.developments if each not in seen]
        seen.update(dict.fromkeys(fresh, truth.id))
        assert fresh == truth.first_report_of

    assert [truth.id for truth in gold(name)] == [each.id for each in articles(name)]
    assert {each.id: each.first_article for each in registry(name).values()} == seen


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_names_an_earlier_article_that_is_no_copy(name: str) -> None:
    """A copy reports nothing that its original does not report."""
    earlier = dict[str, Gold]()
    for truth in gold(name):
        assert (truth.role is Role.DUPLICATE) == (truth.copy_of is not None)
        if truth.copy_of:
            original = earlier[truth.copy_of]
            assert original.copy_of is None
            assert set(truth.developments) <= set(original.developments)
        earlier[truth.id] = truth


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_follows_on_the_last_one_of_its_quantity(name: str) -> None:
    """The value before is what the registry had last, where it had one of this story."""
    last = dict[tuple[str, str], float]()
    for each in registry(name).values():
        for figure in each.figures:
            quantity = (each.story, figure.quantity)
            assert figure.previous == last.get(quantity, figure.previous)
            last[quantity] = figure.value


@pytest.mark.parametrize("name", NAMES)
def test_labels_of_lines_are_of_the_text_that_is_there(name: str) -> None:
    """The labels carry a digest of the text that they number the lines of."""
    rows: list[dict[str, Any]] = [
        json.loads(line)
        for line in (STREAMS / name / "paragraphs.jsonl").read_text("utf-8").splitlines()
    ]
    for article, row in zip(articles(name), rows, strict=True):
        digest = hashlib.sha256(article.text.encode()).hexdigest()
        numbers = [number for key, each in row.items() if isinstance(each, list) for number in each]
        assert row["id"] == article.id
        assert digest.startswith(row["text_sha256"])
        assert len(set(numbers)) == len(numbers)
        assert max(numbers, default=-1) < len([line for line in article.text.split("\n") if line])
