"""Scores on a small set whose numbers were worked out by hand."""

from __future__ import annotations

import pytest

from wirewatch.alert_scores import FigureScores, Outcome, judge_alert, same_number
from wirewatch.decisions import Alert, ArticleDecision, StatedFigure
from wirewatch.gold import GoldSet, Role, TrueDevelopment, TrueFigure, Truth
from wirewatch.rates import Rates
from wirewatch.scores import CopyScores, score

_FIGURE = TrueFigure(value=12_000, previous=11_000)
_DEVELOPMENTS = (
    TrueDevelopment(id="sent", topic="troops", figures=(TrueFigure(value=11_000),)),
    TrueDevelopment(id="more", topic="troops", figures=(_FIGURE,)),
    TrueDevelopment(id="shells", topic="arms"),
)
_TRUTHS = (
    Truth(
        id="a1",
        topics=frozenset({"troops"}),
        role=Role.NEW,
        developments=("sent",),
        first_report_of=frozenset({"sent"}),
    ),
    Truth(
        id="a2",
        topics=frozenset({"troops"}),
        role=Role.DUPLICATE,
        developments=("sent",),
        copy_of="a1",
    ),
    Truth(
        id="a3",
        topics=frozenset({"troops", "arms"}),
        role=Role.NEW,
        developments=("sent", "more", "shells"),
        first_report_of=frozenset({"more", "shells"}),
    ),
    Truth(id="a4", topics=frozenset(), role=Role.OFF_TOPIC),
)
_GOLD = GoldSet(
    order=tuple(truth.id for truth in _TRUTHS),
    truths={truth.id: truth for truth in _TRUTHS},
    developments={development.id: development for development in _DEVELOPMENTS},
)


def _decisions(*decisions: ArticleDecision) -> dict[str, ArticleDecision]:
    return {decision.id: decision for decision in decisions}


_PERFECT = _decisions(
    ArticleDecision(
        id="a1",
        topics=("troops",),
        alerts=(Alert(topic="troops", figures=(StatedFigure(value=11_000),)),),
    ),
    ArticleDecision(id="a2", topics=("troops",), copy_of="a1"),
    ArticleDecision(
        id="a3",
        topics=("troops", "arms"),
        alerts=(
            Alert(topic="troops", figures=(StatedFigure(value=12_000, previous=11_000),)),
            Alert(topic="arms"),
        ),
    ),
    ArticleDecision(id="a4"),
)


def test_perfect_decisions_score_one_everywhere() -> None:
    """Every rate is 1 and every count complete when each decision is the true one."""
    scores = score(_GOLD, _PERFECT)
    assert scores.topics.micro == Rates(1, 1, 1)
    assert scores.topics.macro_f1 == 1
    assert (scores.alerts.precision, scores.alerts.recall, scores.alerts.f1) == (1, 1, 1)
    assert scores.copies == CopyScores(1, 0, 1, 0, 0)
    assert scores.figures == FigureScores(2, 2, 2, 2, 2)


def test_no_decisions_score_zero_everywhere() -> None:
    """A silent monitor has no division by zero, and nothing to its credit."""
    scores = score(_GOLD, {})
    assert scores.decided == 0
    assert scores.topics.micro == Rates(0, 0, 0)
    assert scores.alerts.f1 == 0
    assert scores.figures == FigureScores()


def test_an_alert_on_a_later_article_is_late_and_not_right() -> None:
    """A development that is told after its first report counts as found ever, not at first."""
    scores = score(_GOLD, _decisions(ArticleDecision(id="a2", alerts=(Alert(topic="troops"),))))
    assert scores.alerts.late_alerts == 1
    assert scores.alerts.found_ever == 1
    assert scores.alerts.found_at_first_report == 0
    assert scores.alerts.wrong_by_role == {Role.DUPLICATE: 1}
    assert scores.copies.alerted == 1


def test_an_alert_on_what_was_told_before_is_wrong() -> None:
    """A second alert on the same development is neither right nor late."""
    judged = judge_alert(_GOLD, _TRUTHS[1], Alert(topic="troops"), frozenset({"sent"}))
    assert judged.outcome is Outcome.WRONG
    assert judged.found == frozenset()


def test_an_alert_for_another_topic_of_the_article_is_judged_by_that_topic() -> None:
    """The first report for one topic does not excuse an alert for another."""
    judged = judge_alert(_GOLD, _TRUTHS[0], Alert(topic="arms"), frozenset())
    assert judged.outcome is Outcome.WRONG


def test_figures_beside_the_point_count_as_stated_only() -> None:
    """A number that the registry does not know for the article and topic earns nothing."""
    figures = (StatedFigure(value=2024), StatedFigure(value=12_000))
    alert = Alert(topic="troops", figures=figures)
    judged = judge_alert(_GOLD, _TRUTHS[2], alert, frozenset())
    assert judged.figures == FigureScores(1, 1, 0, 2, 1)


def test_a_first_report_called_a_copy_is_counted_as_swallowed() -> None:
    """The worst false copy, one that hides news, has a number of its own."""
    copies = score(_GOLD, _decisions(ArticleDecision(id="a3", copy_of="a1"))).copies
    assert (copies.false_copies, copies.new_swallowed_as_copy) == (1, 1)


def test_labels_outside_the_set_count_against_precision() -> None:
    """A topic that nothing is true of lowers the rate over all labels, and has none of its own."""
    topics = score(_GOLD, _decisions(ArticleDecision(id="a4", topics=("weather",)))).topics
    assert topics.micro.precision == 0
    assert set(topics.per_topic) == {"troops", "arms"}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (11_000, 11_000, True),
        (11_000, 11_050, True),
        (11_000, 11_060, False),
        (0, 0, True),
        (0, 1, False),
        (-5, 5, False),
        (None, None, True),
        (None, 0, False),
        (0, None, False),
    ],
)
def test_numbers_are_the_same_within_half_a_per_cent(
    one: float | None, other: float | None, same: bool
) -> None:
    """Rounding is forgiven, another number is not, and no number is not zero."""
    assert same_number(one, other) is same
