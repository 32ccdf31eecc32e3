"""Vectors that are kept on disk between runs: they cost more than all the rest of a run."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.vectors.choose import new_embedder
from agents.vectors.means import means_for
from agents.vectors.sentence_vectors import SentenceVectors
from streams.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.vectors.embedder import Embedder, Vectors

_FILE: Final = Path(tempfile.gettempdir()) / "wirewatch-story-sets.sqlite"


class KeptEmbedder:
    """An embedder that asks another one only for what is not in its file."""

    def __init__(self, embedder: Embedder, file: Path = _FILE) -> None:
        self._embedder = embedder
        self._kept = sqlite3.connect(file, isolation_level=None)
        self._kept.execute("PRAGMA journal_mode = WAL")
        self._kept.execute("PRAGMA synchronous = OFF")  # a lost vector is made again
        self._kept.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB)")

    @property
    def model(self) -> str:
        """As the other one's."""
        return self._embedder.model

    @property
    def dimensions(self) -> int:
        """As the other one's."""
        return self._embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The kept vectors, and new ones where there are none."""
        keys = [hashlib.sha256(f"{self.model}\n{text}".encode()).digest() for text in texts]
        found = {key: value for key in keys if (value := self._get(key))}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            made = self._embedder.embed(list(missing.values()))
            found |= {key: row.tobytes() for key, row in zip(missing, made, strict=True)}
            self._put({key: found[key] for key in missing})
        return np.stack([np.frombuffer(found[key], np.float32) for key in keys])

    def _get(self, key: bytes) -> bytes | None:
        row = self._kept.execute("SELECT value FROM vectors WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _put(self, made: dict[bytes, bytes]) -> None:
        self._kept.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", made.items())


def kept_vectors(engine: str | None) -> SentenceVectors | None:
    """Sentence vectors by the engine that the settings or `engine` name; None for terms alone."""
    settings = read_settings(embedder=engine) if engine else read_settings()
    embedder = new_embedder(settings)
    if embedder is None:
        return None
    return SentenceVectors(KeptEmbedder(embedder), means_for(embedder))
