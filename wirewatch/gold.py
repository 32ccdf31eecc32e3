"""A benchmark set: what is true about a stream of articles.

::

    SET/articles.jsonl      the stream, in the order of `ingested_at`
    SET/gold.jsonl          what is true about each article
    SET/developments.jsonl  the registry of what really was new
    SET/topics.yaml         what is monitored
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from wirewatch.jsonl import read_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Role(StrEnum):
    """What an article is to the stream before it."""

    NEW = "new"
    CORROBORATES = "corroborates"
    DUPLICATE = "duplicate"
    RECAP = "recap"
    OFF_TOPIC = "off_topic"


class Truth(_Line):
    """What is true about one article."""

    id: str
    topics: frozenset[str]
    role: Role
    developments: tuple[str, ...] = ()
    first_report_of: frozenset[str] = frozenset()
    copy_of: str | None = None
    story: str | None = None


class TrueFigure(_Line):
    """A number of a development, and the one known before it."""

    value: float
    previous: float | None = None


class TrueDevelopment(_Line):
    """One thing that really was new."""

    id: str
    topic: str
    kind: str = ""
    figures: tuple[TrueFigure, ...] = ()


class _ArticleId(_Line):
    id: str
    language: str | None = Field(
        default=None, validation_alias=AliasChoices("lang", "language", "inLanguage")
    )


@dataclass(frozen=True)
class GoldSet:
    """A set as it is scored against.

    Attributes:
        order: the ids of the articles, in stream order.
        truths: what is true about each of them, by id.
        developments: the registry, by id.
        languages: of the articles as their publishers give them, by id.
    """

    order: tuple[str, ...]
    truths: Mapping[str, Truth]
    developments: Mapping[str, TrueDevelopment]
    languages: Mapping[str, str | None] = field(default_factory=dict)


def read_gold_set(folder: Path) -> GoldSet:
    """Reads a set.

    Raises:
        ConfigError: a file is missing, or a line of it can't be read.
    """
    articles = read_records(_ArticleId, folder / "articles.jsonl")
    truths = read_records(Truth, folder / "gold.jsonl")
    developments = read_records(TrueDevelopment, folder / "developments.jsonl")
    return GoldSet(
        order=tuple(article.id for article in articles),
        truths={truth.id: truth for truth in truths},
        developments={development.id: development for development in developments},
        languages={article.id: article.language for article in articles},
    )
