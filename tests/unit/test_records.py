"""Records: names taken, ids given, nothing changed afterwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from streams.records import (
    Article,
    ArticleReference,
    development_id,
    digest,
    notification_id,
    story_id,
    verdict_id,
)


def reference(**changes: Any) -> ArticleReference:
    """A reference with the fields that ids are made of."""
    fields = {"id": "a", "content_hash": "h", "ingested_at": datetime(2024, 1, 1, tzinfo=UTC)}
    return ArticleReference.model_validate(fields | changes)


def test_an_article_takes_the_names_of_schema_org() -> None:
    """A NewsArticle as publishers embed it is read as it is."""
    article = Article.model_validate(
        {
            "@type": "NewsArticle",
            "identifier": "n-1",
            "headline": "Volcano wakes",
            "articleBody": "Ash fell.",
            "publisher": {"@type": "Organization", "name": "Island Post"},
            "inLanguage": "en",
            "datePublished": "2024-11-27T07:54:00+02:00",
        }
    )

    assert (article.id, article.headline, article.body) == ("n-1", "Volcano wakes", "Ash fell.")
    assert article.publisher == "Island Post"
    assert article.published_at == datetime(2024, 11, 27, 5, 54, tzinfo=UTC)


def test_an_article_takes_the_short_names_of_feed_readers() -> None:
    """`title`, `text`, `source` and `lang` mean headline, body, publisher and language."""
    article = Article.model_validate(
        {"id": "1", "title": "T", "text": "B", "source": "post.example", "lang": "uk"}
    )

    assert (article.headline, article.body) == ("T", "B")
    assert (article.publisher, article.language) == ("post.example", "uk")


@pytest.mark.parametrize("empty", [{}, {"title": " ", "text": ""}, {"url": "https://a.example/1"}])
def test_an_article_without_body_and_headline_is_refused(empty: dict[str, str]) -> None:
    """There is nothing to read in it."""
    with pytest.raises(ValidationError, match="neither a body nor a headline"):
        Article.model_validate(empty)


def test_a_null_is_a_missing_field() -> None:
    """Scrapers write null where they found nothing."""
    article = Article.model_validate({"id": None, "title": None, "text": "B", "lang": None})

    assert article.id == digest("", "B")


def test_an_empty_field_is_a_missing_one() -> None:
    """Scrapers write that as well; what stands under the field's other name counts."""
    article = Article.model_validate(
        {"id": "", "identifier": "a1", "headline": "", "title": "T", "datePublished": " "}
    )

    assert (article.id, article.headline, article.published_at) == ("a1", "T", None)


@pytest.mark.parametrize("url", ["http://[", "http://a:b/", "http://a:999999999/"])
def test_an_article_is_taken_whatever_its_address_is(url: str) -> None:
    """Without an id it is named by its text, where the address can't be read."""
    article = Article.model_validate({"url": url, "title": "T", "text": "B"})

    assert (article.id, article.url) == (digest("T", "B"), url)


def test_an_article_without_an_id_is_named_by_its_canonical_url() -> None:
    """The same page under two spellings of its address is one article."""
    one = Article.model_validate({"url": "https://post.example/a?b=2&a=1#top", "text": "x"})
    two = Article.model_validate({"url": "https://POST.example/a?a=1&b=2", "text": "y"})

    assert one.id == two.id
    assert one.content_hash != two.content_hash


def test_a_date_without_a_zone_is_read_as_utc() -> None:
    """All times compare."""
    article = Article.model_validate({"text": "x", "published_at": "2024-11-27"})

    assert article.published_at == datetime(2024, 11, 27, tzinfo=UTC)


def test_records_can_not_be_changed() -> None:
    """What was decided on stays what it was."""
    with pytest.raises(ValidationError, match="frozen"):
        reference().id = "b"  # type: ignore[misc]


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_only_equal_parts_give_equal_digests(one: list[str], two: list[str]) -> None:
    """Moving a character from one part to the next gives another id."""
    assert (digest(*one) == digest(*two)) == (one == two)


def test_ids_hang_on_the_article_its_content_and_the_topic_alone() -> None:
    """The same input gives the same id after every crash, and another input another."""
    first = reference()
    same = reference(headline="other", ingested_at=datetime(2025, 1, 1, tzinfo=UTC))

    assert development_id("t", first) == development_id("t", same)
    different = {
        development_id("t", first),
        development_id("u", first),
        development_id("t", reference(id="b")),
        development_id("t", reference(content_hash="i")),
        verdict_id("t", first),
        story_id("t", "a"),
        notification_id(("a",), "t"),
    }
    assert len(different) == 7


@pytest.mark.parametrize("zero", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00+00:00"])
def test_the_zero_of_a_clock_is_no_time(zero: str) -> None:
    """Collectors send it for what they don't know; as a date it would be old news for ever."""
    times = {"published_at": zero, "modified_at": zero, "ingested_at": zero}
    article = Article.model_validate({"headline": "Ash over Larnvik", **times})
    assert (article.published_at, article.modified_at, article.ingested_at) == (None, None, None)
