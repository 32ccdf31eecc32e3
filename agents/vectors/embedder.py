"""What turns texts into vectors, whichever engine does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

#: One row for each text, each of length 1.
Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Texts in, unit vectors out; the same text always gets the same vector.

    Attributes:
        model: names the weights; vectors of two models can't be compared.
        dimensions: numbers in a vector.
    """

    @property
    def model(self) -> str: ...  # noqa: D102 - see the class

    @property
    def dimensions(self) -> int: ...  # noqa: D102 - see the class

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector for each text, in their order; blocks, and may be called from any thread.

        Raises:
            EmbeddingError: the vectors can't be had now.
        """
        ...
