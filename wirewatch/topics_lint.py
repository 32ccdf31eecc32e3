"""`wirewatch topics lint`: what is wrong with a topics file, for people and for machines."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agents.topics.definitions import load_topics
from agents.topics.lint import lint
from agents.topics.lint_aliases import lint_aliases
from agents.topics.lint_sample import Estimate, Sample
from agents.vectors.choose import new_vectors
from streams.yaml_tree import compose, line_of
from wirewatch.articles import Refusal, article_of
from wirewatch.jsonl import read_lines
from wirewatch.progress import progress
from wirewatch.topics_text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from agents.topics.definitions import TopicSet
    from agents.topics.lint_finding import Finding, LintReason
    from streams.settings import Settings


@dataclass(frozen=True)
class Warned:
    """A finding with its place in the file; `field` is dotted, `line` counts from 1.

    Of a group of names, `topic` is its first name.
    """

    file: str
    line: int
    topic: str
    field: str
    reason: LintReason
    what: str
    advice: str


@dataclass(frozen=True)
class SampleReport:
    """What a sample of articles brought: `refused` are its lines that are no article."""

    articles: int
    refused: int
    topics: list[Estimate]


@dataclass(frozen=True)
class LintReport:
    """All that is said of a topics file."""

    file: str
    topics: int
    warnings: list[Warned]
    sample: SampleReport | None = None


def lint_file(settings: Settings, topics: Path, sample: Path | None) -> LintReport:
    """Lints a topics file, on a sample of articles as well where one is given.

    Raises:
        ConfigError: the workers would not take the topics file, or a file can't be read.
    """
    definitions = load_topics(topics, settings.aliases)
    findings = lint(definitions)
    brought = None
    if sample:
        taken, refused = _take_sample(settings, definitions, sample)
        findings = sorted([*findings, *taken.findings()], key=lambda each: each.topic)
        brought = SampleReport(taken.articles, refused, taken.estimates())
    warnings = _placed(topics, findings, [topic.id for topic in definitions.topics])
    if settings.aliases:
        first_names = [" ".join(group[0].words) for group in definitions.aliases.groups]
        warnings += _placed(settings.aliases, lint_aliases(definitions), first_names)
    return LintReport(str(topics), len(definitions.topics), warnings, brought)


def _take_sample(settings: Settings, topics: TopicSet, path: Path) -> tuple[Sample, int]:
    sample, refused = Sample(topics, new_vectors(settings)), 0
    with progress("reading the sample", [path]) as bar:
        for line in read_lines(path):
            article = article_of(line, settings.max_article_bytes)
            bar.advance()
            if isinstance(article, Refusal):
                refused += 1
                bar.say(article)
            else:
                sample.take(article)
    return sample, refused


def _placed(path: Path, findings: Iterable[Finding], names: Sequence[str]) -> list[Warned]:
    tree = compose(str(path), path.read_text("utf-8-sig"))
    return [
        Warned(
            file=str(path),
            line=line_of(tree, (each.topic, *each.field)),
            topic=names[each.topic],
            field=".".join(map(str, each.field)),
            reason=each.reason,
            what=each.what,
            advice=each.advice,
        )
        for each in findings
    ]


def print_report(report: LintReport, *, as_json: bool) -> None:
    """Prints on standard output; JSON has the names of the report's fields."""
    if as_json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n")
        return
    console = Console()
    if report.warnings:
        console.print(_warnings(report))
    if report.sample:
        console.print(_estimates(report.sample))
    console.print(_summary(report), highlight=False, markup=False, soft_wrap=True)


def _warnings(report: LintReport) -> Table:
    table = Table("line", "topic, field", "what is wrong, and what to do", show_lines=True)
    table.columns[0].justify = "right"
    for each in report.warnings:
        said = Text.assemble(
            (f"{each.reason}\n", "bold yellow"), shown(each.what), "\n→ ", (each.advice, "italic")
        )
        file = "" if each.file == report.file else f"\n{each.file}"
        place = Text.assemble((shown(each.topic), "bold"), f"\n{each.field}{file}")
        table.add_row(str(each.line), place, said)
    return table


def _estimates(sample: SampleReport) -> Table:
    title = f"On {sample.articles} articles of the sample"
    table = Table("topic", title=title, title_justify="left")
    for heading in ("past the gate", "share", "on topic", "share"):
        table.add_column(heading, justify="right")
    for each in sample.topics:
        table.add_row(
            shown(each.topic),
            str(each.past_gate),
            f"{each.share_past_gate:.1%}",
            str(each.on_topic),
            f"{each.share_on_topic:.1%}",
        )
    return table


def _summary(report: LintReport) -> str:
    topics = "1 topic" if report.topics == 1 else f"{report.topics} topics"
    if not report.warnings:
        return f"{report.file}: {topics}, nothing to mend"
    count = len(report.warnings)
    return f"{report.file}: {topics}, {count} warning{'s' if count > 1 else ''}"
