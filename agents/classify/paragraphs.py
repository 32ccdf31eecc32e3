"""What each paragraph is on its page, by the page's structure alone.

A scraped page holds more than its article: menus, captions, forms, lists of other stories.
Those are told by how they are written, never by what they say, so that a site in any language
is read alike: prose ends with a final mark; headings, labels and teasers don't.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.text.words import folded_words
from streams.records import ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: A line under this length without a final mark is a label, not prose.
_SHORT: Final = 60

#: A teaser's text is cut off with an ellipsis before it gets this long.
_TEASER: Final = 320

#: So many lines of furniture at a page's end make a block: a page has one or two stray
#: headings, a list of other stories has more.
_BLOCK: Final = 3

_LINE: Final = re.compile(r"[^\n\r\u2028\u2029]+")
_FINAL: Final = re.compile(r"[.!?。！？।؟۔։][\s\"'”’»›“)\]」』）*]*$|[:;][\s\"'”’»]*$")
_CUT_OFF: Final = re.compile(r"(?:\.\.\.|…)[\s\"'”’»\]]*$")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a body: characters `start` to `end` (exclusive) of it, and what it is."""

    text: str
    start: int
    end: int
    role: ParagraphRole


def paragraphs(headline: str, body: str) -> tuple[Paragraph, ...]:
    """The body's paragraphs with their roles; the first of its prose is the lead."""
    places = list(places_of(body))
    texts = [body[start:end] for start, end in places]
    furniture = _furniture(headline, texts)
    lead = furniture.index(False) if False in furniture else -1
    return tuple(
        Paragraph(texts[index], *places[index], _role(index, lead, is_furniture=furniture[index]))
        for index in range(len(places))
    )


def _role(index: int, lead: int, *, is_furniture: bool) -> ParagraphRole:
    if is_furniture:
        return ParagraphRole.FURNITURE
    return ParagraphRole.LEAD if index == lead else ParagraphRole.BODY


def places_of(body: str) -> Iterator[tuple[int, int]]:
    """The places of the paragraphs: lines, joined where prose was wrapped at a fixed width."""
    pending: tuple[int, int] | None = None
    for match in _LINE.finditer(body):
        text = match.group()
        if not text.strip():
            continue
        start = match.start() + len(text) - len(text.lstrip())
        end = match.start() + len(text.rstrip())
        if pending and _continues(body, pending, start):
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending


def _continues(body: str, before: tuple[int, int], start: int) -> bool:
    gap = body[before[1] : start]
    wrapped = gap.count("\n") == 1 and body[start].islower()
    return wrapped and not _FINAL.search(body[max(before[0], before[1] - 8) : before[1]])


def _furniture(headline: str, texts: Sequence[str]) -> list[bool]:
    marked = sum(len(text) for text in texts if _FINAL.search(text))
    if 2 * marked < sum(map(len, texts)):
        # Some writers and scripts use no final marks; then length has to do.
        return [len(text) < _SHORT or " | " in text for text in texts]
    marks = [_is_label(text) or _repeats(text, headline) for text in texts]
    for index in range(1, len(texts)):
        cut_off = len(texts[index]) < _TEASER and _CUT_OFF.search(texts[index])
        marks[index] |= marks[index - 1] and bool(cut_off)
    return _with_block(marks)


def _repeats(text: str, headline: str) -> bool:
    # Prose is far longer than a headline; only what may be one is read word by word.
    return len(text) <= 2 * len(headline) and folded_words(text) == folded_words(headline)


def _is_label(text: str) -> bool:
    return " | " in text or not _FINAL.search(text) or (len(text) < _SHORT and text[-1] in ":;")


def _with_block(marks: list[bool]) -> list[bool]:
    """Marks all of the block of furniture that ends the page, with the prose between its lines.

    The block begins where furniture outweighs prose the most from there to the end.
    """
    best, begin, balance = _BLOCK - 1, len(marks), 0
    for index in range(len(marks) - 1, -1, -1):
        balance += 1 if marks[index] else -1
        if balance > best and marks[index]:
            best, begin = balance, index
    if all(marks[:begin]):
        return marks
    return [*marks[:begin], *([True] * (len(marks) - begin))]
