"""What a query finds in an article: which clauses hold, and on which characters.

A query speaks of the whole article, headline and prose; phrases and NEAR of one paragraph.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Final, TypeAlias

from agents.classify.article_words import ArticleWords, Place, glob, sought
from agents.topics.query import (
    All,
    AnyOf,
    LanguageIs,
    Near,
    Not,
    Phrase,
    PublisherIs,
    clauses,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.classify.reading import Page
    from agents.topics.query import Clause, Query
    from streams.records import Span

#: Matches of one clause that are told.
_MAX_MATCHES: Final = 50

#: The places of one match, in the order of its words.
Match = tuple[Place, ...]

#: Characters of an article, and the clause that holds on them.
ClauseSpan: TypeAlias = "tuple[Clause, Span]"


@dataclass
class Asked:
    """An article that queries are asked of; its publisher and its language may be unknown."""

    page: Page
    publisher: str | None = None
    language: str | None = None
    _matches: dict[Clause, tuple[Match, ...] | None] = field(default_factory=dict, init=False)

    @cached_property
    def words(self) -> ArticleWords:
        """The words; most topics have no query, and then nobody needs them."""
        return ArticleWords(self.page)

    def matches(self, clause: Clause) -> tuple[Match, ...] | None:
        """Where a clause holds; None where it does not. A publisher or a language has no place."""
        if clause not in self._matches:
            self._matches[clause] = self._look(clause)
        return self._matches[clause]

    def _look(self, clause: Clause) -> tuple[Match, ...] | None:
        if isinstance(clause, PublisherIs):
            return () if is_publisher(clause.name, self.publisher) else None
        if isinstance(clause, LanguageIs):
            return () if is_language(clause.code, self.language) else None
        if isinstance(clause, Near):
            return tuple(islice(_near(self.words, clause), _MAX_MATCHES)) or None
        return tuple(islice(_rows(self.words, clause), _MAX_MATCHES)) or None


def is_publisher(pattern: str, name: str | None) -> bool:
    """Whether a name fits a pattern of `PublisherIs`; an unknown one never does."""
    return name is not None and glob(pattern).match(name.strip().casefold()) is not None


def is_language(code: str, language: str | None) -> bool:
    """Whether a language is the one of a code, or a kind of it; an unknown one never is."""
    given = (language or "").casefold().replace("_", "-")
    return given == code or given.startswith(f"{code}-")


def holds(query: Query, article: Asked, *, vetoes: bool = True) -> bool:
    """Whether an article is as a query wants it; without vetoes, as if no NOT were in it."""
    if isinstance(query, All):
        return all(holds(part, article, vetoes=vetoes) for part in query.parts)
    if isinstance(query, AnyOf):
        return any(holds(part, article, vetoes=vetoes) for part in query.parts)
    if isinstance(query, Not):
        return not vetoes or not holds(query.part, article)
    return article.matches(query) is not None


def spans(query: Query, article: Asked) -> list[list[ClauseSpan]]:
    """The characters on which clauses that are sought hold, by the parts that must hold."""
    parts = query.parts if isinstance(query, All) else (query,)
    found = [list(_spans(part, article)) for part in parts]
    return [each for each in found if each]


def _spans(query: Query, article: Asked) -> Iterator[ClauseSpan]:
    for clause, negated in clauses(query):
        for match in () if negated else article.matches(clause) or ():
            yield from ((clause, place.span) for place in match)


def _rows(article: ArticleWords, phrase: Phrase) -> Iterator[Match]:
    """Where the words stand in a row, as far from it as the slop allows.

    Each place is moved back by what stands before its word in the phrase, so that the places of
    a perfect row fall together; of a loose one they lie no wider apart than the slop.
    """
    shifts = [0, *accumulate(map(_length, phrase.words))]
    places = [
        (place.position - shifts[index], index, place)
        for index, word in enumerate(phrase.words)
        for place in article.places(word, phrase.where)
    ]
    last: dict[int, tuple[int, Place]] = {}
    for moved, index, place in sorted(places):
        last[index] = (moved, place)
        if len(last) == len(phrase.words) and moved - min(last.values())[0] <= phrase.slop:
            row = sorted(each[1] for each in last.values())
            if len({each.position for each in row}) == len(row):
                yield tuple(row)


def _length(word: str) -> int:
    """How many positions a word takes."""
    wanted = sought(word)
    return len(word) if wanted.word.inside and not wanted.pattern else 1


def _near(article: ArticleWords, clause: Near) -> Iterator[Match]:
    left, right = (_rows_of(article, side) for side in (clause.left, clause.right))
    yield from _followed(left, right, clause.most_between)
    yield from _followed(right, left, clause.most_between)


def _rows_of(article: ArticleWords, phrases: Sequence[Phrase]) -> list[Match]:
    rows = (row for phrase in phrases for row in _rows(article, phrase))
    return sorted(rows)


def _followed(first: Sequence[Match], second: Sequence[Match], most: int) -> Iterator[Match]:
    """Each match of the first that one of the second follows, so many words apart at most."""
    starts = [row[0].position for row in second]
    for row in first:
        end = max(place.behind for place in row)
        index = bisect_left(starts, end)
        if index < len(starts) and starts[index] - end <= most:
            yield (*row, *second[index])
