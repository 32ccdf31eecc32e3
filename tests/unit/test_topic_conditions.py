from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from agents.classify.classifier import Classifier
from agents.classify.explain import Explainer
from agents.classify.explanation import ClauseState, TopicReason
from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import Topic, TopicSet
from tests.builders import NOON, an_article
from wirewatch.topics_words import sentence_of

if TYPE_CHECKING:
    from agents.classify.classification import Classification

HEADLINE = "Orvel volcano darkens the harbour"
LEAD = "The eruption of the Orvel volcano sent ash over the harbour, officials said on Tuesday."
ASIDE = "Fishing boats stayed in port, and the Nordbank building was closed for the whole day."
MENU = "Film | Football | Weather"
BODY = f"{LEAD}\n{ASIDE}\n{MENU}"
TERMS = {"en": ("Orvel volcano",)}


def a_topic(**fields: Any) -> Topic:
    """A topic with the fields given."""
    return Topic.model_validate({"id": "orvel", "name": "Orvel"} | fields)


def classified(topic: Topic, **fields: Any) -> Classification:
    """What becomes of the article above for one topic."""
    article = an_article(**({"headline": HEADLINE, "body": BODY} | fields))
    return Classifier(TopicSet((topic,))).classify(article, NOON)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"query": "harbour AND eruption"}, ClassifyReason.MATCHED),
        ({"query": "harbour AND football"}, ClassifyReason.QUERY_NOT_MET),
        ({"query": "harbour NOT boats"}, ClassifyReason.VETOED),
        ({"must": ["fishing boats", "harbour"]}, ClassifyReason.MATCHED),
        ({"must": ["boats fishing"]}, ClassifyReason.QUERY_NOT_MET),
        ({"any": ["lava", "erupt*"]}, ClassifyReason.MATCHED),
        ({"any": ["lava", "film"]}, ClassifyReason.QUERY_NOT_MET),
        ({"none": ["film"]}, ClassifyReason.MATCHED),
        ({"none": ["ash", "film"]}, ClassifyReason.VETOED),
        ({"publishers": {"include": ["example*"]}}, ClassifyReason.MATCHED),
        ({"publishers": {"include": ["other news"]}}, ClassifyReason.OUT_OF_SCOPE),
        ({"publishers": {"exclude": ["EXAMPLE news"]}}, ClassifyReason.OUT_OF_SCOPE),
        ({"languages": {"include": ["uk", "en"]}}, ClassifyReason.MATCHED),
        ({"languages": {"include": ["uk"]}}, ClassifyReason.OUT_OF_SCOPE),
        ({"languages": {"exclude": ["en"]}}, ClassifyReason.OUT_OF_SCOPE),
        ({"enabled": False}, ClassifyReason.NO_TERM_MATCHED),
    ],
)
def test_terms_count_only_where_the_rest_of_the_topic_allows(
    fields: dict[str, Any], reason: ClassifyReason
) -> None:
    """The query, the lists and the scopes must all be met; what stops an article is named."""
    decided = classified(a_topic(terms=TERMS, **fields))
    assert decided.reason is reason
    assert bool(decided.articles) is (reason is ClassifyReason.MATCHED)
    stopped = reason not in {ClassifyReason.MATCHED, ClassifyReason.NO_TERM_MATCHED}
    assert dict(decided.dropped) == ({"orvel": reason} if stopped else {})


@pytest.mark.parametrize(
    "fields",
    [
        {"none": ["boater"]},
        {"none": ["fisher"]},
        {"query": "Orvel NOT boater"},
        {"query": 'Orvel NOT "boater"'},
    ],
)
def test_a_veto_takes_its_own_forms_and_no_word_that_it_is_made_of(fields: dict[str, Any]) -> None:
    """Else a veto of strikers would stop each article on a strike."""
    assert classified(a_topic(terms=TERMS, **fields)).reason is ClassifyReason.MATCHED
    body = f"{BODY}\nTwo boaters and some fishers watched the ash from the harbour wall for hours."
    vetoed = classified(a_topic(terms=TERMS, **fields), body=body)
    assert vetoed.reason is ClassifyReason.VETOED


