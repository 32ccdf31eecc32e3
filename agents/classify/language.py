"""A language told by its script, where the publisher told none."""

from __future__ import annotations

import re
from typing import Final

# Scripts that one written language has to itself, and the letters that part the two largest
# Cyrillic ones. Latin script tells nothing, and a wrong language is worse than none.
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
_RUSSIAN: Final = re.compile(r"[ыэёъ]", re.IGNORECASE)

#: Share of the letters that must be of a script for the text to be in its language: a foreign
#: name in the text is less, and a text with Latin names and numbers is more.
_SHARE: Final = 0.3


def language_of(text: str) -> str | None:
    """The ISO 639-1 code that a text's script gives away, or None."""
    letters = sum(map(str.isalpha, text))
    if not letters:
        return None
    for language, sign in _SIGNS:
        if len(sign.findall(text)) >= _SHARE * letters:
            return language
    if len(_CYRILLIC.findall(text)) < _SHARE * letters:
        return None
    return _cyrillic_language(text)


def _cyrillic_language(text: str) -> str | None:
    ukrainian, russian = len(_UKRAINIAN.findall(text)), len(_RUSSIAN.findall(text))
    if ukrainian == russian:
        return None
    return "uk" if ukrainian > russian else "ru"
