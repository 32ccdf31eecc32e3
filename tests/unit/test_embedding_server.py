"""Vectors from an embedding server, tried against a real one on the loopback address."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

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
from tests.news import VOLCANO

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Served:
    """A server whose vectors tell a text's length, its answers as they are told."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    body: bytes | None = None
    refused: str | None = None
    asked: list[tuple[dict[str, Any], str | None]] = field(default_factory=list)

    def answer(self, request: dict[str, Any], key: str | None) -> tuple[int, bytes]:
        """Status and body."""
        self.asked.append((request, key))
        status = self.statuses.pop(0) if self.statuses else 200
        if self.refused and any(self.refused in text for text in request["input"]):
            status = 400
        if status != 200:
            return status, b'{"error": {"message": "no such model"}}'
        data = [
            {"object": "embedding", "index": index, "embedding": [3.0, 4.0, float(len(text))]}
            for index, text in enumerate(request["input"])
        ]
        return status, self.body or json.dumps({"data": data[::-1]}).encode()

    @property
    def texts(self) -> list[str]:
        """All texts that were asked for."""
        return [text for request, _ in self.asked for text in request["input"]]


@pytest.fixture
def served() -> Iterator[Served]:
    """A server of the test's own."""
    state = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            status, body = state.answer(json.loads(raw), self.headers["authorization"])
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1/embeddings"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def embedder(served: Served, **more: Any) -> EmbeddingServer:
    """An embedder that does not wait long."""
    return EmbeddingServer(url=served.url, model="a-model", pauses=(0.0, 0.0), **more)


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
