from __future__ import annotations

from typing import Any

import pytest

from agents.topics.definitions import Topic, TopicSet
from agents.topics.implication import implies
from agents.topics.lint import lint
from agents.topics.lint_finding import LintReason
from agents.topics.lint_sample import Sample
from agents.topics.query_syntax import parse_query
from tests.builders import an_article

TERMS = {"en": ("Orvel volcano", "Orvel eruption")}


def findings(**fields: Any) -> list[tuple[str, LintReason, str]]:
    """Field, reason and words of what is found in one topic."""
    topic = Topic.model_validate({"id": "orvel", "name": "Orvel"} | fields)
    found = lint(TopicSet((topic,)))
    return [(".".join(map(str, each.field)), each.reason, each.what) for each in found]


@pytest.mark.parametrize(
    ("fields", "field", "reason", "names"),
    [
        ({"query": 'Orvel OR "Mount Orvel"'}, "query", LintReason.DEAD_CLAUSE, "Mount Orvel"),
        ({"query": "orvel OR lava OR Orvel"}, "query", LintReason.DEAD_CLAUSE, "'Orvel' adds"),
        ({"query": "erupt* OR eruption"}, "query", LintReason.DEAD_CLAUSE, "'eruption' adds"),
        (
            {"query": "ash AND (lava OR (ash NEAR/3 x) OR lavas)"},
            "query",
            LintReason.DEAD_CLAUSE,
            "",
        ),
        ({"query": "title:ash AND ash"}, "query", LintReason.DEAD_CLAUSE, "'ash' asks"),
        ({"query": "Orvel", "must": ["orvel"]}, "must.0", LintReason.DEAD_CLAUSE, "nothing more"),
        ({"query": "Orvel NOT Orvel"}, "query", LintReason.VETO_ALWAYS_WINS, "'Orvel' vetoes"),
        (
            {"query": '"Mount Orvel" OR (Orvel AND ash)', "none": ["orvel"]},
            "none.0",
            LintReason.VETO_ALWAYS_WINS,
            "vetoes all",
        ),
        ({"terms": TERMS, "none": ["Orvel"]}, "none.0", LintReason.VETO_ALWAYS_WINS, "term of en"),
        ({"query": "lava and ash"}, "query", LintReason.SMALL_OPERATOR, "'and' in small"),
        ({"query": "the OR lava"}, "query", LintReason.WIDE_CLAUSE, "joining word"),
        ({"query": "or* OR lava"}, "query", LintReason.WIDE_CLAUSE, "very many words"),
    ],
)
def test_what_a_query_can_not_mean_is_told_at_its_field(
    fields: dict[str, Any], field: str, reason: LintReason, names: str
) -> None:
    """Dead clauses, vetoes that always win, words that stand everywhere."""
    assert [
        (found, why) for found, why, what in findings(**fields) if names in what and why is reason
    ] == [(field, reason)]


@pytest.mark.parametrize(
    "fields",
    [
        {"query": '(lava OR ash) AND "Mount Orvel" AND NOT (film OR title:horoscope)'},
        {"query": "ash OR title:lava OR lead:smoke"},
        {"query": '"Mount Orvel"~5 AND ("Orvel Mount" OR ash*)'},
        {"query": "Orvel AND publisher:*post AND NOT publisher:tabloid"},
        {"terms": TERMS, "none": ["film", "Orvel cup"], "any": ["ash", "lava"]},
        {"terms": TERMS, "query": "language:en OR title:Orvel"},
    ],
)
def test_a_sound_topic_gives_no_finding(fields: dict[str, Any]) -> None:
    """A linter that cries wolf is switched off."""
    assert findings(**fields) == []


@pytest.mark.parametrize(
    ("one", "other", "does"),
    [
        ("ash AND lava", "ash", True),
        ("ash", "ash OR lava", True),
        ("ash OR lava", "ash", False),
        ("ash AND lava", "lava AND ash", True),
        ('"ash lava smoke"', '"ash lava"', True),
        ('"ash lava"~3', '"ash lava"', False),
        ("lavas", "lava", True),
        ("title:ash", "ash", True),
        ("lead:ash", "body:ash", True),
        ("body:ash", "lead:ash", False),
        ("NOT ash", "NOT (ash AND lava)", True),
        ("publisher:Post", "publisher:post", True),
        ("ash NEAR/3 lava", "ash NEAR/3 lava", True),
        ("ash NEAR/3 lava", "ash NEAR/5 smoke", False),
    ],
)
def test_one_query_implies_another_only_where_that_is_sure(
    one: str, other: str, does: bool
) -> None:
    """By operators, parts of the article, rows and forms."""
    assert implies(parse_query(one), parse_query(other)) is does


def test_topics_that_ask_the_same_are_told() -> None:
    """In whatever order and case; the later one is named."""
    topics = (
        Topic(id="a", name="A", query="ash AND (lava OR smoke)"),
        Topic(id="b", name="B", query="(SMOKE OR lava) AND ash"),
    )
    found = lint(TopicSet(topics))
    assert [(each.topic, each.reason) for each in found] == [(1, LintReason.SAME_TOPIC)]


def test_a_query_that_takes_too_much_or_nothing_is_told_on_a_sample() -> None:
    """At the field that says what is sought."""
    sample = Sample(
        TopicSet(
            (
                Topic(id="wide", name="Wide", query="troops OR lava"),
                Topic(id="none", name="None", any=("lava", "smoke")),
            )
        )
    )
    for number in range(60):
        sample.take(an_article(id=str(number)))
    found = [(each.topic, each.field, each.reason) for each in sample.findings()]
    assert found == [
        (0, ("query",), LintReason.MATCHES_TOO_MUCH),
        (1, ("any",), LintReason.HITS_NOTHING),
    ]


def test_a_large_query_is_compared_in_bounded_time() -> None:
    """As many alternatives as a query may have."""
    query = " OR ".join(f'"ash{number} lava"' for number in range(1000))
    assert findings(query=query) == []
