"""What classify says of an article and a topic."""

from __future__ import annotations

from base64 import b64decode, b64encode
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from streams.records.article import ArticleReference
from streams.records.base import Record, Score, WireRecord


class ParagraphRole(StrEnum):
    """What a paragraph is on its page."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    QUOTE = "quote"
    BACKGROUND = "background"
    HEADING = "heading"
    CAPTION = "caption"
    BYLINE = "byline"
    FURNITURE = "furniture"

    @property
    def counts(self) -> bool:
        """Whether it is the article's own text, which matches and is reported."""
        return self in {ParagraphRole.TITLE, *_PROSE}


_PROSE = (
    ParagraphRole.LEAD,
    ParagraphRole.BODY,
    ParagraphRole.QUOTE,
    ParagraphRole.BACKGROUND,
)


def _vector(value: object) -> object:
    return b64decode(value, validate=True) if isinstance(value, str) else value


def _base64(value: bytes) -> str:
    return b64encode(value).decode("ascii")


class Span(Record):
    """Characters `start` to `end` (exclusive) of the article's `headline` or `body` as it came."""

    part: Literal["headline", "body"] = "body"
    start: int = Field(ge=0)
    end: int = Field(ge=0)


#: Whole numbers from -127 to 127, a byte each; base64 in JSON.
Vector = Annotated[
    bytes, BeforeValidator(_vector), PlainSerializer(_base64, return_type=str, when_used="json")
]


class Sentence(Record):
    """A sentence that counts (no furniture), in its own words, with where it stands."""

    text: str
    span: Span
    role: ParagraphRole
    paragraph: int = Field(ge=0, description="index of its paragraph; 0 is the headline")
    language: str | None = None
    vector: Vector | None = Field(
        default=None, description="centred by language, a byte a number; None where not embedded"
    )
    entry: int | None = Field(
        default=None, ge=1, description="which entry of a live page (1: the newest) or digest"
    )


class AlertPreset(StrEnum):
    """How much of a topic's news is worth an alert to its readers."""

    EVERYTHING_NEW = "everything-new"
    BALANCED = "balanced"
    ONLY_THE_BIG = "only-the-big"


class TermMatch(Record):
    """A word of a topic's term, or of a clause of its query, found in an article."""

    term: str
    span: Span


class PrototypeKind(StrEnum):
    """What a text of a topic is that sentences are compared with."""

    DESCRIPTION = "description"
    INCLUDE = "include"
    TERM = "term"
    EXCLUDE = "exclude"


class Support(Record):
    """A sentence that a score rests on, and the topic's text that it is nearest to."""

    span: Span
    similarity: Score = Field(description="a cosine, evened out between languages")
    kind: PrototypeKind
    prototype: str
    against: str | None = Field(
        default=None, description="an exclude, or a text of another topic, that is nearer still"
    )
    against_similarity: Score | None = None


class ScoreParts(Record):
    """What a score is the sum of."""

    sentences: Score = Field(description="the three sentences that say most of the topic")
    paragraph: Score = Field(description="the paragraph that does")
    terms: Score = Field(description="how much of a term stands in one paragraph")
    top: Score = Field(description="how much of a term headline and lead hold")

    @property
    def total(self) -> float:
        """The score."""
        return self.sentences + self.paragraph + self.terms + self.top


class Standing(StrEnum):
    """How an article stands to a topic."""

    ABOUT = "about"
    PASSING_MENTION = "passing-mention"
    BELOW_THRESHOLD = "below-threshold"


class ClassifiedArticle(WireRecord):
    """One (article, topic) pair that passed the gate; also where its score is below threshold."""

    schema_version: int = Field(2, strict=True)
    article: ArticleReference
    topic: str
    topic_name: str
    score: Score = Field(description="0 to about 2; compare with `threshold`")
    threshold: Score
    rank: int = Field(ge=1, description="1 for the topic that the article is most about")
    topic_scores: dict[str, Score]
    alert: AlertPreset = AlertPreset.BALANCED
    topics_hash: str = Field(description="hash of the topics file that was in force")
    iptc: tuple[str, ...] = Field(default=(), description="IPTC Media Topics of the topic")
    matches: tuple[TermMatch, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    standing: Standing | None = None
    score_parts: ScoreParts | None = Field(
        default=None, description="None where terms or a query decide alone"
    )
    support: tuple[Support, ...] = ()
    vector_model: str | None = Field(
        default=None, description="names the model of the vectors; others can't be compared"
    )

    @property
    def on_topic(self) -> bool:
        """Whether the article is about the topic, not only past the gate."""
        return self.score >= self.threshold
