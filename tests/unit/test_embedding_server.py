"""Vectors from an embedding server, tried against a real one on the loopback address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from agents.classify.classifier import Classifier
from agents.pipeline import ClassifyHandler
from agents.topics.definitions import TopicSet
from agents.vectors.choose import new_vectors
from agents.vectors.means import Means
from agents.vectors.sentence_vectors import SentenceVectors
from agents.vectors.server import EmbeddingServer
from streams.codec import encode
from streams.errors import BadRecord, ConfigError, EmbeddingError
from streams.settings import Settings, read_settings
from streams.source import SourceRecord
from streams.staging import PartitionState, Staging
from tests.builders import an_article
from tests.embedding import Served, embedder, serving
from tests.news import VOLCANO

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def served() -> Iterator[Served]:
    """A server of the test's own."""
    with serving() as state:
        yield state


def test_it_gives_unit_vectors_in_the_order_of_the_texts(served: Served) -> None:
    """Whatever the order of the answer; many texts are several requests."""
    vectors = embedder(served).embed(["x" * length for length in range(150)])
    assert vectors.shape == (150, 3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(vectors[:, 2] / vectors[:, 0] * 3, range(150), atol=1e-3)
    assert max(len(request["input"]) for request, _ in served.asked) == 64


def test_it_asks_as_openai_says(served: Served) -> None:
    """Model, texts with the prefix, numbers as such, and the key as a bearer token."""
    embedder(served, key="canary", prefix="passage: ").embed(["Ash\ud800 fell."])
    request, key = served.asked[-1]
    assert request == {
        "model": "a-model",
        "input": ["passage: Ash? fell."],
        "encoding_format": "float",
    }
    assert key == "Bearer canary"


def test_a_server_that_is_busy_is_asked_again(served: Served) -> None:
    """A few times."""
    asking = embedder(served)
    served.statuses = [429, 503]
    assert asking.embed(["Ash."]).shape == (1, 3)


def test_a_server_that_stays_away_is_not_replaced_by_a_guess(served: Served) -> None:
    """The worker ends with that, and is started again."""
    asking = embedder(served)
    served.statuses = [503] * 3
    with pytest.raises(EmbeddingError, match="503"):
        asking.embed(["Ash."])


def test_nobody_there_is_said_at_start() -> None:
    """Without a wait of minutes."""
    with pytest.raises(EmbeddingError, match="unreachable"):
        EmbeddingServer(url="http://127.0.0.1:9/v1/embeddings", model="m", pauses=())


def test_a_refusal_is_told_with_the_server_s_words(served: Served) -> None:
    """A wrong model or key has to be mended by a person."""
    served.statuses = [404]
    with pytest.raises(ConfigError, match=r"404.*no such model"):
        embedder(served)


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b'{"data": []}', b'{"data": [{"index": 0, "embedding": [1, "x"]}]}'],
)
def test_an_answer_that_makes_no_sense_is_no_vector(served: Served, body: bytes) -> None:
    """Nothing is decided on it."""
    asking = embedder(served)
    served.body = body
    with pytest.raises(EmbeddingError):
        asking.embed(["Ash."])


def test_a_server_that_changes_its_model_is_noticed(served: Served) -> None:
    """By the number of dimensions, all that can be seen of it."""
    asking = embedder(served)
    served.body = b'{"data": [{"index": 0, "embedding": [1.0, 2.0]}]}'
    with pytest.raises(EmbeddingError, match="2 numbers"):
        asking.embed(["Ash."])


def test_settings_choose_the_server_and_its_means_are_made(served: Served) -> None:
    """The shipped means are another model's."""
    environ = {"WIREWATCH_EMBEDDER": "server", "WIREWATCH_EMBEDDING_URL": served.url}
    with pytest.raises(ConfigError, match="EMBEDDING_MODEL"):
        new_vectors(read_settings(environ))

    vectors = new_vectors(read_settings(environ | {"WIREWATCH_EMBEDDING_MODEL": "a-model"}))

    assert vectors is not None
    assert vectors.model == "server/a-model"
    assert len(vectors.of([("Ash.", "en")])[0]) == 3
    assert "The city council approved the new budget on Tuesday after a long debate." in (
        served.texts
    )


def test_none_is_said_loudly(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever runs without vectors should know what that means."""
    assert new_vectors(read_settings({"WIREWATCH_EMBEDDER": "none"})) is None
    assert "terms alone" in caplog.text


async def test_a_text_that_the_server_refuses_costs_its_article_alone(served: Served) -> None:
    """It becomes a dead letter with its reason; those beside it are decided as ever."""
    vectors = SentenceVectors(embedder(served), Means("a-model", {}, np.zeros(3, np.float32), {}))
    handler = ClassifyHandler(Settings(), Classifier(TopicSet((VOLCANO,)), vectors))
    bodies = [f"{word} after the eruption of Mount Orvel." for word in ("Ash", "Qqq", "Smoke")]
    records = [
        SourceRecord("articles", 0, n, 0, None, encode(an_article(body=body)), ())
        for n, body in enumerate(bodies)
    ]
    served.refused = "Qqq"

    assert await handler.prepare(records) == 3
    states = [PartitionState(0, lambda _: None, Staging()) for _ in records]
    assert handler(records[0], states[0])
    with pytest.raises(BadRecord, match="not-embedded"):
        handler(records[1], states[1])
    assert handler(records[2], states[2])
