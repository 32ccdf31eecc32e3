"""The records that flow between the parts: frozen, versioned, without I/O.

Names are those of schema.org's NewsArticle where it has one. How a record looks on the
wire is `streams.codec`'s business.

::

    articles ─▶ Article ─classify▶ ClassifiedArticle ─track▶ Verdict, Development
                                              Development ─notify▶ Notification ▶ Delivery
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from w3lib.url import canonicalize_url


def _with_zone(value: datetime) -> datetime:
    """A date without a zone is read as UTC, so that all times compare."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _name_of(value: Any) -> Any:
    """schema.org gives publishers as an object with a `name`; the record keeps the name."""
    if isinstance(value, dict):
        return value.get("name")
    return value


Instant = Annotated[datetime, AfterValidator(_with_zone)]
Name = Annotated[str | None, BeforeValidator(_name_of)]
Score = Annotated[float, Field(allow_inf_nan=False)]


def digest(*parts: str) -> str:
    """SHA-256 over the parts, in hex; no two lists of parts give the same bytes.

    Every id of the system is one: the same input gives the same id after every crash.
    """
    sha = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        sha.update(len(raw).to_bytes(8, "big") + raw)
    return sha.hexdigest()


class Record(BaseModel):
    """Base of all records: immutable, and no key is taken that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WireRecord(Record):
    """A record with a Kafka topic of its own; carries the version of its shape."""

    schema_version: Literal[1] = 1


# --- what comes in -------------------------------------------------------------------------


class Article(BaseModel):
    """One article as it was published to Kafka.

    Accepts the names of schema.org's NewsArticle and the short ones of feed readers
    (`title`, `text`, `source`, `lang`). A body or a headline is needed, everything else may
    be missing; unknown keys are ignored, since publishers send more than is asked for.

    `ingested_at` is when the article reached its collector; `published_at` is what the
    publisher claims, which is evidence and nothing that clocks are set by.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: Literal[1] = 1
    id: str = Field(default="", validation_alias=AliasChoices("id", "identifier"), max_length=512)
    url: str | None = Field(default=None, max_length=8192)
    headline: str = Field(default="", validation_alias=AliasChoices("headline", "title"))
    body: str = Field(default="", validation_alias=AliasChoices("body", "articleBody", "text"))
    publisher: Name = Field(default=None, validation_alias=AliasChoices("publisher", "source"))
    language: str | None = Field(
        default=None, validation_alias=AliasChoices("language", "inLanguage", "lang")
    )
    published_at: Instant | None = Field(
        default=None, validation_alias=AliasChoices("published_at", "datePublished")
    )
    modified_at: Instant | None = Field(
        default=None, validation_alias=AliasChoices("modified_at", "dateModified")
    )
    ingested_at: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_missing(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if value is not None}
        return data

    @model_validator(mode="after")
    def _complete(self) -> Article:
        if not self.headline.strip() and not self.body.strip():
            raise ValueError("neither a body nor a headline")
        if not self.id:
            object.__setattr__(self, "id", _article_id(self))
        return self

    @property
    def content_hash(self) -> str:
        """Tells a redelivery (same id, same content) from a revision (same id, other content)."""
        return digest(self.headline, self.body)


def _article_id(article: Article) -> str:
    if article.url:
        return digest(canonicalize_url(article.url))
    return digest(article.headline, article.body)


# --- after classify ------------------------------------------------------------------------


class ParagraphRole(StrEnum):
    """What a paragraph is on its page."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    FURNITURE = "furniture"


class ArticleReference(Record):
    """What is needed to name and link an article; never its text."""

    id: str
    content_hash: str
    url: str | None = None
    headline: str = ""
    publisher: str | None = None
    language: str | None = None
    published_at: Instant | None = None
    ingested_at: Instant


class Span(Record):
    """Characters `start` to `end` (exclusive) of the article's `headline` or `body` as it came."""

    part: Literal["headline", "body"] = "body"
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Sentence(Record):
    """A sentence that counts (no furniture), in its own words, with where it stands."""

    text: str
    span: Span
    role: ParagraphRole
    paragraph: int = Field(ge=0, description="index of its paragraph; 0 is the headline")
    language: str | None = None


