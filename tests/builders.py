"""Records for tests: complete, plain, and other where a test says so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from streams.records import (
    Article,
    ArticleReference,
    Change,
    ChangeType,
    Development,
    Figure,
    Kind,
    Quote,
    Reason,
    Span,
    Verdict,
    development_id,
    story_id,
    verdict_id,
)

#: When the articles of tests reached their collector.
NOON = datetime(2024, 11, 27, 12, 0, tzinfo=UTC)
TOPIC = "north-korea-troops"


def an_article(**overrides: Any) -> Article:
    """An article in English."""
    fields: dict[str, Any] = {
        "id": "article-1",
        "url": "https://news.example/articles/1",
        "headline": "Seoul says 12,000 troops were sent",
        "body": "South Korea said on Wednesday that 12,000 troops had been sent.",
        "publisher": "Example News",
        "language": "en",
        "ingested_at": NOON,
    }
    return Article.model_validate(fields | overrides)


def a_reference(**overrides: Any) -> ArticleReference:
    """How `an_article` is named by what was decided on it."""
    article = an_article()
    fields: dict[str, Any] = {
        **article.model_dump(
            include=set(ArticleReference.model_fields) & set(Article.model_fields)
        ),
        "content_hash": article.content_hash,
    }
    return ArticleReference.model_validate(fields | overrides)


def a_quote(text: str = "12,000 troops had been sent.", **overrides: Any) -> Quote:
    """Words of `an_article`."""
    fields: dict[str, Any] = {
        "text": text,
        "span": Span(start=0, end=len(text)),
        "article_id": "article-1",
        "publisher": "Example News",
        "url": "https://news.example/articles/1",
        "at": NOON,
        "language": "en",
    }
    return Quote.model_validate(fields | overrides)


def a_change(**overrides: Any) -> Change:
    """A figure that changed from 11,000 to 12,000."""
    fields: dict[str, Any] = {
        "kind": Kind.FIGURE,
        "change": ChangeType.CHANGED,
        "quote": a_quote(),
        "previous": a_quote("About 11,000 troops are there.", publisher="Daily Example"),
        "figures": (Figure(value=12_000, unit="troops", previous=11_000),),
    }
    return Change.model_validate(fields | overrides)


def a_development(number: int = 1, **overrides: Any) -> Development:
    """The development of the article `article-<number>`, with the id that track would give."""
    article = overrides.pop("article", None) or a_reference(id=f"article-{number}")
    topic = overrides.get("topic", TOPIC)
    fields: dict[str, Any] = {
        "id": development_id(topic, article),
        "topic": topic,
        "topic_name": "North Korean troops",
        "story": story_id(topic, "article-1"),
        "update": number,
        "changes": (a_change(),),
        "origins": ("South Korea's defence ministry",),
        "article": article,
        "score": 1.2,
        "reasons": ("figure-changed",),
        "decided_at": NOON,
    }
    return Development.model_validate(fields | overrides)


def a_verdict(number: int = 1, **overrides: Any) -> Verdict:
    """The verdict that the article `article-<number>` brings something."""
    article = overrides.pop("article", None) or a_reference(id=f"article-{number}")
    topic = overrides.get("topic", TOPIC)
    fields: dict[str, Any] = {
        "id": verdict_id(topic, article),
        "topic": topic,
        "article": article,
        "reason": Reason.BRINGS_SOMETHING,
        "on_topic": True,
        "score": 1.2,
        "story": story_id(topic, "article-1"),
        "development": development_id(topic, article),
        "decided_at": NOON,
    }
    return Verdict.model_validate(fields | overrides)
