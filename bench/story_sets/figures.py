"""A figure of a set, as it is printed: ours, the reference of the same run, and the bar."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeVar

import orjson
from rich.console import Console
from rich.progress import track

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Item = TypeVar("Item")


@dataclass(frozen=True)
class Figure:
    """What was measured.

    Attributes:
        figure: its name.
        ours: by the production step.
        reference: by the method that `by` names, on the same rows.
        bar: what is aimed at; None where nothing was set.
        by: the reference's method; of several thresholds the best on this very set.
    """

    figure: str
    ours: float
    reference: float | None = None
    bar: float | None = None
    by: str = ""


def print_figures(name: str, rows: int, engine: str, figures: Iterable[Figure]) -> None:
    """One JSON line for each figure."""
    for each in figures:
        line = {"set": name, "rows": rows, "embedder": engine} | asdict(each)
        rounded = {key: round(v, 4) if isinstance(v, float) else v for key, v in line.items()}
        sys.stdout.write(orjson.dumps(rounded).decode() + "\n")
    sys.stdout.flush()


def shown(what: str, items: Sequence[Item]) -> Iterable[Item]:
    """The items, with a bar on standard error for a person who waits."""
    console = Console(stderr=True)
    return track(items, what, console=console, disable=not console.is_terminal)
