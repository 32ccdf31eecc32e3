"""Vectors as they go into records: one byte a number, and how near two of them are.

A vector has length 1, times 127 and rounded. Products of such whole numbers are exact in floating
point whatever their order, so a similarity is the same on every machine and in every batch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCALE: Final = 127.0

Similarities = NDArray[np.float32]


def quantised(vectors: NDArray[np.float32]) -> list[bytes]:
    """Unit vectors, one a row, as they are kept and sent."""
    return [row.tobytes() for row in np.rint(vectors * _SCALE).astype(np.int8)]


def rows(vectors: Sequence[bytes]) -> NDArray[np.float32]:
    """Kept vectors as the rows of a matrix of whole numbers; none make a matrix without rows."""
    if not vectors:
        return np.zeros((0, 0), np.float32)
    flat = np.frombuffer(b"".join(vectors), np.int8)
    return flat.reshape(len(vectors), -1).astype(np.float32)


def similarities(left: NDArray[np.float32], right: NDArray[np.float32]) -> Similarities:
    """The cosine of each row of `left` (by `rows`) to each row of `right`."""
    if not len(left) or not len(right):
        return np.zeros((len(left), len(right)), np.float32)
    found: Similarities = left @ right.T / np.float32(_SCALE * _SCALE)
    return found


def similarity(left: bytes, right: bytes) -> float:
    """The cosine of two kept vectors of one model, -1 to 1."""
    return float(similarities(rows([left]), rows([right]))[0, 0])
