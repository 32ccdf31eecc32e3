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
_OTHER_CYRILLIC: Final = re.compile(r"[^\W\d_А-яЁёІіЇїЄєҐґ]|ъ")

_BY_SCRIPT: Final = frozenset(["uk", "ru", *(language for language, _ in _SIGNS)])

#: Share of the letters that must be of a script for the text to be in its language: a foreign
#: name in the text is less, and a text with Latin names and numbers is more.
_SHARE: Final = 0.3

# CLD2's older names of languages, and those that a text hardly tells from one another.
_RENAMED: Final = {"iw": "he", "jw": "jv", "in": "id", "mo": "ro", "zh-Hant": "zh"}
_ALIKE: Final = ({"no", "nb", "nn", "da"}, {"hr", "bs", "sr", "sh", "me"}, {"id", "ms"})


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language, or None."""
    text = text[:_READ]
    enough = len(text) >= _FEWEST
    if not _NOT_LATIN.search(text):
        return _by_words(text) if enough else None
    letters = sum(map(str.isalpha, text))
    for language, sign in _SIGNS:
        if len(sign.findall(text)) >= _SHARE * letters:
            return language
    judged = _by_words(text) if enough else None
    cyrillic = len(_CYRILLIC.findall(text)) >= _SHARE * letters
    return judged or (_by_letters(text) if cyrillic else None)


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
    primary = re.split(r"[-_]", given.strip().lower(), maxsplit=1)[0]
    alike = any({primary, told} <= group for group in _ALIKE)
    return given if alike or primary == told else told


def _by_words(text: str) -> str | None:
    try:
        reliable, _, found = pycld2.detect(text.encode(errors="replace"))
    except pycld2.error:
        # Control characters; no text of a page that anybody wrote.
        return None
    code = str(found[0][1])
    return _RENAMED.get(code, code.split("-", 1)[0]) if reliable else None


def _by_letters(text: str) -> str | None:
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if ukrainian == russian or _OTHER_CYRILLIC.search(text):
        return None
    return "uk" if ukrainian > russian else "ru"
