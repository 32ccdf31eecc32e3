"""How well alerts meet the developments that really were new, and their figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wirewatch.rates import rates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wirewatch.decisions import Alert, ArticleDecision
    from wirewatch.gold import GoldSet, Role, TrueFigure, Truth

# Two numbers are the same within half a per cent: "some 11,000" is not 10,900.
_TOLERANCE = 0.005
_SMALLEST = 1e-9


class Outcome(StrEnum):
    """What an alert was worth.

    `right`: the article is the first report of a development of the topic. `late`: it is not,
    but reports one that was missed so far. `wrong`: neither.
    """

    RIGHT = "right"
    LATE = "late"
    WRONG = "wrong"


@dataclass(frozen=True)
class FigureScores:
    """Figures of right alerts: those that had to be stated, and those that were.

    Attributes:
        wanted_in_right_alerts: figures of the developments that were rightly alerted.
        value_stated: of these, the ones whose value the alert states.
        value_and_previous_stated: of these, the ones with the right earlier value beside it.
        stated_in_right_alerts: figures that right alerts state.
        stated_and_reported_by_the_article: of these, the ones that the registry knows for the
            article and topic.
    """

    wanted_in_right_alerts: int = 0
    value_stated: int = 0
    value_and_previous_stated: int = 0
    stated_in_right_alerts: int = 0
    stated_and_reported_by_the_article: int = 0


@dataclass(frozen=True)
class AlertScores:
    """Alerts: the rates, and the counts behind them; `late_alerts` are wrong ones too."""

    precision: float
    recall: float
    f1: float
    alerts: int
    right: int
    developments: int
    found_at_first_report: int
    found_ever: int
    late_alerts: int
    wrong_by_role: dict[Role, int]


@dataclass(frozen=True)
class JudgedAlert:
    """One alert with what it was worth and the developments that it told for the first time."""

    outcome: Outcome
    role: Role
    found: frozenset[str]
    figures: FigureScores = FigureScores()


def score_alerts(
    gold: GoldSet, decisions: Mapping[str, ArticleDecision]
) -> tuple[AlertScores, FigureScores]:
    """Scores the alerts in stream order, since what was alerted before decides on the next."""
    judged = [alert for _, _, alert in judged_alerts(gold, decisions)]
    return _alert_scores(judged, len(gold.developments)), _figure_scores(judged)


def judged_alerts(
    gold: GoldSet, decisions: Mapping[str, ArticleDecision]
) -> Iterator[tuple[str, str, JudgedAlert]]:
    """The alerts in stream order, each with its article, its topic and what it was worth."""
    alerted: frozenset[str] = frozenset()
    for article in gold.order:
        for alert in decisions[article].alerts if article in decisions else ():
            verdict = judge_alert(gold, gold.truths[article], alert, alerted)
            alerted |= verdict.found
            yield article, alert.topic, verdict


def judge_alert(gold: GoldSet, truth: Truth, alert: Alert, alerted: frozenset[str]) -> JudgedAlert:
    """Judges one alert; `alerted` are the developments that were told before it."""
    reported = frozenset(i for i in truth.developments if gold.developments[i].topic == alert.topic)
    firsts = frozenset(
        i for i in truth.first_report_of if gold.developments[i].topic == alert.topic
    )
    if firsts:
        figures = _judge_figures(alert, _figures(gold, firsts), _figures(gold, reported))
        return JudgedAlert(Outcome.RIGHT, truth.role, firsts, figures)
    missed = reported - alerted
    return JudgedAlert(Outcome.LATE if missed else Outcome.WRONG, truth.role, missed)


def _figures(gold: GoldSet, developments: frozenset[str]) -> list[TrueFigure]:
    return [figure for i in developments for figure in gold.developments[i].figures]


def _judge_figures(alert: Alert, wanted: list[TrueFigure], known: list[TrueFigure]) -> FigureScores:
    stated = alert.figures
    hits = [
        (figure, [one for one in stated if same_number(one.value, figure.value)])
        for figure in wanted
    ]
    return FigureScores(
        wanted_in_right_alerts=len(wanted),
        value_stated=sum(bool(same) for _, same in hits),
        value_and_previous_stated=sum(
            any(same_number(one.previous, figure.previous) for one in same) for figure, same in hits
        ),
        stated_in_right_alerts=len(stated),
        stated_and_reported_by_the_article=sum(
            any(same_number(one.value, figure.value) for figure in known) for one in stated
        ),
    )


def same_number(one: float | None, other: float | None) -> bool:
    """Whether two numbers are the same for a reader; nothing is the same as nothing only."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other), _SMALLEST)


def _alert_scores(judged: list[JudgedAlert], developments: int) -> AlertScores:
    right = [one for one in judged if one.outcome is Outcome.RIGHT]
    at_first = frozenset().union(*(one.found for one in right))
    ever = frozenset().union(*(one.found for one in judged))
    wrong = Counter(one.role for one in judged if one.outcome is not Outcome.RIGHT)
    found = rates(len(right), len(judged), len(at_first), developments)
    return AlertScores(
        precision=found.precision,
        recall=found.recall,
        f1=found.f1,
        alerts=len(judged),
        right=len(right),
        developments=developments,
        found_at_first_report=len(at_first),
        found_ever=len(ever),
        late_alerts=sum(one.outcome is Outcome.LATE for one in judged),
        wrong_by_role=dict(sorted(wrong.items())),
    )


def _figure_scores(judged: list[JudgedAlert]) -> FigureScores:
    each = [one.figures for one in judged]
    return FigureScores(
        wanted_in_right_alerts=sum(one.wanted_in_right_alerts for one in each),
        value_stated=sum(one.value_stated for one in each),
        value_and_previous_stated=sum(one.value_and_previous_stated for one in each),
        stated_in_right_alerts=sum(one.stated_in_right_alerts for one in each),
        stated_and_reported_by_the_article=sum(
            one.stated_and_reported_by_the_article for one in each
        ),
    )
