"""How each clause of a topic's query and lists stands in an article, for people who ask why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agents.classify.explanation import ClauseState, ExplainedClause
from agents.topics.query import clauses

if TYPE_CHECKING:
    from agents.classify.query import Asked, Match
    from agents.classify.reading import Page
    from agents.topics.definitions import Topic
    from agents.topics.query import Clause


def explained_clauses(topic: Topic, asked: Asked, whole: Page) -> tuple[ExplainedClause, ...]:
    """The clauses in their order; `whole` is the page with its furniture read as prose."""
    if topic.condition is None:
        return ()
    beside = replace(asked, page=whole)
    return tuple(
        _explained(clause, asked, beside, negated=negated)
        for clause, negated in clauses(topic.condition)
    )


def _explained(clause: Clause, asked: Asked, beside: Asked, *, negated: bool) -> ExplainedClause:
    found = asked.matches(clause)
    if found is not None:
        state = ClauseState.VETOES if negated else ClauseState.HOLDS
        return _placed(clause, state, found, beside.page)
    if negated:
        return ExplainedClause(clause.text, ClauseState.SILENT, (), ())
    outside = beside.matches(clause)
    if outside is None:
        return ExplainedClause(clause.text, ClauseState.ABSENT, (), ())
    return _placed(clause, ClauseState.OUTSIDE_PROSE, outside, beside.page)


def _placed(
    clause: Clause, state: ClauseState, found: tuple[Match, ...], page: Page
) -> ExplainedClause:
    spans = tuple(dict.fromkeys(place.span for match in found for place in match))
    parts = (part.index for part in page.parts if any(map(part.holds, spans)))
    return ExplainedClause(clause.text, state, tuple(parts), spans)
