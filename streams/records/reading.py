"""What a second reader is asked about an article in the grey band, and what it answered."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from streams.records.base import Instant, Record, WireRecord
from streams.records.development import Development, Verdict


class EarlierArticle(Record):
    """An earlier article of the topic, as far as it is remembered."""

    headline: str
    quotes: tuple[str, ...] = Field(default=(), description="what its alert quoted of it")


class Question(Record):
    """What the second reader gets to see: this article, and what was known."""

    topic: str = Field(description="the topic's name")
    about: tuple[str, ...] = Field(default=(), description="texts that say what the topic is")
    headline: str = ""
    sentences: tuple[str, ...] = Field(description="of the article, those on the topic")
    earlier: tuple[EarlierArticle, ...] = Field(default=(), description="the nearest ones")


class Candidate(WireRecord):
    """A decision in the grey band on its way past the second reader."""

    schema_version: int = Field(2, strict=True)
    verdict: Verdict = Field(description="as it is without a second reader")
    development: Development = Field(description="which the article makes, or would make")
    question: Question


class ReadingReason(StrEnum):
    """How asking ended; only `answered` changes anything."""

    ANSWERED = "answered"
    OFF = "off"
    BUDGET_SPENT = "budget-spent"
    RESTING = "resting"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    NOT_VERBATIM = "not-verbatim"


class Reading(WireRecord):
    """An answer, recorded before it is used: the next run of the same decision takes this one."""

    id: str = Field(description="the verdict's id")
    reason: ReadingReason
    brings: bool | None = Field(default=None, description="None where nothing usable was said")
    sentence: str = Field(default="", description="of the article, verbatim, that says it")
    model: str = ""
    at: Instant = Field(description="when it was asked, for the day's budget")
