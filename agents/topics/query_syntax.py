"""Queries in Lucene's classic syntax, read by luqum; what is not supported is refused by name.

Words, "phrases", "phrases with slop"~3, `a NEAR/5 b`, wildcards, AND OR NOT + - and grouping, and
the fields title, lead, body, publisher and language. As in Lucene, words without an operator
between them are alternatives, of which those with a + must be there and those with a - must not.
"""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn

from luqum.exceptions import ParseError
from luqum.thread import parse

from agents.topics.query import Clause, Query, clauses, words_of
from agents.topics.query_reader import Fault, read

#: Characters of a query. What people write by hand is a tenth of it.
MAX_LENGTH: Final = 20_000

#: Clauses of a query; Lucene's own limit.
MAX_CLAUSES: Final = 1024

#: Clauses of a query with a word that begins with a wildcard.
MAX_OPEN_WILDCARDS: Final = 50

# luqum takes time that grows with the square of what stands in a row.
_TOKENS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s()"]+')
_MAX_TOKENS: Final = 3 * MAX_CLAUSES

_TOO_MANY: Final = f"it has more than {MAX_CLAUSES} clauses"
_PLACE: Final = re.compile(r"at position (\d+)")


class QueryError(ValueError):
    """A query can't be taken; `faults` says all that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"character {one.at + 1}: {one.reason}" for one in faults))


def parse_query(text: str) -> Query:
    """Reads a query.

    Raises:
        QueryError: it is too large, broken, or holds what is not supported.
    """
    if len(text) > MAX_LENGTH:
        _refuse(MAX_LENGTH, f"longer than {MAX_LENGTH} characters")
    if not text.strip():
        _refuse(0, "it is empty")
    if len(_TOKENS.findall(text)) > _MAX_TOKENS:
        _refuse(0, _TOO_MANY)
    query, faults = read(_parsed(text))
    if query is None or faults:
        raise QueryError(tuple(sorted(faults, key=lambda each: each.at)))
    if sum(1 for _ in clauses(query)) > MAX_CLAUSES:
        _refuse(0, _TOO_MANY)
    if sum(map(_is_open, clauses(query))) > MAX_OPEN_WILDCARDS:
        _refuse(0, f"more than {MAX_OPEN_WILDCARDS} words begin with a wildcard")
    return query


def _is_open(clause_and_sign: tuple[Clause, bool]) -> bool:
    """Whether every word of an article has to be looked at for a clause."""
    return any(word[0] in "*?" for word in words_of(clause_and_sign[0]))


def _parsed(text: str) -> Any:
    try:
        return parse(text)
    except ParseError as error:
        _refuse(*_broken(text, str(error)))
    except (ValueError, ArithmeticError):
        # luqum reads the numbers behind ~ and ^ without a word on where they stand.
        _refuse(0, "a number behind ~ or ^ can't be read")


def _refuse(at: int, reason: str) -> NoReturn:
    raise QueryError((Fault(at, reason),))


def _broken(text: str, told: str) -> tuple[int, str]:
    place = _PLACE.search(told)
    if place is None:
        return len(text), "it ends where something is missing: a word, or a bracket"
    at = int(place.group(1))
    if text[at] == '"':
        return at, "a quote that is never closed"
    return at, f"'{text[at : at + 20]}' can't stand here"
