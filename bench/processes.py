"""What processes take on disk, and how what they take grows over a run."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MIB: Final = 1024 * 1024
_BLOCKS: Final = 12


@dataclass(frozen=True)
class Growth:
    """How a series grows over its second half.

    Attributes:
        middle: its median there.
        growth: along the fitted line, from the beginning of that half to its end.
        noise: two standard errors of that growth, by blocks that are as good as independent.
    """

    middle: float
    growth: float
    noise: float

    @property
    def is_flat(self) -> bool:
        """Whether the growth is within the noise."""
        return self.growth <= self.noise


def tree_mib(path: Path) -> float:
    """What the files below a folder take; files that go meanwhile count as nothing."""
    size = 0
    for file in path.rglob("*"):
        try:
            size += file.stat().st_size
        except FileNotFoundError:
            continue
    return size / _MIB


def growth(samples: Sequence[tuple[float, float]]) -> Growth:
    """The growth over the second half of (position, value) samples.

    Neighbouring samples hang together, so the error is that of a line through the medians of
    blocks (ordinary least squares).
    """
    half = [one for one in samples if one[0] >= (samples[0][0] + samples[-1][0]) / 2]
    size = max(1, len(half) // _BLOCKS)
    blocks = [half[begin : begin + size] for begin in range(0, len(half), size)]
    xs = [statistics.fmean(x for x, _ in block) for block in blocks]
    ys = [statistics.median(y for _, y in block) for block in blocks]
    slope, intercept = statistics.linear_regression(xs, ys)
    left = sum((y - slope * x - intercept) ** 2 for x, y in zip(xs, ys, strict=True))
    centre = statistics.fmean(xs)
    spread = sum((x - centre) ** 2 for x in xs)
    error = (left / max(1, len(xs) - 2) / spread) ** 0.5
    span = half[-1][0] - half[0][0]
    return Growth(statistics.median(ys), slope * span, 2 * error * span)
