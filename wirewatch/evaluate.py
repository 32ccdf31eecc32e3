"""`wirewatch evaluate`: decisions on a benchmark set, and how good they are, as tables."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table

from streams.errors import ConfigError
from wirewatch.breakdown_tables import breakdown_tables
from wirewatch.decisions import ArticleDecision
from wirewatch.gold import read_gold_set
from wirewatch.jsonl import read_records
from wirewatch.replay import replay_set
from wirewatch.scores import score

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import RenderableType

    from streams.settings import Settings
    from wirewatch.gold import GoldSet
    from wirewatch.rates import Rates
    from wirewatch.scores import Scores


def read_decisions(path: Path) -> list[ArticleDecision]:
    """Reads a decisions file.

    Raises:
        ConfigError: the file, or a line of it, can't be read.
    """
    return read_records(ArticleDecision, path)


def decisions_by_article(
    gold: GoldSet, decisions: Iterable[ArticleDecision], source: str
) -> dict[str, ArticleDecision]:
    """The decisions by article id; `source` is named where they can't be scored.

    Raises:
        ConfigError: an article is not of the set, is decided twice, or alerted twice for a topic.
    """
    found: dict[str, ArticleDecision] = {}
    for decision in decisions:
        if decision.id not in gold.truths:
            raise ConfigError(source, decision.id, "the set has no such article")
        if decision.id in found:
            raise ConfigError(source, decision.id, "two decisions for one article")
        if twice := _alerted_twice(decision):
            raise ConfigError(source, decision.id, f"two alerts for topic {twice}")
        found[decision.id] = decision
    return found


def _alerted_twice(decision: ArticleDecision) -> str | None:
    counts = Counter(alert.topic for alert in decision.alerts)
    return next((topic for topic, count in counts.items() if count > 1), None)


def score_set(settings: Settings, folder: Path, decisions: Path | None) -> Scores:
    """Scores a decisions file, or else a replay, on the benchmark set of a folder.

    Raises:
        ConfigError: the set or the decisions can't be read, or don't belong together.
    """
    gold = read_gold_set(folder)
    if decisions:
        made, source = read_decisions(decisions), str(decisions)
    else:
        made, source = replay_set(settings, folder), "the replay"
    return score(gold, decisions_by_article(gold, made, source))


def print_scores(scores: Scores, *, as_json: bool) -> None:
    """Prints scores on standard output; JSON has the names of the benchmark's own script."""
    if as_json:
        sys.stdout.write(json.dumps(asdict(scores), indent=1) + "\n")
    else:
        Console().print(_tables(scores))


def _tables(scores: Scores) -> RenderableType:
    return Group(
        f"{scores.decided} of {scores.articles} articles decided",
        _topics(scores),
        _counts("Alerts", _alert_rows(scores)),
        _counts("Copies", _copy_rows(scores)),
        _counts("Figures of right alerts", _figure_rows(scores)),
        *breakdown_tables(scores.breakdown),
    )


def _topics(scores: Scores) -> Table:
    table = Table("topic", title="Topics", title_justify="left")
    for heading in ("precision", "recall", "F1"):
        table.add_column(heading, justify="right")
    for topic, rates in scores.topics.per_topic.items():
        table.add_row(topic, *_percentages(rates))
    table.add_section()
    table.add_row("all labels", *_percentages(scores.topics.micro))
    table.add_row("mean of topics", "", "", _percent(scores.topics.macro_f1))
    return table


def _counts(title: str, rows: list[tuple[str, str]]) -> Table:
    table = Table("", "", title=title, title_justify="left", show_header=False)
    for row in rows:
        table.add_row(*row)
    return table


def _alert_rows(scores: Scores) -> list[tuple[str, str]]:
    alerts = scores.alerts
    first = f"{alerts.found_at_first_report} of {alerts.developments} at their first report"
    wrong = ", ".join(f"{count} {role}" for role, count in alerts.wrong_by_role.items())
    return [
        ("F1", _percent(alerts.f1)),
        ("precision", f"{_percent(alerts.precision)}, {alerts.right} of {alerts.alerts} right"),
        ("recall", f"{_percent(alerts.recall)}, {first}"),
        ("alerted ever", f"{alerts.found_ever} of {alerts.developments}"),
        ("late", str(alerts.late_alerts)),
        ("on no first report", wrong or "none"),
    ]


def _copy_rows(scores: Scores) -> list[tuple[str, str]]:
    copies = scores.copies
    false = f"{copies.false_copies}, of these {copies.new_swallowed_as_copy} first reports"
    return [
        ("recognised", f"{copies.recognised} of {copies.duplicates}"),
        ("alerted", f"{copies.alerted} of {copies.duplicates}"),
        ("called so, but none", false),
    ]


def _figure_rows(scores: Scores) -> list[tuple[str, str]]:
    figures = scores.figures
    wanted, stated = figures.wanted_in_right_alerts, figures.stated_in_right_alerts
    return [
        ("value stated", f"{figures.value_stated} of {wanted}"),
        ("with the earlier one", f"{figures.value_and_previous_stated} of {wanted}"),
        ("known to the registry", f"{figures.stated_and_reported_by_the_article} of {stated}"),
    ]


def _percentages(rates: Rates) -> tuple[str, str, str]:
    return _percent(rates.precision), _percent(rates.recall), _percent(rates.f1)


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f} %"
