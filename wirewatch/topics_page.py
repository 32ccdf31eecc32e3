"""An explanation as a page for a terminal: the article with its matches, then topic by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from agents.classify.explanation import ClauseState, TermState, TopicReason
from streams.records import ParagraphRole
from wirewatch.topics_text import shown
from wirewatch.topics_words import (
    clause_line,
    score_of,
    sentence_of,
    sum_of,
    support_line,
    term_line,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from agents.classify.explanation import ExplainedPart, ExplainedTopic, Explanation
    from streams.records import Span

_COLOURS: Final = ("green", "cyan", "magenta", "yellow", "blue", "red")
_STATES: Final = {
    TermState.FOUND: "found",
    TermState.OUTSIDE_PROSE: "outside prose",
    TermState.NEARLY: "nearly",
}

_OUTCOMES: Final = {
    TopicReason.OUT_OF_SCOPE: "past the gate",
    TopicReason.QUERY_NOT_MET: "past the gate",
    TopicReason.VETOED: "past the gate",
    TopicReason.DISABLED: "not watched",
}
#: A clause behind NOT of which nothing is there is not worth a line.
_CLAUSE_STATES: Final = {
    ClauseState.HOLDS: "holds",
    ClauseState.OUTSIDE_PROSE: "outside prose",
    ClauseState.ABSENT: "absent",
    ClauseState.VETOES: "vetoes",
}

#: Around a matched word where there is no colour; hardly an article has these.
_OPEN, _CLOSE = "⟦", "⟧"


def page_of(explanation: Explanation, *, in_colour: bool) -> RenderableType:
    """The whole page; without colour, matched words stand in double brackets."""
    colours = _colours(explanation)
    article = explanation.article
    about = (article.id, article.publisher, explanation.language)
    return Group(
        Text(shown(" · ".join(each for each in about if each)), style="bold"),
        "",
        _article(explanation, colours, in_colour=in_colour),
        *_topics(explanation, colours),
    )


def _colours(explanation: Explanation) -> dict[str, str]:
    ranked = [each.topic for each in explanation.topics if each.rank is not None]
    return {topic: _COLOURS[index % len(_COLOURS)] for index, topic in enumerate(ranked)}


def _article(explanation: Explanation, colours: dict[str, str], *, in_colour: bool) -> Table:
    spans = [
        (span, colours[topic.topic])
        for topic in reversed(explanation.topics)
        for span in topic.matches
    ]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    for _ in range(3):
        table.add_column()
    for part in explanation.parts:
        dim = "" if part.role.counts else "dim"
        text = _marked(part, spans, in_colour=in_colour)
        if part.sign:
            told = f"{part.kind}: {part.sign}" if part.kind else part.sign
            text.append(f"  ({told})", style="italic")
        if part.entry:
            text.append(f"  (entry {part.entry})", style="italic")
        number = str(part.index) if part.index else ""
        table.add_row(number, part.role.value, part.language or "", text, style=dim)
    return table


def _marked(part: ExplainedPart, spans: list[tuple[Span, str]], *, in_colour: bool) -> Text:
    text = shown(part.text)
    here = {
        (span.start - part.start, span.end - part.start): colour
        for span, colour in spans
        if _is_in(span, part)
    }
    if not in_colour:
        return Text(_bracketed(text, sorted(here)))
    marked = Text(text)
    for (start, end), colour in here.items():
        marked.stylize(f"bold {colour}", start, end)
    return marked


def _is_in(span: Span, part: ExplainedPart) -> bool:
    field = "headline" if part.role is ParagraphRole.TITLE else "body"
    return span.part == field and part.start <= span.start and span.end <= part.end


def _bracketed(text: str, places: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in places:
        # Words of two terms may overlap in scripts without blanks.
        if start >= at:
            pieces += [text[at:start], _OPEN, text[start:end], _CLOSE]
            at = end
    return "".join([*pieces, text[at:]])


def _topics(explanation: Explanation, colours: dict[str, str]) -> Iterator[RenderableType]:
    """Topics of which nothing stands in the article are only counted, unless one was asked for."""
    silent = 0
    for topic in explanation.topics:
        nothing = topic.rank is None and not topic.terms and not _says_something(topic)
        if nothing and len(explanation.topics) > 1:
            silent += 1
        else:
            yield from _topic(explanation, topic, colours.get(topic.topic, ""))
    if silent:
        more = "1 topic" if silent == 1 else f"{silent} topics"
        yield Text(f"\n{more} of which not even half a term stands in the article", style="dim")


def _says_something(topic: ExplainedTopic) -> bool:
    """Whether its query or its scope did, not that nothing of it is there."""
    stands = {ClauseState.HOLDS, ClauseState.OUTSIDE_PROSE, ClauseState.VETOES}
    return any(each.state in stands for each in topic.clauses)


def _words(explanation: Explanation, span: Span) -> str:
    """What stands at a place of the article."""
    article = explanation.article
    return (article.headline if span.part == "headline" else article.body)[span.start : span.end]


def _topic(
    explanation: Explanation, topic: ExplainedTopic, colour: str
) -> Iterator[RenderableType]:
    yield Text.assemble("\n", (shown(topic.topic), f"bold {colour}"), f"  {shown(topic.name)}")
    rank = _OUTCOMES.get(topic.reason, "dropped by the gate")
    if topic.rank is not None:
        rank = f"rank {topic.rank}"
    yield Text(f"score {score_of(topic)}, threshold {topic.threshold:g}, {rank}, {topic.reason}")
    yield Text(sentence_of(topic))
    if topic.score_parts:
        yield Text(f"  {sum_of(topic.score_parts)}")
    table = Table.grid(padding=(0, 2, 0, 0))
    for support in topic.support:
        words = Text(shown(_words(explanation, support.span)))
        table.add_row("  says", words, Text(shown(support_line(support))))
    for term in topic.terms:
        table.add_row(f"  {_STATES[term.state]}", Text(shown(term.term)), Text(term_line(term)))
    for clause in topic.clauses:
        if clause.state in _CLAUSE_STATES:
            state, line = f"  {_CLAUSE_STATES[clause.state]}", Text(clause_line(clause))
            table.add_row(state, Text(shown(clause.clause)), line)
    yield table
