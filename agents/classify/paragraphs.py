"""What each paragraph is on its page, by the page's structure alone.

A scraped page holds more than its article: menus, captions, forms, lists of other stories. Only
the article's own prose counts for anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.classify.entries import entries
from agents.classify.furniture import signs
from agents.classify.kinds import FurnitureKind, furniture_kinds
from agents.classify.lines import has_final_mark, is_quote
from agents.classify.signs import Sign
from streams.records import ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agents.classify.publishers import Publisher
    from agents.classify.signs import Signs

#: Nobody wraps prose to lines shorter than this; lists of tags in small letters are.
_WRAPPED: Final = 40

#: A line, without the blanks around it.
_LINE: Final = re.compile(r"\S(?:[^\n\r\u2028\u2029]*\S)?")

#: Signs by how a line is built, which tell a label from prose where there is prose.
_SHAPES: Final = (Sign.NO_FINAL_MARK, Sign.SHORT_LABEL)

_ROLES: Final = {Sign.CAPTION: ParagraphRole.CAPTION, Sign.BYLINE: ParagraphRole.BYLINE}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a body: characters `start` to `end` (exclusive) of it, and what it is.

    `sign` is what told that it is no prose, and `kind` what furniture it is; None where it is none.
    `entry` is the entry of a live page or digest that it belongs to, if any.
    """

    text: str
    start: int
    end: int
    role: ParagraphRole
    sign: Sign | None = None
    entry: int | None = None
    kind: FurnitureKind | None = None


def paragraphs(headline: str, body: str, hints: Publisher | None = None) -> tuple[Paragraph, ...]:
    """The body's paragraphs with their roles; the first of its prose is the lead."""
    places = list(places_of(body))
    texts = [body[start:end] for start, end in places]
    found = signs(headline, texts)
    found = hints.marked(texts, found) if hints else found
    if not headline.strip() and len(found) == 1 and found[0] in _SHAPES:
        found = [None]  # A message of one line: what is all of an article is not beside it.
    lead = found.index(None) if None in found else -1
    roles = [_role(index, lead, texts, found) for index in range(len(texts))]
    entry = entries(texts, [sign is None for sign in found])
    kinds = furniture_kinds(texts, roles, found)
    roles = [
        ParagraphRole.FURNITURE if kind else role for role, kind in zip(roles, kinds, strict=True)
    ]
    return tuple(
        Paragraph(text, *place, *told)
        for text, place, *told in zip(texts, places, roles, found, entry, kinds, strict=True)
    )


def prose_of(found: Iterable[Paragraph]) -> list[int]:
    """The indexes of the paragraphs that count."""
    return [index for index, each in enumerate(found) if each.role.counts]


def _role(index: int, lead: int, texts: Sequence[str], found: Signs) -> ParagraphRole:
    sign = found[index]
    if sign is None:
        if index == lead:
            return ParagraphRole.LEAD
        return ParagraphRole.QUOTE if is_quote(texts[index]) else ParagraphRole.BODY
    if sign is Sign.NO_FINAL_MARK and _heads(index, lead, found):
        return ParagraphRole.HEADING
    return _ROLES.get(sign, ParagraphRole.FURNITURE)


def _heads(index: int, lead: int, found: Signs) -> bool:
    """Whether a label stands within the article, with prose before and right below it."""
    return 0 <= lead < index < len(found) - 1 and not found[index - 1] and not found[index + 1]


def places_of(body: str) -> Iterator[tuple[int, int]]:
    """The places of the paragraphs: lines, joined where prose was wrapped at a fixed width."""
    pending: tuple[int, int] | None = None
    for match in _LINE.finditer(body):
        start, end = match.span()
        if pending and body[start].islower() and _continues(body, pending, start):
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending


def _continues(body: str, before: tuple[int, int], start: int) -> bool:
    gap, line = body[before[1] : start], body[max(before[0], before[1] - _WRAPPED) : before[1]]
    wrapped = gap.count("\n") == 1 and len(line) >= _WRAPPED
    return wrapped and not has_final_mark(body[max(before[0], before[1] - 8) : before[1]])
