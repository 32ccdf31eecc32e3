"""The language of a text by its letters and words; None where they don't tell it clearly.

A wrong language is worse than none: sentences are compared within a language, and a reader is told
of it. CLD2 judges what is long enough; Cyrillic lines that are too short for it are told by the
letters that only one of the two largest languages has.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import pycld2

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Characters of a paragraph that are judged; more tell nothing more.
_READ: Final = 600

#: Characters that a text must have before its words are believed.
_FEWEST: Final = 36

_NOT_LATIN: Final = re.compile(r"[\u0370-\u1fff\u3000-\ud7ff]")

# Scripts that one written language has to itself: two words of it are enough.
_SIGNS: Final = (
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN: Final = re.compile(r"[іїєґ]", re.IGNORECASE)
_RUSSIAN: Final = re.compile(r"[ыэё]", re.IGNORECASE)
# Letters that an alphabet lacks: what holds more than a few is not in its language, whatever its
# words look like. Short posts in Ukrainian and Russian are taken for Serbian or Belarusian else.
_FOREIGN: Final = {
    "be": re.compile(r"[ищъїєґ]", re.IGNORECASE),
    "bg": re.compile(r"[ыэёіїєґў]", re.IGNORECASE),
    "mk": re.compile(r"[йщъыьэюяёіїєґў]", re.IGNORECASE),
    "sr": re.compile(r"[йщъыьэюяёіїєґў]", re.IGNORECASE),
}
#: Share of foreign letters that names and quotes bring into a text.
_FEW: Final = 0.02
_OTHER_CYRILLIC: Final = re.compile(r"[^\W\d_А-яЁёІіЇїЄєҐґ]|ъ")

_BY_SCRIPT: Final = frozenset(["uk", "ru", *(language for language, _ in _SIGNS)])

#: Share of the letters that must be of a script for the text to be in its language: a foreign
#: name in the text is less, and a text with Latin names and numbers is more.
_SHARE: Final = 0.3

# CLD2's older names of languages, and those that a text hardly tells from one another.
_RENAMED: Final = {"iw": "he", "jw": "jv", "in": "id", "mo": "ro", "zh-Hant": "zh"}
_ALIKE: Final = (
    {"no", "nb", "nn", "da"},
    {"hr", "bs", "sr", "sh", "me"},
    {"id", "ms"},
    {"es", "gl"},
    {"pt", "gl"},
)


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language, or None."""
    text = text[:_READ]
    enough = len(text) >= _FEWEST
    if not _NOT_LATIN.search(text):
        return _by_words(text)[0] if enough else None
    letters = sum(map(str.isalpha, text))
    for language, sign in _SIGNS:
        if len(sign.findall(text)) >= _SHARE * letters:
            return language
    told, guess = _by_words(text)
    if told and enough and not _is_foreign(told, text, letters):
        return told
    cyrillic = len(_CYRILLIC.findall(text)) >= _SHARE * letters
    return _by_letters(text, guess) if cyrillic else None


def _is_foreign(language: str, text: str, letters: int) -> bool:
    foreign = _FOREIGN.get(language)
    return foreign is not None and len(foreign.findall(text)) > _FEW * letters


def main_language(parts: Iterable[tuple[str | None, int]]) -> str | None:
    """The language that more than half of a page is in, by language and length of its parts."""
    lengths = Counter[str | None]()
    for language, length in parts:
        lengths[language] += length
    for language, length in lengths.most_common(1):
        return language if 2 * length > lengths.total() else None
    return None


def agreed(given: str | None, told: str | None) -> str | None:
    """An article's language: the publisher's, unless the text is clearly in another one.

    Where the publisher gave none, what a script gives away is taken and a guess by words is not:
    the tracker compares articles with more care where no language is given.
    """
    if not given:
        return told if told in _BY_SCRIPT else None
    if not told:
        return given
    return given if _is_same(given, told) else told


def of_paragraph(told: str | None, article: str | None) -> str | None:
    """A paragraph's language: its own where it is told clearly, else the article's."""
    return article if told is None or (article and _is_same(article, told)) else told


def _is_same(given: str, told: str) -> bool:
    primary = re.split(r"[-_]", given.strip().lower(), maxsplit=1)[0]
    return primary == told or any({primary, told} <= group for group in _ALIKE)


def _by_words(text: str) -> tuple[str | None, str | None]:
    """What CLD2 is sure of, and its best guess."""
    try:
        reliable, _, found = pycld2.detect(text.encode(errors="replace"))
    except pycld2.error:
        # Control characters; no text of a page that anybody wrote.
        return None, None
    code = str(found[0][1])
    guess = _RENAMED.get(code, code.split("-", 1)[0])
    return (guess if reliable else None), guess


def _by_letters(text: str, guess: str | None) -> str | None:
    """Ukrainian or Russian, by the letters that the other one lacks.

    Many a Russian line holds none of its own, a Ukrainian one hardly ever: one letter in twelve is
    'і', 'ї' or 'є'. So a line without any is Russian where its words are guessed to be, too.
    """
    if _OTHER_CYRILLIC.search(text):
        return None
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if ukrainian == russian:
        return "ru" if guess == "ru" and not ukrainian else None
    return "uk" if ukrainian > russian else "ru"
