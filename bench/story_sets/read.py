"""The sets beside this checkout, and the articles that their rows make."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from streams.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SETS: Final = Path(__file__).resolve().parents[3] / "shared" / "data"

#: A row of a set, as its README names the fields.
Row = dict[str, Any]

#: Where a set has no dates: its rows come a minute apart, which keeps their order and lets the
#: longest of them end within the window that stories are remembered for.
_APART: Final = timedelta(minutes=1)
_BEGIN: Final = datetime(2024, 1, 1, tzinfo=UTC)


class NotHereError(Exception):
    """A set is not beside this checkout."""


def rows_of(name: str) -> list[Row]:
    """The rows of a file of the sets.

    Raises:
        NotHereError: there is none.
    """
    path = SETS / name
    if not path.exists():
        raise NotHereError(name)
    return [orjson.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def article_of(
    row: Row, at: datetime, name: str = "", headline: str = "title", body: str = "text"
) -> Article:
    """The article that a row makes; `headline` and `body` name its fields."""
    return Article(
        id=name or row["id"],
        headline=row[headline] or "",
        body=row[body] or "",
        language=row["lang"],
        publisher=row.get("source"),
        published_at=at,
        ingested_at=at,
    )


def timed(rows: Iterable[Row]) -> Iterator[tuple[Row, datetime]]:
    """Rows with the time that each comes at: its date, and where that is a day its place in it."""
    for index, row in enumerate(rows):
        if not row["date"]:
            yield row, _BEGIN + index * _APART
            continue
        date = datetime.fromisoformat(row["date"])
        whole = date if date.tzinfo else date.replace(tzinfo=UTC)
        yield row, whole + timedelta(milliseconds=0 if date.tzinfo else index)
