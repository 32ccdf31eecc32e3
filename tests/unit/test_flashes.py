"""Short articles: a wire flash is short because it is first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agents.topics.definitions import load_topics
from streams.records import Article, Reason
from tests.news import START, Stream
from wirewatch.jsonl import read_records

if TYPE_CHECKING:
    from agents.vectors.sentence_vectors import SentenceVectors

TOPICS = Path(__file__).parents[2] / "config" / "topics.yaml"
SET = Path(__file__).parents[1] / "streams" / "ashfall"
HEADLINE = "Seoul: 12,500 North Korean soldiers now in Kursk"
FLASH = "About 12,500 North Korean soldiers are in the Kursk region, the ministry said."


@pytest.mark.parametrize("embedded", [False, True])
def test_one_sentence_that_nobody_told_before_alerts(
    vectors: SentenceVectors, embedded: bool
) -> None:
    """The labels that the models are fitted to hold none so short, and say nothing against it."""
    stream = Stream(*load_topics(TOPICS).topics, vectors=vectors if embedded else None)
    assert stream.read(FLASH, HEADLINE).development is not None


def test_what_nobody_told_corroborates_nothing() -> None:
    """Corroboration counts origins: none is counted for what another one is not likely to tell."""
    stream = Stream(*load_topics(SET / "topics.yaml").topics[:1])
    for article in read_records(Article, SET / "articles.jsonl"):
        for found in stream.classifier.classify(article, article.ingested_at or START).articles:
            verdict = stream.decide(found).verdict if found.topic == stream.topics[0].id else None
            if verdict and verdict.reason in {Reason.CORROBORATES, Reason.RECAP}:
                assert verdict.features["reported"] >= 0, article.id
                assert verdict.rests_on
