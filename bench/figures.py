"""Figures of right alerts: those wanted, and of those stated the ones that the registry knows.

    python -m bench.figures [dev seeds ashfall coalition] [--terms-only]

The rules hold no word or number of a topic. They were made while mistakes on `dev` were read, and
between a few of them the choice was made with `ashfall` and `coalition` in view: none of the three
is unseen. Fitted are the weights of the verdicts alone, on `dev`; they decide which alerts count.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bench.developments import sets_asked
from wirewatch.alert_scores import FigureScores, judge_alert
from wirewatch.decisions import alert_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.developments import Told

_BARS = "bars: value .90, with previous .80, known .75"


def scores(told: Told) -> dict[str, list[FigureScores]]:
    """The figures of right alerts, by topic."""
    found: dict[str, list[FigureScores]] = defaultdict(list)
    for each in told.developments:
        if told.firsts(each):
            truth = told.gold.truths[each.article.id]
            judged = judge_alert(told.gold, truth, alert_of(each), frozenset())
            found[each.topic].append(judged.figures)
    return found


def report(name: str, alerts: Sequence[FigureScores]) -> None:
    """One line."""
    wanted = sum(each.wanted_in_right_alerts for each in alerts)
    value = sum(each.value_stated for each in alerts)
    both = sum(each.value_and_previous_stated for each in alerts)
    stated = sum(each.stated_in_right_alerts for each in alerts)
    known = sum(each.stated_and_reported_by_the_article for each in alerts)
    print(
        f"{name:24} value {_share(value, wanted)}  with previous {_share(both, wanted)}  "
        f"known {_share(known, stated)}"
    )


def _share(part: int, whole: int) -> str:
    return f"{part:3}/{whole:<3} {part / whole:.3f}" if whole else "  0/0       "


def main() -> None:
    """Scores every set, and each of its topics."""
    print(_BARS)
    for name, told in sets_asked("figures of right alerts"):
        by_topic = scores(told)
        report(name, [each for alerts in by_topic.values() for each in alerts])
        for topic, alerts in sorted(by_topic.items()):
            report(f"   {topic}", alerts)


if __name__ == "__main__":
    main()
