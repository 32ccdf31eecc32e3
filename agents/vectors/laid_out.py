"""The vectors of a text, one behind the other in a record, laid out for comparing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.vectors.quantised import rows

if TYPE_CHECKING:
    from agents.vectors.quantised import Similarities


@dataclass(frozen=True, eq=False)
class LaidOut:
    """Vectors as rows of a matrix.

    Compared by identity, since arrays can't be compared as a record's fields are: it is made of
    fields, and says no more.
    """

    matrix: Similarities


def laid_out(vectors: bytes, count: int) -> LaidOut:
    """So many vectors of equal length; none where there are no bytes."""
    size = len(vectors) // count if count else 0
    return LaidOut(
        rows([vectors[at * size : (at + 1) * size] for at in range(count if size else 0)])
    )
