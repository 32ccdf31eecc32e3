"""Live pages and digests: which entry a paragraph belongs to, by how the entries begin.

An entry of a live page begins with the time of day, one of a digest with a number, a bullet, or a
label of its own with a colon. Where most paragraphs don't, it is an article with a list in it; and
interviews have labels, too, but the same two again and again.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from agents.classify.lines import clock_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: So many beginnings of one kind make a page of entries.
_FEWEST: Final = 3

#: A line this short that begins with a time of day holds nothing else, and heads what is below it.
_TIME_ALONE: Final = 12

_NUMBER: Final = re.compile(r"(\d{1,2})[.)]\s+\D")
_BULLET: Final = re.compile(r"[•●▪■◆▶►]\s*\w")
_LABEL: Final = re.compile(r"([^\W\d_][^.!?:：。]{0,40})[:：]\s+\w")

#: More than this share of a digest's paragraphs begin an entry.
_MOST: Final = 0.5


def entries(texts: Sequence[str], prose: Sequence[bool]) -> list[int | None]:
    """The entry of each paragraph of prose, from 1 for the newest; None where there are none.

    What stands above the first entry is the page's own summary and belongs to none. Entries are
    counted in the order of the page, those of a live page from whichever end is the newest.
    """
    starts = _timed(texts, prose)
    oldest_first = _rises([clock_of(texts[index]) for index in starts])
    starts = starts or _items(texts, prose)
    found: list[int | None] = [None] * len(texts)
    for number, begin in enumerate(starts, start=1):
        end = starts[number] if number < len(starts) else len(texts)
        entry = len(starts) + 1 - number if oldest_first else number
        found[begin:end] = [entry if each else None for each in prose[begin:end]]
    return found


def _timed(texts: Sequence[str], prose: Sequence[bool]) -> list[int]:
    return _enough(
        index
        for index, text in enumerate(texts)
        if clock_of(text) and (prose[index] or len(text) <= _TIME_ALONE)
    )


def _rises(times: Sequence[str | None]) -> bool:
    """Whether times mostly go up; once a page's clock jumps by passing midnight."""
    pairs = list(pairwise(times))
    return 2 * sum(before < after for before, after in pairs if before and after) > len(pairs)


def _items(texts: Sequence[str], prose: Sequence[bool]) -> list[int]:
    own = {index: texts[index] for index, each in enumerate(prose) if each}
    kinds = (_numbered(own), _bulleted(own), _labelled(own))
    return next((found for found in kinds if len(found) > _MOST * len(own)), [])


def _numbered(texts: Mapping[int, str]) -> list[int]:
    """Paragraphs that are counted from 1 on."""
    found: list[int] = []
    for index, text in texts.items():
        number = _NUMBER.match(text)
        if number and int(number[1]) == len(found) + 1:
            found.append(index)
    return _enough(found)


def _bulleted(texts: Mapping[int, str]) -> list[int]:
    return _enough(index for index, text in texts.items() if _BULLET.match(text))


def _labelled(texts: Mapping[int, str]) -> list[int]:
    """Paragraphs with labels of which none comes twice."""
    found = {index: label[1] for index, text in texts.items() if (label := _LABEL.match(text))}
    return _enough(found) if len(set(found.values())) == len(found) else []


def _enough(found: Iterable[int]) -> list[int]:
    starts = list(found)
    return starts if len(starts) >= _FEWEST else []
