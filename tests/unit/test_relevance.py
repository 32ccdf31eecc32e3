"""What makes an article one about a topic, once its sentences are compared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from agents.classify.classifier import Classifier
from agents.classify.explain import Explainer
from agents.classify.explanation import TopicReason
from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import Topic, TopicSet
from streams.records import Article, ClassifiedArticle, PrototypeKind, Standing
from tests.builders import an_article

if TYPE_CHECKING:
    from agents.vectors.sentence_vectors import SentenceVectors

AT = datetime(2031, 5, 4, tzinfo=UTC)
FERRY = Topic(
    id="ferry",
    name="The Maren ferry accident",
    description="The accident of the ferry Maren: victims, rescue, cause and inquiry.",
    includes=("Divers found two more bodies in the wreck of the Maren.",),
    excludes=("The ferry company reports higher ticket sales.",),
    terms={"en": ("Maren ferry",), "de": ("Fähre Maren",)},
)
FARES = Topic(
    id="fares",
    name="Ferry fares",
    description="Prices of ferry tickets: increases, rebates and who decides on them.",
    includes=("Ferry tickets will cost more from May on.",),
    terms={"en": ("ferry tickets", "ferry fares")},
)
FOUND = an_article(
    headline="Bodies of two sailors recovered from sunken ship",
    body="Divers brought up two bodies from the Maren on Tuesday. The inquiry goes on.",
)


def judged(
    vectors: SentenceVectors | None, article: Article, *topics: Topic
) -> dict[str, ClassifiedArticle]:
    """The records of an article by topic."""
    found = Classifier(TopicSet(topics), vectors).classify(article, AT).articles
    return {each.topic: each for each in found}


def test_half_a_term_is_enough_where_the_sentences_say_it(vectors: SentenceVectors) -> None:
    """What an analyst types as a query is one wording of many."""
    assert judged(vectors, FOUND, FERRY)["ferry"].on_topic
    assert judged(None, FOUND, FERRY) == {}


def test_it_holds_across_languages(vectors: SentenceVectors) -> None:
    """The description is English, the article is not."""
    german = an_article(
        headline="Taucher bergen zwei Tote aus dem Wrack",
        body="Taucher haben am Dienstag zwei Tote aus der Fähre Maren geborgen.",
        language="de",
    )
    assert judged(vectors, german, FERRY)["ferry"].on_topic


def test_the_score_is_the_sum_of_its_parts_and_names_its_sentences(
    vectors: SentenceVectors,
) -> None:
    """At most three, each with the topic's text that it is near to."""
    record = judged(vectors, FOUND, FERRY)["ferry"]
    assert record.score_parts
    assert record.score == pytest.approx(record.score_parts.total)
    assert record.standing is Standing.ABOUT
    first = record.support[0]
    assert first.prototype == FERRY.includes[0]
    assert first.kind is PrototypeKind.INCLUDE
    assert FOUND.body[first.span.start : first.span.end].startswith("Divers brought up")


def test_what_is_nearer_to_an_exclude_counts_less_and_says_so(vectors: SentenceVectors) -> None:
    """A near miss that the topic itself names."""
    article = an_article(
        headline="Maren ferry company sells more tickets",
        body="The company of the Maren ferry reported higher ticket sales for the quarter.",
    )
    record = judged(vectors, article, FERRY)["ferry"]
    assert record.standing is Standing.PASSING_MENTION
    assert record.support[0].against == FERRY.excludes[0]
    without = FERRY.model_copy(update={"excludes": ()})
    assert record.score < judged(vectors, article, without)["ferry"].score


def test_what_another_topic_says_better_counts_less(vectors: SentenceVectors) -> None:
    """Two topics near each other share terms, not articles."""
    article = an_article(
        headline="Ferry tickets to cost more from June",
        body="Ferry fares will rise by a tenth, the Maren ferry company decided.",
    )
    both = judged(vectors, article, FERRY, FARES)
    assert both["fares"].on_topic
    assert both["ferry"].score < judged(vectors, article, FERRY)["ferry"].score


def test_half_a_term_far_from_the_topic_goes_no_further(vectors: SentenceVectors) -> None:
    """Most of what the wide gate lets through; it is counted, and explained."""
    article = an_article(
        headline="Parliament debates pensions",
        body="Parliament debated pensions until midnight. Maren Lund spoke for the opposition.",
    )
    classifier = Classifier(TopicSet((FERRY,)), vectors)
    decided = classifier.classify(article, AT)
    assert (decided.reason, decided.articles) == (ClassifyReason.FAR_FROM_TOPIC, ())
    assert decided.dropped == {"ferry": ClassifyReason.FAR_FROM_TOPIC}
    (topic,) = Explainer(TopicSet((FERRY,)), vectors).explain(article).topics
    assert topic.reason is TopicReason.FAR_FROM_TOPIC


def test_the_order_of_topics_decides_nothing(vectors: SentenceVectors) -> None:
    """Scores, ranks and what they rest on are the same."""
    article = an_article(headline="Maren ferry: fares and inquiry", body=FOUND.body)
    one, other = (judged(vectors, article, *topics) for topics in ((FERRY, FARES), (FARES, FERRY)))
    for topic, record in one.items():
        twin = other[topic]
        assert (record.score, record.rank, record.support) == (
            twin.score,
            twin.rank,
            twin.support,
        )


def test_a_topic_of_terms_alone_is_decided_by_them(vectors: SentenceVectors) -> None:
    """There is nothing to compare with."""
    bare = Topic(id="bare", name="Maren", terms={"en": ("Maren ferry",)})
    article = an_article(headline="Maren ferry sinks", body="The Maren ferry sank at night.")
    record = judged(vectors, article, bare)["bare"]
    assert record.score_parts is None
    assert record.score == judged(None, article, bare)["bare"].score
