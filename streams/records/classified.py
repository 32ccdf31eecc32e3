"""What classify says of an article and a topic."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from streams.records.article import ArticleReference
from streams.records.base import Record, Score, WireRecord


class ParagraphRole(StrEnum):
    """What a paragraph is on its page."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    QUOTE = "quote"
    HEADING = "heading"
    CAPTION = "caption"
    BYLINE = "byline"
    FURNITURE = "furniture"

    @property
    def counts(self) -> bool:
        """Whether it is the article's own text, which matches and is reported."""
        return self in {ParagraphRole.TITLE, *_PROSE}


_PROSE = (ParagraphRole.LEAD, ParagraphRole.BODY, ParagraphRole.QUOTE)


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
