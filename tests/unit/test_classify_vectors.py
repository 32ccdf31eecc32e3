"""The vectors that classify puts into records, and how they are made ahead of time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from agents.classify.classifier import Classifier
from agents.classify.embedded import MOST
from agents.pipeline import ClassifyHandler
from agents.topics.definitions import Topic, TopicSet
from agents.vectors.means import SHIPPED, read_means
from agents.vectors.quantised import similarity
from agents.vectors.sentence_vectors import SentenceVectors
from streams.codec import decode, encode
from streams.errors import EmbeddingError
from streams.records import Article, ClassifiedArticle
from streams.settings import Settings
from streams.source import SourceRecord
from streams.staging import PartitionState, Staging
from tests.builders import an_article
from tests.news import VOLCANO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.vectors.embedder import Vectors

AT = datetime(2031, 5, 4, tzinfo=UTC)
BODY = "The eruption of Mount Orvel sent ash over the harbour. Flights were cancelled."


class Away:
    """An embedder that can't be reached."""

    model, dimensions = "away", 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Fails."""
        raise EmbeddingError(f"{len(texts)} texts")


def record(offset: int, article: Article | None = None) -> SourceRecord:
    """An article's record; None is one that can't be read."""
    value = encode(article) if article else b"{"
    return SourceRecord("articles", 0, offset, 0, None, value, ())


def state() -> PartitionState:
    """A partition of which nothing is known."""
    return PartitionState(0, lambda _: None, Staging())


def test_the_headline_and_the_first_sentences_have_vectors(vectors: SentenceVectors) -> None:
    """Those of one meaning are near; the record names the model and survives the wire."""
    body = BODY + "".join(f" Officials spoke for the {n}th time." for n in range(40))
    article = an_article(headline="Ash over the harbour as Mount Orvel erupts", body=body)
    (found,) = Classifier(TopicSet((VOLCANO,)), vectors).classify(article, AT).articles

    made = [sentence.vector for sentence in found.sentences]
    assert all(made[:16])
    assert sum(vector is not None for vector in made) <= MOST
    assert found.vector_model == vectors.model
    assert decode(ClassifiedArticle, encode(found)) == found
    assert made[0]
    assert made[1]
    assert made[2]
    assert similarity(made[0], made[1]) > similarity(made[0], made[2])


def test_a_topic_with_a_query_alone_is_about_all_that_its_query_takes(
    vectors: SentenceVectors,
) -> None:
    """Also where its description says something else."""
    topic = Topic(id="ash", name="Ash", description="The price of wheat.", query="ash AND harbour")
    article = an_article(headline="Mount Orvel erupts", body=BODY)
    for source in (vectors, None):
        (found,) = Classifier(TopicSet((topic,)), source).classify(article, AT).articles
        assert found.on_topic


def test_a_late_sentence_has_a_vector_if_it_holds_a_matched_word(vectors: SentenceVectors) -> None:
    """What speaks of the topic is looked at, wherever it stands."""
    body = "Officials spoke. " * 30 + BODY
    article = an_article(headline="Harbour", body=body)
    (found,) = Classifier(TopicSet((VOLCANO,)), vectors).classify(article, AT).articles

    with_vector = [sentence.text for sentence in found.sentences if sentence.vector]
    assert "The eruption of Mount Orvel sent ash over the harbour." in with_vector
    assert "Flights were cancelled." not in with_vector


def test_without_an_embedder_records_have_no_vectors() -> None:
    """And say so."""
    (found,) = Classifier(TopicSet((VOLCANO,))).classify(an_article(body=BODY), AT).articles
    assert found.vector_model is None
    assert {sentence.vector for sentence in found.sentences} == {None}


async def test_what_is_prepared_is_decided_as_without(vectors: SentenceVectors) -> None:
    """Also beside a record that can't be read, which is left for its turn."""
    articles = [an_article(headline=f"Mount Orvel eruption, day {n}", body=BODY) for n in range(3)]
    records = [record(n, article) for n, article in enumerate(articles)]
    classifier = Classifier(TopicSet((VOLCANO,)), vectors)
    prepared, plain = (ClassifyHandler(Settings(), classifier) for _ in range(2))

    assert await prepared.prepare([*records, record(3)]) == 4
    assert len(prepared.drafts) == 3
    assert [prepared(one, state()) for one in records] == [plain(one, state()) for one in records]
    assert prepared.drafts == {}


async def test_many_sentences_are_prepared_in_parts(
    vectors: SentenceVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch of articles that are all embedded does not keep its outputs back for long."""
    monkeypatch.setattr("agents.pipeline._PREPARE_SECONDS", 0.0)
    monkeypatch.setattr("agents.pipeline._EMBEDDED_TOGETHER", 32)
    body = " ".join(f"Mount Orvel eruption number {n} was seen." for n in range(20))
    handler = ClassifyHandler(Settings(), Classifier(TopicSet((VOLCANO,)), vectors))

    assert await handler.prepare([record(n, an_article(body=body)) for n in range(9)]) == 2


async def test_no_article_is_decided_while_the_embedder_is_away() -> None:
    """Nor is any given up: the worker ends with the error, to read them again."""
    away: Any = Away()
    classifier = Classifier(TopicSet((VOLCANO,)), SentenceVectors(away, read_means(SHIPPED)))
    handler = ClassifyHandler(Settings(), classifier)
    with pytest.raises(EmbeddingError):
        await handler.prepare([record(0, an_article(body=BODY))])
    with pytest.raises(EmbeddingError):
        handler(record(0, an_article(body=BODY)), state())
