"""A worker that can read next to nothing stops, and does not drain a Kafka topic."""

from __future__ import annotations

import pytest

from streams.ceiling import Ceiling, CeilingReason, Recent, Watch
from streams.errors import CeilingError
from streams.settings import Settings

_CEILING = Ceiling(run=500, share=0.5)


def _after(pattern: list[bool], times: int = 1) -> Recent:
    recent = Recent()
    for dead in pattern * times:
        recent = recent.after(dead=dead)
    return recent


@pytest.mark.parametrize(
    ("recent", "reason"),
    [
        (_after([True], 499), CeilingReason.BELOW),
        (_after([True], 500), CeilingReason.RUN),
        (_after([True] * 499 + [False]), CeilingReason.BELOW),
        (_after([True, True, False], 5000), CeilingReason.SHARE),
        (_after([True, False, False], 5000), CeilingReason.BELOW),
        (_after([True, True, False], 100), CeilingReason.BELOW),
    ],
)
def test_it_is_reached_by_a_long_run_or_a_lasting_share(
    recent: Recent, reason: CeilingReason
) -> None:
    """A burst of broken records among good ones is no reason to stop."""
    assert _CEILING.judge(recent) is reason


def test_a_limit_of_none_is_never_reached() -> None:
    """0 in a row and a share of 1."""
    assert Ceiling(run=0, share=1.0).judge(_after([True], 20_000)) is CeilingReason.BELOW


def test_what_stops_a_worker_says_what_it_saw() -> None:
    """In the words of the log that a person reads."""
    watch = Watch(Settings(dead_letters_in_a_row=3))
    watch.count(dead=True)
    watch.count(dead=True)
    with pytest.raises(CeilingError, match=r"too-many-in-a-row \(3 in a row, 0% of the latest\)"):
        watch.count(dead=True)
