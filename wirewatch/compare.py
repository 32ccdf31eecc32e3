"""`wirewatch replay --compare`: which alerts other topics would bring, and which they would cost.

Both sets decide the same articles side by side, each on a state of its own, by the functions of
production.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, field
from itertools import tee
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import load_topics
from wirewatch.progress import progress
from wirewatch.replay import Report, around_of, articles_of, replay
from wirewatch.topics_text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import RenderableType

    from agents.topics.definitions import TopicSet
    from streams.records import Article
    from streams.settings import Settings
    from wirewatch.decisions import Alert, ArticleDecision

#: What is said of a topic that a file does not have, or has switched off.
NOT_WATCHED = "not-watched"


@dataclass(frozen=True)
class AlertDifference:
    """An alert that only one of two sets of topics brings.

    Attributes:
        appears: whether it is the other set that brings it.
        before: the reason of the verdict by the first set, or why there is none.
        after: the same by the other set.
        quote: the words that the alert leads with.
    """

    article: str
    headline: str
    topic: str
    appears: bool
    before: str
    after: str
    quote: str


@dataclass
class Comparison:
    """Two sets of topics on the same articles; `kept` alerts are brought by both."""

    articles: int = 0
    refused: int = 0
    alerts_before: int = 0
    alerts_after: int = 0
    kept: int = 0
    differences: list[AlertDifference] = field(default_factory=list)


def compare_topics(settings: Settings, topics: Path, other: Path, articles: Path) -> Comparison:
    """Replays a file by two sets of topics at once.

    Raises:
        ConfigError: a file can't be read.
    """
    before, after = load_topics(topics, settings.aliases), load_topics(other, settings.aliases)
    comparison, report = Comparison(), Report()
    around = around_of(settings)
    with progress("comparing", [articles]) as bar:
        streams = tee(articles_of(settings, articles, bar, report), 3)
        decided = zip(
            streams[0],
            replay(before, streams[1], *around),
            replay(after, streams[2], *around),
            strict=True,
        )
        for article, one, two in decided:
            _take(comparison, article, (before, one), (after, two))
    comparison.refused = report.refused
    return comparison


_Decided = tuple["TopicSet", "ArticleDecision"]


def _take(comparison: Comparison, article: Article, before: _Decided, after: _Decided) -> None:
    old, new = (
        {alert.topic: alert for alert in decision.alerts} for _, decision in (before, after)
    )
    comparison.articles += 1
    comparison.alerts_before += len(old)
    comparison.alerts_after += len(new)
    comparison.kept += len(old.keys() & new.keys())
    for topic in sorted(old.keys() ^ new.keys()):
        comparison.differences.append(
            AlertDifference(
                article=article.id,
                headline=article.headline,
                topic=topic,
                appears=topic in new,
                before=why(topic, *before),
                after=why(topic, *after),
                quote=_lead_of(old.get(topic) or new[topic]),
            )
        )


def _lead_of(alert: Alert) -> str:
    return alert.changes[0].quote if alert.changes else ""


def why(topic: str, topics: TopicSet, decision: ArticleDecision) -> str:
    """The reason of a decision for a topic, by the step that made it."""
    for verdict in decision.verdicts:
        if verdict.topic == topic:
            return verdict.reason
    if topic not in topics.by_id or not topics.by_id[topic].enabled:
        return NOT_WATCHED
    # An article that matched another topic was dropped for this one by its terms.
    reason = decision.reason if not decision.verdicts else None
    return decision.dropped.get(topic) or reason or ClassifyReason.NO_TERM_MATCHED


def print_comparison(comparison: Comparison, *, as_json: bool) -> None:
    """Prints on standard output; JSON has the names of the comparison's fields."""
    if as_json:
        sys.stdout.write(json.dumps(asdict(comparison), ensure_ascii=False, indent=1) + "\n")
    else:
        Console(highlight=False).print(Group(*_page(comparison)))


def _page(comparison: Comparison) -> Iterator[RenderableType]:
    if comparison.differences:
        table = Table("", "article, topic", "before → after", show_lines=True)
        for each in comparison.differences:
            sign, style = ("+", "green") if each.appears else ("-", "red")
            what = Text.assemble(
                (shown(each.headline or each.article), "bold"),
                f"\n{shown(each.article)}, {shown(each.topic)}",
            )
            reasons = Text(f"{each.before} → {each.after}\n{shown(each.quote)}")
            table.add_row(Text(sign, style=f"bold {style}"), what, reasons)
        yield table
    appear = sum(each.appears for each in comparison.differences)
    yield Text(
        f"{comparison.articles} articles: {comparison.alerts_before} alerts before,"
        f" {comparison.alerts_after} after; {appear} appear,"
        f" {len(comparison.differences) - appear} disappear, {comparison.kept} stay"
    )
