"""How a batch is cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from streams.batches import parts_of

KIB = 1024


@dataclass
class _Message:
    value: bytes | None


@dataclass
class _Event:
    message: _Message


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([1, 2, 3], [[1, 2, 3]], id="small ones together"),
        pytest.param([600 * KIB, 600 * KIB], [[600 * KIB], [600 * KIB]], id="large ones apart"),
        pytest.param([5 * KIB * KIB, 1], [[5 * KIB * KIB], [1]], id="one over the limit alone"),
        pytest.param([0, 0], [[0, 0]], id="null values"),
    ],
)
def test_a_batch_is_cut_by_its_bytes_and_keeps_its_order(
    sizes: list[int], parts: list[list[int]]
) -> None:
    """What a record costs grows with its size, and a batch has to end soon."""
    events = [_Event(_Message(b"x" * size or None)) for size in sizes]

    cut = parts_of(cast("Any", events))

    assert [[len(each.message.value or b"") for each in part] for part in cut] == parts
