"""Which script a text is written in, by its letters."""

from __future__ import annotations

import re
from typing import Final

#: Scripts that part languages, by the letters that only they have.
SCRIPTS: Final = {
    "hangul": re.compile(r"[\uac00-\ud7a3]"),
    "kana": re.compile(r"[\u3040-\u30ff]"),
    "han": re.compile(r"[\u4e00-\u9fff]"),
    "cyrillic": re.compile(r"[\u0400-\u04ff]"),
    "greek": re.compile(r"[\u0370-\u03ff]"),
    "hebrew": re.compile(r"[\u0590-\u05ff]"),
    "arabic": re.compile(r"[\u0600-\u06ff]"),
    "devanagari": re.compile(r"[\u0900-\u097f]"),
    "thai": re.compile(r"[\u0e00-\u0e7f]"),
}

#: Share of the letters that must be of a script for the text to be in it: a foreign name in the
#: text is less, and a text with Latin names and numbers is more.
_SHARE: Final = 0.3


def script_of(text: str) -> str | None:
    """The script of a text, 'latin' for every other; None where it has no letters."""
    letters = sum(map(str.isalpha, text))
    if not letters:
        return None
    if not text.isascii():
        for name, sign in SCRIPTS.items():
            if len(sign.findall(text)) >= _SHARE * letters:
                return name
    return "latin"
