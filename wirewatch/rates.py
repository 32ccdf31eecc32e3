"""Precision, recall and their harmonic mean."""

from __future__ import annotations

from dataclasses import dataclass

_PLACES = 4


@dataclass(frozen=True)
class Rates:
    """How much of what was given is right, and how much of what was wanted was found."""

    precision: float
    recall: float
    f1: float


def rates(right: int, given: int, found: int, wanted: int) -> Rates:
    """Rates of counts: `right` of `given` are right, `found` of `wanted` were found."""
    precision = right / given if given else 0.0
    recall = found / wanted if wanted else 0.0
    both = precision + recall
    return Rates(
        precision=round(precision, _PLACES),
        recall=round(recall, _PLACES),
        f1=round(2 * precision * recall / both, _PLACES) if both else 0.0,
    )
