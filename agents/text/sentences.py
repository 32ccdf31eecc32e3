"""Sentences with their places, in languages with and without blanks and capitals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agents.text.number_words import is_month
from agents.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

Place = tuple[int, int]

#: A sentence longer than this is a list or a broken page; it is cut at a blank.
MAX_LENGTH: Final = 600

# A run of final marks with the quotes and brackets that close after it.
_END: Final = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’»›“)\]]*+(?=\s)|(?<![。！？｡])[。！？｡]++[”’」』）]*+"
)
_NEXT: Final = re.compile(r"\s*[\"'“”„‘«‹(\[—–-]*\s*(\S{1,40})")

# Titles and units that are written with a dot and followed by a name or a number. Shortened
# words with a small number behind them ('Oct. 29', 'Art. 5') need no list.
_ABBREVIATIONS: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "sgt",
        "gov",
        "sen",
        "rep",
        "st",
        "mt",
        "jr",
        "sr",
        "vs",
        "approx",
        "ca",
        "nr",
        "bzw",
        "inkl",
        "mme",
        "mlle",
        "inż",
        "hab",
        "ul",
        "tzw",
        "im",
        "г",
        "гг",
        "ст",
        "им",
        "ім",
        "р",
        "рр",
        "см",
        "напр",
        "проф",
        "акад",
        "ген",
        "гр",
    ]
)
_LAST_WORD: Final = re.compile(r"(?:^|[\s(«“\"'])([^\W_]+(?:\.[^\W_]+)*)\.$")
_SHORTENED: Final = 4
_LOOK_BACK: Final = 24
_SMALL_NUMBER: Final = re.compile(r"\d{1,2}(?![\d.,]*\d)")


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Place]:
    """The places of the sentences between two characters of a text, without outer blanks."""
    end = len(text) if end is None else end
    begin = start
    for mark in _END.finditer(text, start, end):
        if _closes(text, begin, mark, end):
            yield from _bounded(text, begin, mark.end())
            begin = mark.end()
    yield from _bounded(text, begin, end)


def _closes(text: str, begin: int, mark: re.Match[str], end: int) -> bool:
    if mark.group()[0] in "。！？｡":
        return True
    following = _NEXT.match(text, mark.end(), end)
    if following is None:
        return True
    word = following.group(1)
    if word[0].islower():
        return False
    return mark.group() != "." or not _is_abbreviation(
        text[max(begin, mark.end() - _LOOK_BACK) : mark.end()], word
    )


def _is_abbreviation(sentence: str, following: str) -> bool:
    found = _LAST_WORD.search(sentence)
    if found is None:
        return False
    word = found.group(1)
    if word.isdigit():
        # A day in German: '3. Mai'.
        return is_month(fold(following.rstrip(".,;")))
    if _SMALL_NUMBER.match(following):
        return word.isalpha() and len(word) <= _SHORTENED
    initial = len(word.rsplit(".", 1)[-1]) == 1 and word[-1].isalpha()
    return initial or word.casefold() in _ABBREVIATIONS


def _bounded(text: str, start: int, end: int) -> Iterator[Place]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_LENGTH:
        cut = text.rfind(" ", start, start + MAX_LENGTH)
        cut = cut if cut > start else start + MAX_LENGTH
        yield start, cut
        start = cut + (text[cut] == " ")
    if start < end:
        yield start, end
