"""What can be wrong with a topic's query and lists, told from what their clauses imply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.compile_terms import compile_term
from agents.text.words import JOINING, fold
from agents.topics.implication import implies
from agents.topics.lint_finding import Field, Finding, LintReason
from agents.topics.query import All, AnyOf, Not, Phrase, clauses, is_wildcard
from agents.topics.query_words import longest_run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.classify.terms import Term
    from agents.topics.definitions import Topic
    from agents.topics.query import Query

#: Alternatives that are compared with each other; of more the first ones.
_COMPARED: Final = 60

#: Characters of a part of a query by which it is named.
_SHOWN: Final = 60

_OPERATORS: Final = frozenset({"and", "or", "not", "near"})

#: Letters with which a wildcard still stands for half a dictionary.
_WIDE_RUN: Final = 3

_Fault = tuple[LintReason, str, str]
_Part = tuple[Field, "Query"]


def lint_query(index: int, topic: Topic) -> Iterator[Finding]:
    """The findings on the query and the lists of the topic at an index of its file."""
    parts = [(field, part) for field, query in topic.conditions() for part in _all_of(query)]
    for position, (field, part) in enumerate(parts):
        faults = [*_clause_faults(part), *_dead_alternatives(part)]
        if isinstance(part, Not):
            faults += _winning_veto(topic, part, parts)
        else:
            faults += _implied(position, parts)
        for reason, what, advice in faults:
            yield Finding(index, field, reason, what, advice)


def _all_of(query: Query) -> Sequence[Query]:
    return query.parts if isinstance(query, All) else (query,)


def _clause_faults(query: Query) -> Iterator[_Fault]:
    """Clauses that stand in every article."""
    for clause, _ in clauses(query):
        if not isinstance(clause, Phrase) or len(clause.words) > 1:
            continue
        word = clause.words[0]
        if fold(word) in _OPERATORS:
            what = f"'{clause.text}' in small letters is a word that is sought, and no operator"
            yield LintReason.SMALL_OPERATOR, what, f"write {clause.text.upper()}"
        elif fold(word) in JOINING:
            what = f"'{clause.text}' is a joining word, which stands in nearly every article"
            yield LintReason.WIDE_CLAUSE, what, "drop it, or put it into a phrase"
        elif is_wildcard(word) and word.isascii() and len(longest_run(word)) < _WIDE_RUN:
            what = f"'{clause.text}' stands for very many words"
            yield LintReason.WIDE_CLAUSE, what, "give it more letters, or put it into a phrase"


def _dead_alternatives(query: Query) -> Iterator[_Fault]:
    """Alternatives that another one makes superfluous, on every level."""
    if isinstance(query, Not):
        yield from _dead_alternatives(query.part)
    if not isinstance(query, All | AnyOf):
        return
    for part in query.parts:
        yield from _dead_alternatives(part)
    if isinstance(query, AnyOf):
        for dead, other in _implying(query.parts[:_COMPARED]):
            what = f"'{shown(dead)}' adds nothing: '{shown(other)}' takes all that it takes"
            yield LintReason.DEAD_CLAUSE, what, "drop it, or the other one if that is too wide"


def _implying(parts: Sequence[Query]) -> Iterator[tuple[Query, Query]]:
    """Each part that implies another; of two that are the same, the later one."""
    for position, part in enumerate(parts):
        for other_position, other in enumerate(parts):
            if position == other_position or not implies(part, other):
                continue
            if other_position < position or not implies(other, part):
                yield part, other
                break


def _implied(position: int, parts: Sequence[_Part]) -> Iterator[_Fault]:
    """A part that holds wherever another one does, so that it asks for nothing more."""
    part = parts[position][1]
    for other_position, (_, other) in enumerate(parts[:_COMPARED]):
        if other_position == position or isinstance(other, Not) or not implies(other, part):
            continue
        if other_position < position or not implies(part, other):
            what = f"'{shown(part)}' asks for nothing more: '{shown(other)}' must hold already"
            yield LintReason.DEAD_CLAUSE, what, "drop it"
            return


def _winning_veto(topic: Topic, veto: Not, parts: Sequence[_Part]) -> Iterator[_Fault]:
    advice = "say what sets the near miss apart, in other words than what is sought"
    for _, part in parts[:_COMPARED]:
        if not isinstance(part, Not) and implies(part, veto.part):
            what = f"'{shown(veto.part)}' vetoes all that '{shown(part)}' asks for"
            yield LintReason.VETO_ALWAYS_WINS, what, advice
            return
    for language, terms in topic.terms.items():
        if all(_holds_in(veto.part, compile_term(term, language)) for term in terms):
            what = f"'{shown(veto.part)}' vetoes every term of {language}"
            yield LintReason.VETO_ALWAYS_WINS, what, advice
            return


def _holds_in(veto: Query, term: Term) -> bool:
    """Whether a veto holds wherever a term does; of a term of three words one may be missing."""
    words = tuple(Phrase(word.text, 0, (word.text,)) for word in term.words)
    return term.fewest == len(words) and implies(All(words), veto)


def shown(query: Query) -> str:
    """A part of a query as it can be named."""
    text = _text(query)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _text(query: Query) -> str:
    if isinstance(query, All | AnyOf):
        word = " AND " if isinstance(query, All) else " OR "
        return "(" + word.join(_text(part) for part in query.parts[:5]) + ")"
    if isinstance(query, Not):
        return f"NOT {_text(query.part)}"
    return query.text
