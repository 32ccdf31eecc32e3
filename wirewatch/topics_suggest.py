"""`wirewatch topics suggest`: terms for a topic, from articles that somebody marked."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from agents.topics.suggest import Suggester, Suggestion, TooFew
from agents.topics.suggest_aliases import AliasSuggestion, suggest_aliases
from streams.errors import ConfigError
from wirewatch.articles import Refusal, article_of
from wirewatch.jsonl import read_lines
from wirewatch.progress import progress
from wirewatch.topics_text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streams.records import Article
    from streams.settings import Settings


@dataclass(frozen=True)
class SuggestReport:
    """The terms and names proposed, and the languages of which too few articles were given."""

    suggestions: list[Suggestion]
    too_few: list[TooFew]
    aliases: list[AliasSuggestion]


def suggest_terms(settings: Settings, relevant: Path, others: Path, limit: int) -> SuggestReport:
    """Proposes up to `limit` terms a language; marked articles may be among the others too.

    Raises:
        ConfigError: a file can't be read, or holds no marked article.
    """
    marked = list(_articles(settings, relevant, "reading the marked ones"))
    if not marked:
        raise ConfigError(str(relevant), "", "there is no article in it")
    suggester, known = Suggester(marked), {article.id for article in marked}
    for article in _articles(settings, others, "reading the others"):
        if article.id not in known:
            suggester.take_other(article)
    terms = list(suggester.suggestions(limit))
    return SuggestReport(terms, suggester.too_few(), suggest_aliases(marked))


def _articles(settings: Settings, path: Path, what: str) -> Iterator[Article]:
    with progress(what, [path]) as bar:
        for line in read_lines(path):
            article = article_of(line, settings.max_article_bytes)
            bar.advance()
            if isinstance(article, Refusal):
                bar.say(article)
            else:
                yield article


def print_suggestions(report: SuggestReport, *, as_json: bool) -> None:
    """Prints on standard output; JSON has the names of the report's fields."""
    if as_json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n")
        return
    console = Console(highlight=False)
    if report.suggestions:
        console.print(_table(report.suggestions))
    else:
        console.print("no word or pair of words sets the marked articles apart")
    for few in report.too_few:
        counts = f"{few.relevant} marked, {few.others} others"
        console.print(f"{shown(few.language)}: too few articles ({counts})", markup=False)
    if report.aliases:
        console.print("these seem to be one name each; for the file of WIREWATCH_ALIASES:")
    for alias in report.aliases:
        names = ", ".join(f"{one}: [{shown(name)}]" for one, name in sorted(alias.names.items()))
        console.print(f"- names: {{{names}}}", markup=False, soft_wrap=True)


def _table(suggestions: list[Suggestion]) -> Table:
    table = Table("language", "term")
    for heading in ("of the marked", "of the others"):
        table.add_column(heading, justify="right")
    for each in suggestions:
        marked = f"{each.relevant} of {each.of_relevant}"
        others = f"{each.others} of {each.of_others}"
        table.add_row(shown(each.language), shown(each.term), marked, others)
    return table
