"""A development that nobody reported: for trying templates and receivers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from alerts.group import Group, group_of
from streams.records import (
    ArticleReference,
    Change,
    ChangeType,
    Development,
    Figure,
    Kind,
    Notification,
    Quote,
    Span,
)

_TOPIC: Final = "wirewatch-test"
_PUBLISHER: Final = "Wirewatch"
_URL: Final = "https://wirewatch.example/test"
_NEW: Final = "This is a test: 12 lamps are lit."
_OLD: Final = "This is a test: 11 lamps are lit."


def sample_group(now: datetime = datetime(2024, 11, 27, 12, tzinfo=UTC)) -> Group:
    """A group of one development that says that it is a test; `now` makes it another one."""
    article = ArticleReference(
        id=f"test-{now:%Y%m%dT%H%M%S%f}",
        content_hash="test",
        url=_URL,
        headline="Test of a receiver",
        publisher=_PUBLISHER,
        language="en",
        ingested_at=now,
    )
    change = Change(
        kind=Kind.FIGURE,
        change=ChangeType.CHANGED,
        quote=_quote(_NEW, article.id, now),
        previous=_quote(_OLD, article.id, now),
        figures=(Figure(value=12, unit="lamps", previous=11),),
    )
    return group_of(
        Development(
            id=article.id,
            topic=_TOPIC,
            topic_name="TEST, no news",
            story=article.id,
            update=1,
            changes=(change,),
            origins=(_PUBLISHER,),
            article=article,
            score=1.0,
            reasons=("a person asked for a test",),
            decided_at=now,
        )
    )


def sample_notifications() -> tuple[Notification, ...]:
    """What a receiver gets of one story, and of several, where it has none."""
    return tuple(
        Notification(id="test", receiver="test", story=story, developments=("test",), body=b"{}")
        for story in ("test", "")
    )


def _quote(text: str, article: str, at: datetime) -> Quote:
    return Quote(
        text=text,
        span=Span(start=0, end=len(text)),
        article_id=article,
        publisher=_PUBLISHER,
        url=_URL,
        at=at,
        language="en",
    )
