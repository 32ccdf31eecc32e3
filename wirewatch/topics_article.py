"""Finding the one article that is to be explained, in a file or on standard input."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

import orjson

from streams.errors import ConfigError
from wirewatch.articles import Refusal, article_of
from wirewatch.jsonl import Line, lines_of
from wirewatch.sources import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from streams.records import Article


def find_article(file: Path, article_id: str | None, max_bytes: int) -> Article:
    """The article of a JSON file, or the one of JSON Lines that has an id; `-` is standard input.

    Raises:
        ConfigError: the file can't be read, holds no such article, or several and no id is given.
    """
    source = "standard input" if file == STDIN else str(file)
    try:
        with _opened(file) as stream:
            lines = _lines(stream, source, max_bytes)
            if article_id is None:
                return _only(lines, source, max_bytes)
            return _with_id(lines, source, article_id, max_bytes)
    except OSError as error:
        raise ConfigError(source, "", f"can't be read: {error.strerror}") from None


def _opened(file: Path) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb")


def _lines(stream: BinaryIO, source: str, max_bytes: int) -> Iterable[Line]:
    """One article a line; a file whose first line is no JSON by itself is one article."""
    lines = lines_of(stream, source)
    first = next(lines, None)
    if first is None:
        raise ConfigError(source, "", "there is no article in it")
    if _is_json(first.raw):
        return chain([first], lines)
    # A longer one is refused for its length, as the workers refuse it.
    rest = stream.read(max_bytes + 1)
    return [Line(source, first.number, b"\n".join([first.raw, rest]).strip())]


def _is_json(raw: bytes) -> bool:
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return True


def _only(lines: Iterable[Line], source: str, max_bytes: int) -> Article:
    first, *further = _at_most_two(lines)
    if further:
        raise ConfigError(source, "", "holds several articles; say which with --id")
    article = article_of(first, max_bytes)
    if isinstance(article, Refusal):
        raise ConfigError(first.place, "", str(article.error))
    return article


def _at_most_two(lines: Iterable[Line]) -> list[Line]:
    return [line for line, _ in zip(lines, range(2), strict=False)]


def _with_id(lines: Iterable[Line], source: str, article_id: str, max_bytes: int) -> Article:
    refused = 0
    for line in lines:
        article = article_of(line, max_bytes)
        if isinstance(article, Refusal):
            refused += 1
        elif article.id == article_id:
            return article
    unread = f"; {refused} of its lines can't be read" if refused else ""
    raise ConfigError(source, article_id, f"there is no article with this id{unread}")
