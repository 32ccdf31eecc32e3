"""Where a monitor goes wrong: its alerts by kind, role and language, and each mistake by name.

A development is missed where its first report did not alert; an alert that is not right is late
or wrong, as in `wirewatch.alert_scores`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wirewatch.alert_scores import Outcome, judged_alerts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wirewatch.alert_scores import JudgedAlert
    from wirewatch.decisions import ArticleDecision
    from wirewatch.gold import GoldSet, Role

#: The language of an article of which none is given, as ISO 639-2 has it.
UNKNOWN = "und"

#: A topic for which an article has no verdict: the gate, a scope or a query dropped it.
NO_VERDICT = "no-verdict"


@dataclass(frozen=True)
class Part:
    """Some of the alerts and developments: so many alerts are right, so many are found."""

    alerts: int
    right: int
    developments: int
    found: int


class MistakeType(StrEnum):
    """What went wrong."""

    MISSED = "missed"
    LATE = "late"
    WRONG = "wrong"


@dataclass(frozen=True)
class Mistake:
    """One alert that should not be, or development that was not told at its first report.

    Attributes:
        what: what went wrong.
        article: the id of the article that alerted, or of the first report.
        topic: the topic.
        role: what the article is to the stream.
        reason: of the verdict on the article, or why there is none.
        rests_on: the article that the verdict rests on, if any.
        development: the id of the one missed, else None.
    """

    what: MistakeType
    article: str
    topic: str
    role: Role
    reason: str
    rests_on: str | None
    development: str | None


@dataclass(frozen=True)
class Breakdown:
    """All of it.

    Attributes:
        found_by_kind: developments by their kind; alerts are not counted by it.
        by_language: by the language of the article.
        verdicts_by_role: for each role of an article on topic, its verdicts by reason.
        mistakes: in stream order.
    """

    found_by_kind: dict[str, Part]
    by_language: dict[str, Part]
    verdicts_by_role: dict[Role, dict[str, int]]
    mistakes: tuple[Mistake, ...]


def break_down(gold: GoldSet, decisions: Mapping[str, ArticleDecision]) -> Breakdown:
    """Takes decisions apart, given by article id."""
    judged = list(judged_alerts(gold, decisions))
    found = frozenset().union(
        *(alert.found for _, _, alert in judged if alert.outcome is Outcome.RIGHT)
    )
    firsts = {
        one: article for article in gold.order for one in gold.truths[article].first_report_of
    }
    kinds = {one: development.kind for one, development in gold.developments.items()}
    return Breakdown(
        found_by_kind=_parts((), ((kinds[one], one in found) for one in gold.developments)),
        by_language=_parts(
            ((_language(gold, article), alert.outcome) for article, _, alert in judged),
            ((_language(gold, firsts.get(one)), one in found) for one in gold.developments),
        ),
        verdicts_by_role=_verdicts(gold, decisions),
        mistakes=tuple(_mistakes(gold, decisions, judged, found)),
    )


def _parts(
    alerts: Iterable[tuple[str, Outcome]], developments: Iterable[tuple[str, bool]]
) -> dict[str, Part]:
    sent, right = Counter[str](), Counter[str]()
    for key, outcome in alerts:
        sent[key] += 1
        right[key] += outcome is Outcome.RIGHT
    there, found = Counter[str](), Counter[str]()
    for key, is_found in developments:
        there[key] += 1
        found[key] += is_found
    keys = sorted(sent.keys() | there.keys())
    return {key: Part(sent[key], right[key], there[key], found[key]) for key in keys}


def _language(gold: GoldSet, article: str | None) -> str:
    return (gold.languages.get(article) if article else None) or UNKNOWN


def _verdicts(
    gold: GoldSet, decisions: Mapping[str, ArticleDecision]
) -> dict[Role, dict[str, int]]:
    counts: dict[Role, Counter[str]] = {}
    for article in gold.order:
        truth = gold.truths[article]
        for topic in sorted(truth.topics):
            reason, _ = _verdict(decisions.get(article), topic)
            counts.setdefault(truth.role, Counter())[reason] += 1
    return {role: dict(counts[role].most_common()) for role in sorted(counts)}


def _verdict(decision: ArticleDecision | None, topic: str) -> tuple[str, str | None]:
    """The reason of the verdict for a topic, and what it rests on."""
    if decision is None:
        return NO_VERDICT, None
    for verdict in decision.verdicts:
        if verdict.topic == topic:
            return verdict.reason, verdict.rests_on
    return decision.dropped.get(topic, NO_VERDICT), None


def _mistakes(
    gold: GoldSet,
    decisions: Mapping[str, ArticleDecision],
    judged: Iterable[tuple[str, str, JudgedAlert]],
    found: frozenset[str],
) -> Iterator[Mistake]:
    bad: dict[str, list[tuple[MistakeType, str, str | None]]] = {}
    for article, topic, alert in judged:
        if alert.outcome is not Outcome.RIGHT:
            bad.setdefault(article, []).append((MistakeType(alert.outcome), topic, None))
    for article in gold.order:
        for one in sorted(gold.truths[article].first_report_of - found):
            missed = (MistakeType.MISSED, gold.developments[one].topic, one)
            bad.setdefault(article, []).append(missed)
    for article in gold.order:
        for what, topic, development in bad.get(article, ()):
            reason, rests_on = _verdict(decisions.get(article), topic)
            role = gold.truths[article].role
            yield Mistake(what, article, topic, role, reason, rests_on, development)
