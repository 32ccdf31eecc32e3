"""However large an article is, what it makes fits where it has to go."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agents.classify.classifier import Classifier
from agents.topics.definitions import TopicSet
from agents.track.state import empty_state
from agents.track.tracker import track
from streams.codec import encode
from streams.kafka_topics import MAX_RECORD_BYTES
from streams.records import Article
from tests.news import VOLCANO

AT = datetime(2031, 5, 4, tzinfo=UTC)
MIB = 1024 * 1024
NUMBERS = " ".join(map(str, range(1000, 40_000)))


@pytest.mark.parametrize(
    "article",
    [
        pytest.param(Article(headline="Orvel eruption " + "x" * 3 * MIB), id="a huge headline"),
        pytest.param(Article(body="Orvel eruption " + "й" * 3 * MIB + "."), id="one huge word"),
        pytest.param(Article(body="The Orvel eruption goes on. " * 100_000), id="many sentences"),
        pytest.param(Article(body=f"Orvel eruption {NUMBERS} houses."), id="many numbers"),
        pytest.param(Article(body="Orvel eruption.\n" * 200_000), id="many paragraphs"),
        pytest.param(Article(headline="Orvel eruption " + "\x01" * MIB), id="control characters"),
        pytest.param(Article(headline="Orvel eruption " + "„" * MIB), id="opened quotes"),
        pytest.param(
            Article(headline="Orvel eruption " + " men ".join(map(str, range(2000, 60_000)))),
            id="a headline of numbers",
        ),
        pytest.param(Article(body="Orvel eruption. " + "。啊" * MIB), id="ends without blanks"),
        pytest.param(
            Article(body="Orvel eruption. a" + "\u0301\u0316" * MIB), id="accents on accents"
        ),
        pytest.param(
            Article(headline="Orvel eruption " * 20_000, body="x\n" * 100_000),
            id="a long headline over many lines",
        ),
        pytest.param(
            Article(body="Orvel eruption.", url="https://a.example/" + "u" * 8000, id="i" * 512),
            id="a long address",
        ),
    ],
)
def test_no_article_makes_a_record_that_kafka_would_refuse(article: Article) -> None:
    """A record that can't be sent would stop its worker, again at every start.

    And none takes minutes, after which the worker would count as hanging: the test's own limit.
    """
    classifier = Classifier(TopicSet((VOLCANO,)))

    for classified in classifier.classify(article, AT).articles:
        _, decision = track(empty_state(), classified, AT)
        assert len(encode(classified)) < MAX_RECORD_BYTES / 2
        assert len(encode(decision.verdict)) < MIB / 4
        if decision.development:
            assert len(encode(decision.development)) < MIB / 4


@pytest.mark.parametrize("field", ["publisher", "language", "id", "url"])
def test_a_name_of_a_megabyte_is_refused(field: str) -> None:
    """They are carried along with every record."""
    with pytest.raises(ValueError, match=field):
        Article.model_validate({"body": "x", field: "y" * MIB})
