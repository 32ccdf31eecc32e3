"""Articles as files hold them: one JSON object a line, checked as the pipeline checks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from streams.codec import decode
from streams.errors import BadRecord
from streams.records import Article

if TYPE_CHECKING:
    from wirewatch.jsonl import Line


@dataclass(frozen=True)
class Refusal:
    """A line that is no article, with the word of the dead letters for why."""

    line: Line
    error: BadRecord

    def __str__(self) -> str:
        """File, line number, field and reason, for a person."""
        return f"{self.line.place}: {self.error}"


def article_of(line: Line, max_bytes: int) -> Article | Refusal:
    """Reads a line as classify would read it from Kafka."""
    if len(line.raw) > max_bytes:
        size = f"{len(line.raw)} bytes, at most {max_bytes} are taken"
        return Refusal(line, BadRecord("too-large", detail=size))
    try:
        return decode(Article, line.raw)
    except BadRecord as error:
        return Refusal(line, error)
