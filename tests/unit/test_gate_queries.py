from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.gate import Gate
from agents.classify.paragraphs import paragraphs, prose_of
from agents.classify.query import Asked, holds
from agents.classify.reading import read_page
from agents.topics.definitions import Topic, TopicSet

WORDS = [
    "harbour",
    "harbours",
    "ash",
    "cloud",
    "clouds",
    "вулкан",
    "вулканом",
    "화산이",
    "火山灰が",
]
WORD = st.sampled_from([*WORDS, "harb*", "*louds", "火山"])
ROW = st.lists(st.sampled_from([*WORDS, "火山"]), min_size=1, max_size=3).map(" ".join)
CLAUSE = (
    WORD
    | st.builds('"{}"'.format, ROW)
    | st.builds('"{}"~{}'.format, ROW, st.integers(0, 2))
    | st.builds('("{}" NEAR/{} {})'.format, ROW, st.integers(0, 2), st.sampled_from(WORDS))
    | st.builds("title:{}".format, st.sampled_from(WORDS))
)
QUERY = st.recursive(
    CLAUSE,
    lambda parts: st.builds("({} {} {})".format, parts, st.sampled_from(["AND", "OR"]), parts),
    max_leaves=4,
)
TEXT = st.lists(st.sampled_from([*WORDS, "the", "桜島火山灰", "."]), max_size=8).map(" ".join)


def look(query: str, headline: str, body: str) -> tuple[bool, bool, bool]:
    """Whether the gate lets an article through, by one paragraph too, and whether it holds."""
    topic = Topic.model_validate({"id": "t", "name": "T", "query": query})
    assert topic.condition
    found = paragraphs(headline, body)
    sighting = Gate(TopicSet((topic,))).look(headline, body)
    asked = Asked(read_page(headline, found))
    together = sighting.together(prose_of(found))
    return bool(sighting.somewhere), bool(together), holds(topic.condition, asked)


@given(QUERY, st.none() | CLAUSE, TEXT, st.lists(TEXT, max_size=3).map("\n".join))
def test_the_gate_drops_nothing_that_a_query_takes(
    query: str, veto: str | None, headline: str, body: str
) -> None:
    """Whatever the query is made of."""
    whole = f"{query} AND NOT {veto}" if veto else query
    *passed, taken = look(whole, headline, body)
    assert all(passed) or not taken


@pytest.mark.parametrize(
    ("query", "text", "passes"),
    [
        ('"ash cloud"', "Ash clouds over the harbour.", True),
        ('"ash cloud"', "A cloud of ash.", False),
        ("ash NEAR/2 harbour", "Harbours under the ash.", True),
        ("ash NEAR/1 harbour", "Harbours under the ash.", False),
        ("ash AND harbour", "Ash on the sea.", False),
        ("(ash OR cloud) AND harbour", "Clouds over the harbour.", True),
        ("ash AND NOT harbour", "Ash in the harbour.", True),
        ("ash AND language:en", "Ash in the harbour.", True),
    ],
)
def test_the_gate_looks_at_rows_and_distances(query: str, text: str, passes: bool) -> None:
    """Few articles go on that a query would drop; vetoes and scopes are left to it."""
    assert look(query, "", text)[0] is passes


@given(st.lists(QUERY, min_size=1, max_size=3), TEXT, TEXT)
def test_what_a_gate_has_read_before_changes_nothing(
    queries: list[str], before: str, text: str
) -> None:
    """Which words it watches hangs on how common they were, and what it finds does not."""
    raw = [{"id": f"t{at}", "name": "T", "query": query} for at, query in enumerate(queries)]
    topics = TopicSet(tuple(map(Topic.model_validate, raw)))
    long_open, fresh = Gate(topics), Gate(topics)
    for _ in range(60):
        long_open.look("", before)
    assert long_open.look("", text).together() == fresh.look("", text).together()


def test_words_of_two_paragraphs_are_not_near_each_other() -> None:
    """They stand in the article, and what is left of the way to the query is not gone."""
    assert look("ash NEAR/5 harbour", "", "Ash fell.\nHarbours.") == (True, False, False)
    assert look("ash NEAR/5 harbour", "", "Ash fell on harbours.") == (True, True, True)
