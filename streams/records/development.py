"""What track decides: a verdict on every article, and the development that some bring."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from pydantic import Field, FiniteFloat

from streams.records.article import ArticleReference
from streams.records.base import Instant, Record, Score, WireRecord, digest
from streams.records.classified import Span

#: Hex digits of a story's id: 128 bits, and a topic's index has room for a thousand.
STORY_DIGITS: Final = 32


class Kind(StrEnum):
    """What sort of thing a development tells."""

    EVENT = "event"
    CLAIM = "claim"
    FIGURE = "figure"
    DECISION = "decision"
    DENIAL = "denial"
    CONFIRMATION = "confirmation"


class ChangeType(StrEnum):
    """How a change stands to what was known.

    The last one is never track's: a further source brings nothing, and is alerted of only where
    a route asks for it.
    """

    NEW = "new"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    CORROBORATED = "corroborated"


class Reason(StrEnum):
    """Why an article did or did not bring a development; the closed list of verdicts."""

    BRINGS_SOMETHING = "brings-something"
    DUPLICATE = "duplicate"
    TRANSLATION = "translation"
    REVISION_WITHOUT_NEWS = "revision-without-news"
    CORROBORATES = "corroborates"
    RECAP = "recap"
    BELOW_THRESHOLD = "below-threshold"
    FURNITURE_ONLY = "furniture-only"
    PASSING_MENTION = "passing-mention"
    TOO_OLD = "too-old"
    REDELIVERY = "redelivery"
    READ_AS_KNOWN = "read-as-known"


class Modality(StrEnum):
    """How far what is told has come, as the words say it."""

    OBSERVED = "observed"
    ASSERTED = "asserted"
    REPORTED = "reported"
    EXPECTED = "expected"
    PLANNED = "planned"
    DENIED = "denied"


class Qualifier(StrEnum):
    """How exactly a number is meant."""

    ABOUT = "about"
    AT_LEAST = "at-least"
    UP_TO = "up-to"
    RANGE = "range"


class Quote(Record):
    """Words of an article, verbatim, with where they stand and who published them when."""

    text: str
    span: Span
    article_id: str
    publisher: str | None = None
    url: str | None = None
    at: Instant = Field(description="when the article reached its collector")
    language: str | None = None


class Figure(Record):
    """A number that an article states, and the one that it replaces."""

    value: FiniteFloat
    unit: str = Field(default="", description="the noun counted, in the article's words")
    previous: FiniteFloat | None = None
    quantity: str = Field(default="", description="what the number is of, in the article's words")
    qualifier: Qualifier | None = None
    upper: FiniteFloat | None = Field(default=None, description="the larger end of a range")
    status: Modality = Modality.ASSERTED
    previous_quote: Quote | None = Field(
        default=None, description="who stated `previous`, where that was not the same sentence"
    )


class Speaker(Record):
    """Who asserts something: the words that name them, and where these stand."""

    name: str
    span: Span


class Change(Record):
    """One thing that an article adds to a topic."""

    kind: Kind
    change: ChangeType
    quote: Quote
    previous: Quote | None = None
    figures: tuple[Figure, ...] = ()
    modality: Modality = Modality.ASSERTED
    asserted_by: Speaker | None = Field(
        default=None, description="whom the article names for it; None where it speaks itself"
    )
    actors: tuple[str, ...] = Field(default=(), description="names in the quote, as it has them")
    as_of: date | None = Field(default=None, description="the day that the quote speaks of")


class OfficeConflict(Record):
    """Two names for one office: what the article says, and what was known."""

    office: str = Field(description="in the article's words, with the country that it named before")
    holder: str
    quote: Quote
    known_holder: str
    known_quote: Quote


class Development(WireRecord):
    """What one article brings for one topic. One per pair, so one alert per pair."""

    schema_version: int = Field(3, strict=True)
    id: str
    topic: str
    topic_name: str
    iptc: tuple[str, ...] = Field(default=(), description="IPTC Media Topics of the topic")
    story: str
    merged: tuple[str, ...] = Field(
        default=(), description="ids of stories that are a part of `story` from this article on"
    )
    update: int = Field(ge=1, description="this is the n-th development of its story")
    changes: tuple[Change, ...] = Field(min_length=1)
    origins: tuple[str, ...] = Field(
        default=(), description="independent sources of what leads; this article's own first"
    )
    conflicts: tuple[OfficeConflict, ...] = Field(
        default=(), description="offices for which the article has another name than was known"
    )
    article: ArticleReference
    score: Score
    reasons: tuple[str, ...] = ()
    decided_at: Instant = Field(description="the topic's own clock, never the machine's")


class Verdict(WireRecord):
    """The decision on one (article, topic): always made, always with a reason."""

    schema_version: int = Field(2, strict=True)
    id: str
    topic: str
    article: ArticleReference
    reason: Reason
    on_topic: bool
    score: Score
    story: str | None = None
    merged: tuple[str, ...] = Field(
        default=(), description="ids of stories that are a part of `story` from this article on"
    )
    rests_on: str | None = Field(default=None, description="id of the article decided by")
    copy_of: str | None = None
    development: str | None = Field(default=None, description="id of the development it made")
    features: dict[str, Score] = Field(
        default_factory=dict, description="the measures that decided, by name"
    )
    parts: dict[str, Score] = Field(
        default_factory=dict, description="what each of them added to the score"
    )
    decided_at: Instant


def development_id(topic: str, article: ArticleReference) -> str:
    """The id of what an article brings for a topic; holds no clock and no counter."""
    return digest("development", topic, article.id, article.content_hash)


def verdict_id(topic: str, article: ArticleReference) -> str:
    """The id of the decision on an article for a topic."""
    return digest("verdict", topic, article.id, article.content_hash)


def story_id(topic: str, first_article: str) -> str:
    """The id of a story, fixed by the article that opened it."""
    return digest("story", topic, first_article)[:STORY_DIGITS]
