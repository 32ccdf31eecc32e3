"""What comes in: an article, and the reference that names it afterwards."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

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

from streams.records.base import Instant, Record, digest


def _name_of(value: Any) -> Any:
    """schema.org gives publishers as an object with a `name`; the record keeps the name."""
    if isinstance(value, dict):
        return value.get("name")
    return value


Name = Annotated[str | None, BeforeValidator(_name_of)]

#: What collectors send for a time that they don't know: the zero of Go, and that of Unix.
_ZEROS: Final = frozenset({datetime(1, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)})


def _zero_is_missing(value: datetime | None) -> datetime | None:
    return None if value in _ZEROS else value


Moment = Annotated[Instant | None, AfterValidator(_zero_is_missing)]


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
    # Ids are keys of databases and stand in logs: no control characters.
    id: str = Field(
        default="",
        validation_alias=AliasChoices("id", "identifier"),
        max_length=512,
        pattern=r"^[^\x00-\x1f\x7f]*$",
    )
    url: str | None = Field(default=None, max_length=8192)
    headline: str = Field(default="", validation_alias=AliasChoices("headline", "title"))
    body: str = Field(default="", validation_alias=AliasChoices("body", "articleBody", "text"))
    publisher: Name = Field(
        default=None, max_length=1000, validation_alias=AliasChoices("publisher", "source")
    )
    language: str | None = Field(
        default=None,
        max_length=100,
        validation_alias=AliasChoices("language", "inLanguage", "lang"),
    )
    published_at: Moment = Field(
        default=None, validation_alias=AliasChoices("published_at", "datePublished")
    )
    modified_at: Moment = Field(
        default=None, validation_alias=AliasChoices("modified_at", "dateModified")
    )
    ingested_at: Moment = None

    @model_validator(mode="before")
    @classmethod
    def _empty_is_missing(cls, data: Any) -> Any:
        """So another name of the field, which is not empty, counts."""
        if isinstance(data, dict):
            return {key: value for key, value in data.items() if not _is_empty(value)}
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


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _article_id(article: Article) -> str:
    # An address that can't be read is as good as none, and the article is as good as any.
    with contextlib.suppress(ValueError):
        if article.url:
            return digest(canonicalize_url(article.url))
    return digest(article.headline, article.body)


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
