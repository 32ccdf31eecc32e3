"""Topics whose texts an embedding server refuses, or can't embed now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest
from structlog.testing import capture_logs

from agents.classify.live_topics import LiveTopics
from agents.classify.publishers import NO_HINTS
from agents.classify.topic_texts import new_classifier
from agents.vectors.means import Means
from agents.vectors.sentence_vectors import SentenceVectors
from streams.errors import ConfigError
from streams.settings import Settings
from tests.embedding import Served, embedder, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def served() -> Iterator[Served]:
    """A server of the test's own."""
    with serving() as state:
        yield state


def _topics_file(
    served: Served, folder: Path
) -> tuple[Callable[[str], object], Callable[[], LiveTopics]]:
    """Writes a topic with a description; and reads it as a worker does."""
    file = folder / "topics.yaml"
    vectors = SentenceVectors(embedder(served), Means("a-model", {}, np.zeros(3, np.float32), {}))

    settings = Settings(embedder="server", topics=file)
    make = partial(new_classifier, vectors=vectors, publishers=NO_HINTS, settings=settings)
    text = "- {{id: lava, name: Lava, description: '{}', terms: {{en: [lava]}}}}\n"
    return lambda about: file.write_text(text.format(about)), lambda: LiveTopics(file, make)


def test_no_worker_starts_on_a_topic_that_the_server_refuses(
    served: Served, tmp_path: Path
) -> None:
    """One mistake of the file, and not a dead letter for each of its articles."""
    write, read = _topics_file(served, tmp_path)
    served.refused = "Qqq"
    write("Qqq and what it does.")
    with pytest.raises(ConfigError, match=r"lava: description: can't be embedded: 'Qqq .*400"):
        read()


@pytest.mark.parametrize(
    ("refused", "body", "event", "later"),
    [("Qqq", None, "topics refused", False), (None, b"{}", "topics can't be embedded now", True)],
)
def test_changed_topics_that_can_not_be_embedded_leave_those_of_before(
    served: Served,
    tmp_path: Path,
    refused: str | None,
    body: bytes | None,
    event: str,
    *,
    later: bool,
) -> None:
    """Where the server is away, they come with a later look, though the file is as it was."""
    write, read = _topics_file(served, tmp_path)
    write("Lava, and what it does.")
    live = read()
    before = live.classifier
    write("Qqq, and what it does now.")
    served.refused, served.body = refused, body
    with capture_logs() as logs:
        live.look()
    assert live.take() is before
    assert logs[-1]["event"].startswith(event)
    served.refused = served.body = None
    live.look()
    assert (live.take() is not before) is later
