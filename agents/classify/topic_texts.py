"""What topics say of themselves, tried at an embedding server before any article needs it.

A text that the server refuses would make a dead letter of each article that comes near its topic,
until the ceiling stops the worker: that is one mistake of a person, and told as one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.classifier import Classifier
from agents.classify.prototypes import prototypes_of
from streams.errors import BadRecord, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from agents.classify.prototypes import Prototype
    from agents.classify.publishers import Publishers
    from agents.topics.definitions import TopicSet
    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.settings import Settings

_SHOWN: Final = 60


def new_classifier(
    topics: TopicSet, vectors: SentenceVectors | None, publishers: Publishers, settings: Settings
) -> Classifier:
    """A classifier whose topics an embedding server takes, where there is one.

    Raises:
        ConfigError, EmbeddingError: as `embed_topics`.
    """
    if vectors and settings.embedder == "server":
        embed_topics(topics, vectors, settings.topics)
    return Classifier(topics, vectors, publishers)


def embed_topics(topics: TopicSet, vectors: SentenceVectors, source: Path) -> None:
    """Embeds all texts of the topics in a file.

    Raises:
        ConfigError: the server refuses some, each with its topic.
        EmbeddingError: it does not answer now.
    """
    texts = {topic.id: prototypes_of(topic) for topic in topics.topics}
    if not _refusal(vectors, [each for some in texts.values() for each in some]):
        return
    refused = [
        ConfigError(str(source), f"{topic}: {one.kind}", _reason(one, why))
        for topic, some in texts.items()
        for one, why in _refused(vectors, some)
    ]
    if refused:
        first, *others = refused
        raise ConfigError(first.source, first.field, first.reason, others)


def _refused(
    vectors: SentenceVectors, texts: Sequence[Prototype]
) -> Iterator[tuple[Prototype, str]]:
    if _refusal(vectors, texts):
        yield from ((each, why) for each in texts if (why := _refusal(vectors, [each])))


def _refusal(vectors: SentenceVectors, texts: Sequence[Prototype]) -> str:
    """Why the texts can't be embedded together; empty where they can."""
    try:
        vectors.of([each.wanted for each in texts])
    except BadRecord as error:
        return error.detail
    return ""


def _reason(text: Prototype, why: str) -> str:
    shown = text.text if len(text.text) <= _SHOWN else f"{text.text[:_SHOWN]}…"
    return f"can't be embedded: '{shown}' ({why})"
