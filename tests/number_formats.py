"""How numbers are written in eight languages: texts with the values that they state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("labels") / "number-formats.tsv"


@dataclass(frozen=True)
class Case:
    """A text and its figures; a range has two ends, a text without figures none."""

    language: str
    text: str
    figures: tuple[tuple[float, ...], ...]


def cases() -> list[Case]:
    """The table's cases, in its order."""
    return [_case(line) for line in _TABLE.read_text("utf-8").splitlines()]


def _case(line: str) -> Case:
    language, text, figures = line.split("\t")
    return Case(
        language, text, tuple(tuple(map(float, each.split("-"))) for each in figures.split())
    )
