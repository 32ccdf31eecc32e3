from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.classify.article_text import ask, headline_and_body
from agents.classify.classifier import Classifier
from agents.classify.paragraphs import paragraphs
from agents.classify.query import holds, spans
from agents.classify.reading import read_page
from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import Topic, TopicSet
from agents.topics.query_syntax import parse_query
from streams.records import Article
from tests.builders import NOON

if TYPE_CHECKING:
    from agents.classify.query import Asked

HEADLINE = "Ash over Orvel"
LEAD = "The volcano sent ash to the harbour on Tuesday morning, the ministry of transport said."
SECOND = "Ships from Ukraine and two tankers waited outside of the port for the whole of the day."
MENU = "Football | Weather | Horoscope"
ARTICLE = {"headline": HEADLINE, "body": f"{LEAD}\n{SECOND}\n{MENU}"}


def asked(**fields: str) -> Asked:
    """An article as queries look at it."""
    article = Article.model_validate(fields)
    headline, body = headline_and_body(article)
    return ask(article, read_page(headline, paragraphs(headline, body)))


def takes(query: str, **fields: str) -> bool:
    """Whether a query holds for the article above, or for one of the fields given."""
    return holds(parse_query(query), asked(**(ARTICLE | fields)))


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("volcano AND tankers", True),
        ("volcano AND horoscope", False),
        ("football", False),
        ("volcanoes", True),
        ("volcano NOT tankers", False),
        ("+volcano -earthquake", True),
        ("title:ash", True),
        ("title:volcano", False),
        ("lead:volcano", True),
        ("lead:tankers", False),
        ("body:tankers", True),
        ("body:Orvel", False),
        ('"two tankers waited"', True),
        ('"tankers two"', False),
        ('"tankers two"~2', True),
        ('"volcano harbour"~3', False),
        ('"volcano harbour"~4', True),
        ('"morning ships"~100', False),
        ("ash NEAR/2 volcano", True),
        ("harbour NEAR/3 volcano", False),
        ("harbour NEAR/4 volcano", True),
        ("(lava OR ash) NEAR/1 (sent OR spewed)", True),
        ("ash NEAR/9 ash", False),
        ("ukrain*", True),
        ("uk*ne", True),
        ("ukr?ine", True),
        ("ukr?ne", False),
        ("*anker?", True),
        ('"minist* of transport"', True),
        ("volcano AND language:en", True),
        ("volcano AND publisher:*post", True),
        ("volcano AND NOT publisher:orvel*", False),
    ],
)
def test_a_query_holds_where_lucene_would_have_it(query: str, held: bool) -> None:
    """Operators, fields, phrases, distance and wildcards, on the prose alone."""
    assert takes(query, publisher="Orvel Post", language="en") is held


@pytest.mark.parametrize(
    ("body", "held", "not_held"),
    [
        (
            "У Києві обговорили нові санкції проти підприємств, повідомило міністерство фінансів.",
            ("санкцій", '"санкцій проти"', "києв*"),
            ("фінанс?",),
        ),
        (
            "북한이 러시아에 병력을 보냈다고 국방부가 수요일 서울에서 밝혔다.",
            ("북한", '"북한 러시아"', "북한*"),
            ('"러시아 북한"',),
        ),
        (
            "日本政府は火曜日に、東京都で新しい制裁を発表した。これは三回目である。",
            ("東京", '"新しい 制裁"', "新しい NEAR/0 制裁", "東*都"),
            ('"制裁 新しい"', "東京 NEAR/0 制裁"),
        ),
    ],
    ids=["uk", "ko", "ja"],
)
def test_words_are_folded_and_inflected_in_every_script(
    body: str, held: tuple[str, ...], not_held: tuple[str, ...]
) -> None:
    """Cyrillic endings, Korean particles, words inside of text without blanks."""
    assert [query for query in held if not takes(query, headline="", body=body)] == []
    assert [query for query in not_held if takes(query, headline="", body=body)] == []


