"""Furniture that is told by what stands around it: blocks at a page's ends, lone lines in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.lines import SHORT, clock_of, is_call
from agents.classify.signs import LABELS, Sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.signs import Signs

#: A teaser's text is shorter than this.
_TEASER: Final = 320

#: So many more lines of furniture than prose make a block: below an article stand one or two stray
#: headings, a list of other stories has more. Above it stand author, date, picture and buttons,
#: and the article's first sentence may stand over them; a menu has more lines.
_CLOSING: Final = 3
_OPENING: Final = 10

#: A line of prose under this length that stands alone among labels is one of them.
_ALONE: Final = 100

#: Characters of prose that outweigh one line of furniture.
_WEIGHT: Final = 80

#: So many paragraphs that begin with the time of day make a live page.
_ENTRIES: Final = 3

#: Prose that a page must have elsewhere before a lone line of it is given up.
_ENOUGH: Final = 400


def mark_outside(texts: Sequence[str], found: Signs) -> None:
    """Marks the blocks of furniture that open and end the page, with the prose between their lines.

    The article is the stretch of the page in which prose outweighs furniture the most.
    """
    begin, end, before, after = _article(texts, found)
    title = [index for index in range(begin) if found[index] is Sign.REPEATS_TITLE]
    # What stands below the printed headline is the article's, a share bar behind it or not.
    begin = title[-1] if title else begin
    if before >= _OPENING:
        found[:begin] = [sign or Sign.OPENING_BLOCK for sign in found[:begin]]
    if after >= _CLOSING:
        found[end:] = [sign or Sign.CLOSING_BLOCK for sign in found[end:]]


def _article(texts: Sequence[str], found: Signs) -> tuple[int, int, float, float]:
    """Where the article begins and ends, and how much furniture outweighs prose around it."""
    best, place, total, low, begin = 0.0, (0, len(texts)), 0.0, 0.0, 0
    outside = (0.0, 0.0)
    for index, text in enumerate(texts):
        weight = len(text) / _WEIGHT
        total += -max(1, weight) if found[index] else weight
        if total < low:
            low, begin = total, index + 1
        if total - low > best:
            best, place, outside = total - low, (begin, index + 1), (low, total)
    return *place, -outside[0], outside[1] - total


def mark_closing_lines(texts: Sequence[str], found: Signs) -> None:
    """Marks calls and lone teasers at the end, while the page has other prose."""
    left = _prose(texts, found)
    for index in range(len(found) - 1, 0, -1):
        if found[index]:
            continue
        left -= len(texts[index])
        if left < _ENOUGH or not _is_closing_line(texts, found, index):
            return
        found[index] = Sign.CLOSING_TEASER


def _is_closing_line(texts: Sequence[str], found: Signs, index: int) -> bool:
    text, last = texts[index], index == len(texts) - 1
    if len(text) < _ALONE and is_call(text) and (not last or text[-1] in "!！"):
        return True
    if found[index - 1] not in LABELS:
        return False
    # A headline is longer than what heads a part of an article.
    teaser = len(texts[index - 1]) >= SHORT and len(text) < _TEASER
    return teaser or len(text) < _ALONE


def mark_among_labels(texts: Sequence[str], found: Signs) -> None:
    """Marks short lines that stand alone between labels, while the page has other prose."""
    labels = [sign in LABELS for sign in found]
    left = _prose(texts, found)
    for index in range(1, len(texts) - 1):
        alone = not found[index] and labels[index - 1] and labels[index + 1]
        if alone and len(texts[index]) < _ALONE and left - len(texts[index]) >= _ENOUGH:
            found[index] = Sign.AMONG_LABELS
            left -= len(texts[index])


def _prose(texts: Sequence[str], found: Signs) -> int:
    return sum(len(text) for text, sign in zip(texts, found, strict=True) if not sign)


def mark_live_notice(texts: Sequence[str], found: Signs) -> None:
    """A live page's entries begin with the time; a short line above them speaks of the page."""
    first = found.index(None) if None in found else len(found)
    entries = texts[first + 1 : first + 1 + _ENTRIES]
    timed = len(entries) == _ENTRIES and all(map(clock_of, entries))
    if timed and len(texts[first]) < _ALONE and not clock_of(texts[first]):
        found[first] = Sign.LIVE_NOTICE
