"""What an explanation of one article says: its parts, and for each topic why or why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agents.classify.reasons import ClassifyReason
    from streams.records import Article, ParagraphRole, ScoreParts, Span, Support


class TopicReason(StrEnum):
    """Why an article is about a topic or not, by the step that decided."""

    ON_TOPIC = "on-topic"
    PASSING_MENTION = "passing-mention"
    BELOW_THRESHOLD = "below-threshold"
    FAR_FROM_TOPIC = "far-from-topic"
    VETOED = "vetoed"
    QUERY_NOT_MET = "query-not-met"
    OUT_OF_SCOPE = "out-of-scope"
    FURNITURE_ONLY = "furniture-only"
    WORDS_APART = "words-apart"
    NO_TERM_MATCHED = "no-term-matched"
    DISABLED = "disabled"


class TermState(StrEnum):
    """How a term stands in an article; only `found` counts."""

    FOUND = "found"
    OUTSIDE_PROSE = "outside-prose"
    NEARLY = "nearly"


class ClauseState(StrEnum):
    """How a clause of a query stands in an article; behind NOT it vetoes, or is silent."""

    HOLDS = "holds"
    OUTSIDE_PROSE = "outside-prose"
    ABSENT = "absent"
    VETOES = "vetoes"
    SILENT = "silent"


@dataclass(frozen=True)
class ExplainedPart:
    """The headline (index 0) or a paragraph of the body, in its own words.

    `start` and `end` are characters of that field as it came; `sign` is what told that it is no
    prose, and `kind` which furniture it is, None where it is none; `entry`
    is the one of a live page or digest that it belongs to; the language is what the text gives
    away, or None.
    """

    index: int
    role: ParagraphRole
    sign: str | None
    kind: str | None
    entry: int | None
    start: int
    end: int
    language: str | None
    text: str


@dataclass(frozen=True)
class MissingWord:
    """A term's word that a part lacks; `stands_in` is another part that holds it, if any does."""

    word: str
    stands_in: int | None


@dataclass(frozen=True)
class ExplainedTerm:
    """One term in the part that holds the most of it.

    `parts` are all parts that count for a found term; of other terms the one that came nearest.
    """

    term: str
    state: TermState
    parts: tuple[int, ...]
    spans: tuple[Span, ...]
    missing: tuple[MissingWord, ...]


@dataclass(frozen=True)
class ExplainedClause:
    """One clause of a topic's query or lists, and where it stands; an absent one nowhere."""

    clause: str
    state: ClauseState
    parts: tuple[int, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class ExplainedTopic:
    """What became of the article for one topic; `rank` is None for what the gate dropped.

    `matches` are the spans that the score rests on, as they go on to track; `parts` and `support`
    are empty where terms or a query decided alone.
    """

    topic: str
    name: str
    reason: TopicReason
    score: float
    threshold: float
    rank: int | None
    matches: tuple[Span, ...]
    terms: tuple[ExplainedTerm, ...]
    clauses: tuple[ExplainedClause, ...] = ()
    score_parts: ScoreParts | None = None
    support: tuple[Support, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Everything that classify makes of one article, topics in the order of their rank."""

    article: Article
    reason: ClassifyReason
    language: str | None
    parts: tuple[ExplainedPart, ...]
    topics: tuple[ExplainedTopic, ...]