def test_what_is_unknown_is_in_no_field() -> None:
    """An article without a publisher is nobody's."""
    assert not takes("ash AND publisher:*")
    assert takes("ash AND NOT publisher:post*")


def test_spans_are_the_characters_that_made_a_clause_hold() -> None:
    """Only what is sought is told, phrase by phrase."""
    article = asked(**ARTICLE)
    query = parse_query('title:ash AND "two tankers" AND NOT lava')
    texts = {"headline": ARTICLE["headline"], "body": ARTICLE["body"]}
    found = [
        (clause.text, texts[span.part][span.start : span.end])
        for part in spans(query, article)
        for clause, span in part
    ]
    assert found == [("ash", "Ash"), ('"two tankers"', "two"), ('"two tankers"', "tankers")]


WORDS = ("ash", "lava", "orvel", "санкції", "북한", "f-16", "東京")


@given(st.lists(st.sampled_from(WORDS[:3]), max_size=9), st.data())
@settings(max_examples=100, deadline=None)
def test_slop_is_lucenes(text: list[str], data: st.DataObject) -> None:
    """A row within the slop is found exactly where trying all places finds one."""
    phrase = data.draw(st.lists(st.sampled_from(WORDS[:3]), min_size=2, max_size=3, unique=True))
    slop = data.draw(st.integers(0, 4))
    places = [[at for at, word in enumerate(text) if word == each] for each in phrase]
    wanted = any(
        max(moved) - min(moved) <= slop
        for row in product(*places)
        for moved in [[at - index for index, at in enumerate(row)]]
    )
    query = parse_query(f'"{" ".join(phrase)}"~{slop}')
    assert holds(query, asked(headline=" ".join(["so", *text]), body="")) is wanted


CLAUSES = st.sampled_from(
    [*WORDS, "la*a", "or*", "*rvel", '"ash lava"', '"lava orvel"~2', "ash NEAR/1 lava", "title:ash"]
)
QUERIES = st.recursive(
    CLAUSES,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) AND ({two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) OR ({two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) AND NOT ({two[1]})"),
        st.tuples(inner, inner, inner).map(lambda all_: "+({}) -({}) ({})".format(*all_)),
    ),
    max_leaves=6,
)
SENTENCES = st.lists(
    st.sampled_from([*WORDS, "lavas", "Orvels", "санкцій", "북한이", "today", "the", "東京都は"]),
    min_size=3,
    max_size=12,
).map(lambda words: "Officials said on Tuesday that " + " ".join(words) + " were seen there.")


@given(QUERIES, st.lists(SENTENCES, max_size=4), st.lists(st.sampled_from(WORDS), max_size=3))
@settings(max_examples=150, deadline=None)
def test_the_gate_drops_nothing_that_the_query_takes(
    query: str, body: list[str], headline: list[str]
) -> None:
    """Whatever the query and the article: what holds comes out of the whole classifier."""
    try:
        topic = Topic(id="any", name="Any", query=query)
    except ValidationError:
        return
    article = Article.model_validate(
        {"headline": " ".join(["News", *headline]), "body": "\n".join(body)}
    )
    decided = Classifier(TopicSet((topic,))).classify(article, NOON)
    held = holds(parse_query(query), asked(headline=article.headline, body=article.body))
    assert (decided.reason is ClassifyReason.MATCHED) is held


@pytest.mark.parametrize(
    "body",
    ["ash lava " * 20_000, "a" * 200_000, "ash" * 60_000 + " lava", "東京" * 90_000],
    ids=["words", "one word", "one long word", "no blanks"],
)
def test_hostile_articles_are_read_in_bounded_time(body: str) -> None:
    """Rows, distances and wildcards look at a bounded number of places."""
    query = '("ash lava"~50 OR (ash NEAR/90 lava) OR *as?as*s?a*s?a*x OR 東京)'
    assert isinstance(takes(f'{query} AND "lava ash ash ash"~99', body=body), bool)
