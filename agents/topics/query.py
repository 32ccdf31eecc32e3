"""A topic's query as a tree: what is sought, and how it is joined.

Words may hold wildcards (`*` for any letters, `?` for one). What a query is read
from is `agents.topics.query_syntax`'s business, what it finds that of `agents.classify.query`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


class Where(StrEnum):
    """Which part of an article a clause looks at; never at page furniture."""

    PROSE = "prose"
    TITLE = "title"
    LEAD = "lead"
    BODY = "body"


@dataclass(frozen=True)
class Phrase:
    """Words that stand in a row; a single word is the shortest row.

    Attributes:
        text: the clause as its author wrote it.
        at: where it stands in the query, in characters from 0.
        words: the words as they are written; those with wildcards are folded.
        slop: how many places the words may be away from it together, as Lucene counts them.
        where: the part of the article.
    """

    text: str
    at: int
    words: tuple[str, ...]
    slop: int = 0
    where: Where = Where.PROSE


@dataclass(frozen=True)
class Near:
    """One of the left phrases and one of the right, in either order, a few words apart."""

    text: str
    at: int
    left: tuple[Phrase, ...]
    right: tuple[Phrase, ...]
    most_between: int


@dataclass(frozen=True)
class PublisherIs:
    """The publisher's name; `*` and `?` are wildcards, and case does not count."""

    text: str
    at: int
    name: str


@dataclass(frozen=True)
class LanguageIs:
    """The article's language by its code; `en` takes `en-GB` too."""

    text: str
    at: int
    code: str


@dataclass(frozen=True)
class All:
    """Holds where each part does."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class AnyOf:
    """Holds where one part does."""

    parts: tuple[Query, ...]


@dataclass(frozen=True)
class Not:
    """Holds where its part does not: a veto."""

    part: Query


Clause: TypeAlias = Phrase | Near | PublisherIs | LanguageIs
Query: TypeAlias = Clause | All | AnyOf | Not


def is_wildcard(word: str) -> bool:
    """Whether a word of a phrase stands for many."""
    return "*" in word or "?" in word


def clauses(query: Query, *, negated: bool = False) -> Iterator[tuple[Clause, bool]]:
    """The clauses from left to right, each with whether it speaks against the article."""
    if isinstance(query, All | AnyOf):
        for part in query.parts:
            yield from clauses(part, negated=negated)
    elif isinstance(query, Not):
        yield from clauses(query.part, negated=not negated)
    else:
        yield query, negated


def joined(kind: type[All | AnyOf], parts: tuple[Query, ...]) -> Query:
    """The parts as one; a single part needs nothing around it."""
    return parts[0] if len(parts) == 1 else kind(parts)


def seeks_words(query: Query) -> bool:
    """Whether nothing but certain words can make it hold, whichever alternative is taken."""
    if isinstance(query, All):
        return any(map(seeks_words, query.parts))
    if isinstance(query, AnyOf):
        return all(map(seeks_words, query.parts))
    return isinstance(query, Phrase | Near)


def words_of(clause: Clause) -> Iterator[str]:
    """The words that a clause seeks, wildcards among them."""
    if isinstance(clause, Near):
        for phrase in (*clause.left, *clause.right):
            yield from phrase.words
    elif isinstance(clause, Phrase):
        yield from clause.words