def test_what_is_unknown_is_outside_of_what_is_included() -> None:
    """No publisher is none of those asked for; a language is told from the text."""
    assert not classified(
        a_topic(terms=TERMS, publishers={"include": ["*"]}), publisher=None
    ).articles
    assert classified(a_topic(terms=TERMS, publishers={"exclude": ["x"]}), publisher=None).articles
    assert classified(a_topic(terms=TERMS, languages={"include": ["en"]}), language=None).articles


def test_a_topic_with_a_query_alone_is_scored_by_where_its_words_stand() -> None:
    """What the query takes is on topic by the usual threshold, with the spans it rests on."""
    aside = classified(a_topic(query="nordbank AND harbour AND NOT lava")).articles[0]
    assert aside.on_topic
    words = {BODY[each.span.start : each.span.end] for each in aside.matches}
    assert words >= {"Nordbank", "harbour"}
    assert {each.term for each in aside.matches} == {"nordbank", "harbour"}
    in_title = classified(a_topic(query="title:darkens")).articles[0]
    assert in_title.on_topic
    assert classified(a_topic(query="orvel")).articles[0].score > aside.score > 0.5


def test_a_topic_that_drops_an_article_leaves_it_to_the_others() -> None:
    """The article goes on for one topic, and the reason of the other is told."""
    topics = a_topic(terms=TERMS, none=["ash"]), a_topic(id="bank", query="nordbank")
    article = an_article(headline=HEADLINE, body=BODY)
    decided = Classifier(TopicSet(topics)).classify(article, NOON)
    assert [each.topic for each in decided.articles] == ["bank"]
    assert decided.dropped == {"orvel": ClassifyReason.VETOED}


def test_media_topics_go_on_with_the_article() -> None:
    """So that receivers can route by them."""
    record = classified(a_topic(terms=TERMS, iptc=["20000151"])).articles[0]
    assert record.iptc == ("medtop:20000151",)


@pytest.mark.parametrize(
    ("fields", "reason", "says"),
    [
        ({"query": "harbour NOT (boats OR lava)"}, TopicReason.VETOED, "vetoed by 'boats'."),
        (
            {"query": "ash AND (film OR lava)"},
            TopicReason.QUERY_NOT_MET,
            "asks for: 'film', 'lava'.",
        ),
        ({"languages": {"include": ["uk"]}}, TopicReason.OUT_OF_SCOPE, "does not take articles"),
        ({"enabled": False}, TopicReason.DISABLED, "enabled: false"),
    ],
)
def test_explain_names_what_stopped_an_article(
    fields: dict[str, Any], reason: TopicReason, says: str
) -> None:
    """With and without terms, by the clauses at fault."""
    article = an_article(headline=HEADLINE, body=BODY)
    topic = a_topic(terms=TERMS, **fields)
    explained = Explainer(TopicSet((topic,))).explain(article).topics[0]
    assert explained.reason is reason
    assert says in sentence_of(explained)


def test_explain_tells_how_each_clause_stands() -> None:
    """What holds where, what only furniture has, what is absent, what vetoes and what does not."""
    topic = a_topic(query='(ash AND "film football" AND lava) NOT (boats OR smoke)')
    explained = Explainer(TopicSet((topic,))).explain(an_article(headline=HEADLINE, body=BODY))
    clauses = {each.clause: each for each in explained.topics[0].clauses}
    assert {name: (each.state, each.parts) for name, each in clauses.items()} == {
        "ash": (ClauseState.HOLDS, (1,)),
        '"film football"': (ClauseState.OUTSIDE_PROSE, (3,)),
        "lava": (ClauseState.ABSENT, ()),
        "boats": (ClauseState.VETOES, (2,)),
        "smoke": (ClauseState.SILENT, ()),
    }
    span = clauses["boats"].spans[0]
    assert BODY[span.start : span.end] == "boats"
