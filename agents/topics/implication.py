"""Whether one query can hold only where another does, as far as their words tell.

It errs towards no: a linter that finds fault with what is right is not read twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agents.classify.article_words import sought
from agents.text.words import fold
from agents.topics.query import All, AnyOf, Not, Phrase, Where, is_wildcard

if TYPE_CHECKING:
    from agents.topics.query import Clause, Query


def implies(query: Query, other: Query) -> bool:
    """Whether every article that the one takes is taken by the other."""
    if isinstance(query, AnyOf):
        return all(implies(part, other) for part in query.parts)
    if isinstance(other, All):
        return all(implies(query, part) for part in other.parts)
    if isinstance(query, All) and any(implies(part, other) for part in query.parts):
        return True
    if isinstance(other, AnyOf) and any(implies(query, part) for part in other.parts):
        return True
    return _is_narrower(query, other)


def _is_narrower(query: Query, other: Query) -> bool:
    if isinstance(query, Not) and isinstance(other, Not):
        return implies(other.part, query.part)
    if isinstance(query, Phrase) and isinstance(other, Phrase):
        return _row_implies(query, other)
    return bare(query) == bare(other)


def bare(query: Query) -> Query:
    """The query without what is only its author's: places, spelling, case and order."""
    if isinstance(query, All | AnyOf):
        parts = {bare(part) for part in query.parts}
        return type(query)(tuple(sorted(parts, key=repr)))
    if isinstance(query, Not):
        return Not(bare(query.part))
    return _bare_clause(query)


def _bare_clause(clause: Clause) -> Clause:
    if isinstance(clause, Phrase):
        return replace(clause, text="", at=0, words=tuple(map(fold, clause.words)))
    return replace(clause, text=clause.text.casefold(), at=0)


def _row_implies(row: Phrase, other: Phrase) -> bool:
    """Whether the other row stands in this one: as a part of it in the same order, or as a word."""
    if not _within(row.where, other.where):
        return False
    length = len(other.words)
    if length > 1 and row.slop > other.slop:
        return False
    return any(
        all(map(_covers, other.words, row.words[start : start + length]))
        for start in range(len(row.words) - length + 1)
    )


def _within(where: Where, other: Where) -> bool:
    return other in {where, Where.PROSE} or (where, other) == (Where.LEAD, Where.BODY)


def _covers(wide: str, narrow: str) -> bool:
    """Whether all that one word of a query finds is found by another."""
    if fold(wide) == fold(narrow):
        return True
    if is_wildcard(narrow):
        return False
    if is_wildcard(wide):
        # Only of an open end is it sure that it takes all forms.
        return wide.endswith("*") and sought(narrow).word.stem.startswith(wide[:-1])
    return sought(wide).word.covers(sought(narrow).word)
