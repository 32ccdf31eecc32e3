"""How well a monitor's decisions meet what is true about a stream: pure functions.

Four questions, each with its own numbers:

- *topics*: is each article labelled with the topics that it is about?
- *alerts*: does the first report of each development, and nothing else, cause an alert?
- *copies*: are articles that repeat an earlier text known as such, and kept quiet?
- *figures*: do the right alerts state the numbers of their developments, and no others?

Rates are rounded to four places, and a rate of nothing is 0.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wirewatch.alert_scores import AlertScores, FigureScores, score_alerts
from wirewatch.breakdown import Breakdown, break_down
from wirewatch.gold import Role
from wirewatch.rates import Rates, rates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wirewatch.decisions import ArticleDecision
    from wirewatch.gold import GoldSet


@dataclass(frozen=True)
class TopicScores:
    """Labels: over all of them, the mean F1 of the topics, and each topic apart."""

    micro: Rates
    macro_f1: float
    per_topic: dict[str, Rates]


@dataclass(frozen=True)
class CopyScores:
    """Copies: how many there are, and what was made of them.

    Attributes:
        duplicates: articles that repeat an earlier text.
        alerted: of these, the ones that caused an alert.
        recognised: of these, the ones called a copy of the right text, or of another copy of it.
        false_copies: articles called a copy that are none.
        new_swallowed_as_copy: of these, the ones that were the first to report something.
    """

    duplicates: int
    alerted: int
    recognised: int
    false_copies: int
    new_swallowed_as_copy: int


@dataclass(frozen=True)
class Scores:
    """All scores of a run; `decided` of the `articles` have a decision."""

    articles: int
    decided: int
    topics: TopicScores
    alerts: AlertScores
    copies: CopyScores
    figures: FigureScores
    breakdown: Breakdown


def score(gold: GoldSet, decisions: Mapping[str, ArticleDecision]) -> Scores:
    """Scores decisions, given by article id; an article without one is off topic and quiet."""
    alerts, figures = score_alerts(gold, decisions)
    return Scores(
        articles=len(gold.order),
        decided=len(decisions),
        topics=score_topics(gold, decisions),
        alerts=alerts,
        copies=score_copies(gold, decisions),
        figures=figures,
        breakdown=break_down(gold, decisions),
    )


def score_topics(gold: GoldSet, decisions: Mapping[str, ArticleDecision]) -> TopicScores:
    """Scores the labels; topics that nothing is true of count in `micro` alone."""
    wanted = {(i, topic) for i in gold.order for topic in gold.truths[i].topics}
    given = {(i, topic) for i in gold.order if i in decisions for topic in decisions[i].topics}
    names = {topic for truth in gold.truths.values() for topic in truth.topics}
    names |= {development.topic for development in gold.developments.values()}
    per_topic = {name: _label_rates(_of(name, wanted), _of(name, given)) for name in sorted(names)}
    return TopicScores(
        micro=_label_rates(wanted, given),
        macro_f1=_mean([rate.f1 for rate in per_topic.values()]),
        per_topic=per_topic,
    )


def _of(topic: str, labels: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {label for label in labels if label[1] == topic}


def _label_rates(wanted: set[tuple[str, str]], given: set[tuple[str, str]]) -> Rates:
    right = len(wanted & given)
    return rates(right, len(given), right, len(wanted))


def _mean(values: list[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def score_copies(gold: GoldSet, decisions: Mapping[str, ArticleDecision]) -> CopyScores:
    """Scores what was recognised as a copy, and of what."""
    duplicates = [i for i in gold.order if gold.truths[i].role is Role.DUPLICATE]
    called = {i: decision.copy_of for i, decision in decisions.items() if decision.copy_of}
    roles = Counter(gold.truths[i].role for i in called)
    return CopyScores(
        duplicates=len(duplicates),
        alerted=sum(bool(decisions[i].alerts) for i in duplicates if i in decisions),
        recognised=sum(_same_text(gold, called[i], i) for i in duplicates if i in called),
        false_copies=roles.total() - roles[Role.DUPLICATE],
        new_swallowed_as_copy=roles[Role.NEW],
    )


def _same_text(gold: GoldSet, one: str, other: str) -> bool:
    return _original(gold, one) == _original(gold, other)


def _original(gold: GoldSet, article: str) -> str:
    truth = gold.truths.get(article)
    return (truth.copy_of if truth else None) or article
