"""An embedder that keeps what it made, so that many runs over one set pay for it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.vectors.choose import new_embedder
from streams.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from agents.vectors.embedder import Embedder, Vectors


class KeptVectors:
    """The embedder of the settings with a memory for each text, before anything is taken off."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: dict[str, NDArray[np.float32]] = {}
        self.model, self.dimensions = embedder.model, embedder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if missing:
            self._kept |= zip(missing, self._embedder.embed(missing), strict=True)
        vectors: Vectors = np.stack([self._kept[text] for text in texts])
        return vectors


def kept_vectors() -> KeptVectors:
    """The embedder that the settings name.

    Raises:
        SystemExit: they name none, so that there is nothing to compare.
    """
    embedder = new_embedder(read_settings())
    if embedder is None:
        raise SystemExit("NOT RUN: WIREWATCH_EMBEDDER=none")
    return KeptVectors(embedder)