class TermMatch(Record):
    """One term of a topic found in an article."""

    term: str
    span: Span


class ClassifiedArticle(WireRecord):
    """One (article, topic) pair that passed the gate; also where its score is below threshold."""

    article: ArticleReference
    topic: str
    topic_name: str
    score: Score = Field(description="0 to about 2; compare with `threshold`")
    threshold: Score
    rank: int = Field(ge=1, description="1 for the topic that the article is most about")
    topic_scores: dict[str, Score]
    topics_hash: str = Field(description="hash of the topics file that was in force")
    matches: tuple[TermMatch, ...] = ()
    sentences: tuple[Sentence, ...] = ()

    @property
    def on_topic(self) -> bool:
        """Whether the article is about the topic, not only past the gate."""
        return self.score >= self.threshold


# --- after track ---------------------------------------------------------------------------


class Kind(StrEnum):
    """What sort of thing a development tells."""

    EVENT = "event"
    CLAIM = "claim"
    FIGURE = "figure"
    DECISION = "decision"
    DENIAL = "denial"
    CONFIRMATION = "confirmation"


class ChangeType(StrEnum):
    """How a change stands to what was known."""

    NEW = "new"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"


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

    value: float
    unit: str = Field(default="", description="the noun counted, in the article's words")
    previous: float | None = None


class Change(Record):
    """One thing that an article adds to a topic."""

    kind: Kind
    change: ChangeType
    quote: Quote
    previous: Quote | None = None
    figures: tuple[Figure, ...] = ()


class Development(WireRecord):
    """What one article brings for one topic. One per pair, so one alert per pair."""

    id: str
    topic: str
    topic_name: str
    story: str
    update: int = Field(ge=1, description="this is the n-th development of its story")
    changes: tuple[Change, ...] = Field(min_length=1)
    origins: tuple[str, ...] = ()
    article: ArticleReference
    score: Score
    reasons: tuple[str, ...] = ()
    decided_at: Instant = Field(description="the topic's own clock, never the machine's")


class Verdict(WireRecord):
    """The decision on one (article, topic): always made, always with a reason."""

    id: str
    topic: str
    article: ArticleReference
    reason: Reason
    on_topic: bool
    score: Score
    story: str | None = None
    rests_on: str | None = Field(default=None, description="id of the article decided by")
    copy_of: str | None = None
    development: str | None = Field(default=None, description="id of the development it made")
    features: dict[str, Score] = Field(default_factory=dict)
    decided_at: Instant


def development_id(topic: str, article: ArticleReference) -> str:
    """The id of what an article brings for a topic; holds no clock and no counter."""
    return digest("development", topic, article.id, article.content_hash)


def verdict_id(topic: str, article: ArticleReference) -> str:
    """The id of the decision on an article for a topic."""
    return digest("verdict", topic, article.id, article.content_hash)


def story_id(topic: str, first_article: str) -> str:
    """The id of a story, fixed by the article that opened it."""
    return digest("story", topic, first_article)


# --- after notify --------------------------------------------------------------------------


class DeliveryState(StrEnum):
    """Where a notification stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Notification(Record):
    """What one receiver gets: rendered once, the same id and bytes at every attempt."""

    id: str
    receiver: str
    developments: tuple[str, ...] = Field(min_length=1)
    body: bytes
    content_type: str = "application/json"


class Delivery(WireRecord):
    """How a notification ended: the compacted record of what went out."""

    id: str = Field(description="the notification's id")
    receiver: str
    developments: tuple[str, ...]
    state: DeliveryState
    attempts: int = Field(ge=0)
    reason: str = ""
    at: Instant


def notification_id(developments: tuple[str, ...], receiver: str) -> str:
    """The webhook id: the same for ever, so a receiver can tell a repeat."""
    return digest("notification", receiver, *developments)
