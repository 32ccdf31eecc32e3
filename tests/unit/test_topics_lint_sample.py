from __future__ import annotations

from typing import TYPE_CHECKING

from agents.topics.definitions import Topic, TopicSet
from agents.topics.lint_finding import LintReason
from agents.topics.lint_sample import Sample
from tests.builders import an_article
from tests.news import VOLCANO

if TYPE_CHECKING:
    from agents.vectors.sentence_vectors import SentenceVectors

WIDE = Topic(id="wide", name="Everything", terms={"en": ("said", "Fjordkasse")})
ERUPTION = "The Orvel eruption closed the harbour on Tuesday, officials said."
OTHER = "The mayor opened a new school on Tuesday, officials said."


def a_sample(*bodies: str) -> Sample:
    """A sample of articles with these bodies."""
    sample = Sample(TopicSet((VOLCANO, WIDE)))
    for number, body in enumerate(bodies):
        sample.take(an_article(id=str(number), headline="Tuesday on the island", body=body))
    return sample


def test_hits_are_estimated_for_each_topic() -> None:
    """Articles past the gate and on topic, and their share of all."""
    volcano, wide = a_sample(ERUPTION, OTHER, OTHER, OTHER).estimates()
    assert (volcano.topic, volcano.past_gate, volcano.on_topic) == ("volcano", 1, 1)
    assert volcano.share_on_topic == 0.25
    assert wide.share_past_gate == 1


def test_furniture_is_no_hit() -> None:
    """A teaser brings nothing for a topic, and so it does not here."""
    volcano, _ = a_sample(f"{OTHER}\n{OTHER}\nOrvel eruption in pictures").estimates()
    assert volcano.past_gate == 0


def test_a_term_in_most_articles_matches_too_much() -> None:
    """The term is named with its count; the topic's other terms are not."""
    found = list(a_sample(*[OTHER] * 59, ERUPTION).findings())
    assert [(each.topic, each.reason, each.field) for each in found] == [
        (1, LintReason.MATCHES_TOO_MUCH, ("terms", "en", 0))
    ]
    assert "60 of 60 articles" in found[0].what


def test_a_handful_of_articles_says_nothing_of_shares() -> None:
    """Somebody may try three articles on one subject."""
    assert list(a_sample(ERUPTION, ERUPTION, ERUPTION).findings()) == []


def test_a_topic_that_hits_nothing_is_told() -> None:
    """Its terms may be wrong."""
    found = list(a_sample(OTHER).findings())
    assert [(each.topic, each.reason) for each in found] == [(0, LintReason.HITS_NOTHING)]


def test_an_empty_sample_says_nothing() -> None:
    """Nothing can be told from no article."""
    assert list(a_sample().findings()) == []
    assert [each.share_past_gate for each in a_sample().estimates()] == [0, 0]


def test_with_vectors_a_passing_mention_is_no_hit(vectors: SentenceVectors) -> None:
    """The estimate is that of the decision that would be made, where a model is there."""
    body = (
        "The mayor opened a new school on Tuesday. Its roof has solar panels. Parents welcomed the"
        " library and the gym. The old building stood since before the Orvel eruption."
    )
    article = an_article(headline="School opens in the harbour town", body=body)
    told = Topic(
        id="told",
        name="The eruption of Orvel",
        description="Eruptions of the volcano Orvel: ash, lava, alert levels and evacuations.",
        terms={"en": ("Orvel eruption",)},
    )
    by_terms, by_sentences = Sample(TopicSet((told,))), Sample(TopicSet((told,)), vectors)
    for sample in (by_terms, by_sentences):
        sample.take(article)
    assert [each.on_topic for each in by_terms.estimates()] == [1]
    assert [each.on_topic for each in by_sentences.estimates()] == [0]
