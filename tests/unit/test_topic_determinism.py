"""Scores and decisions hang on the article and the topics, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from agents.classify.classifier import Classifier
from agents.topics.definitions import TopicSet, load_topics
from agents.vectors.means import means_for
from agents.vectors.sentence_vectors import SentenceVectors
from streams.records import Article
from tests.classified import records_of

if TYPE_CHECKING:
    from agents.vectors.e5 import CTranslateE5

AT = datetime(2031, 5, 4, tzinfo=UTC)
STREAM = Path(__file__).parents[1] / "streams" / "coalition"
TOPICS = load_topics(STREAM / "topics.yaml")
LINES = islice((STREAM / "articles.jsonl").read_bytes().splitlines(), 6)
ARTICLES = [Article.model_validate(orjson.loads(line)) for line in LINES]


def records(e5: CTranslateE5, topics: TopicSet, batch: int) -> list[bytes]:
    """What goes to Kafka, by an embedder that remembers nothing; the file's hash aside."""
    classifier = Classifier(topics, SentenceVectors(e5, means_for(e5)))
    return records_of(classifier, ARTICLES, batch, AT)


@pytest.fixture(scope="module")
def expected(e5: CTranslateE5) -> list[bytes]:
    """The records of one run over everything at once."""
    made = records(e5, TOPICS, len(ARTICLES))
    assert len(made) > len(ARTICLES) / 2
    return made


def test_the_size_of_batches_changes_no_byte(e5: CTranslateE5, expected: list[bytes]) -> None:
    """A vector is the same whatever is embedded beside it."""
    assert records(e5, TOPICS, 1) == expected


def test_the_order_of_the_topics_changes_no_byte(e5: CTranslateE5, expected: list[bytes]) -> None:
    """Topics are each other's rivals, in whatever order the file has them."""
    assert records(e5, replace(TOPICS, topics=TOPICS.topics[::-1]), 3) == expected
