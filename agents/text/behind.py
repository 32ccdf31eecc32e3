"""What stands right behind a number and changes it: a scale word, 'and a half', a fraction."""

from __future__ import annotations

import re
from typing import Final

from agents.text.numeral_lexicon import lexicon
from agents.text.words import fold

_BLANKS: Final = r"[\s\u00a0]+"
_GAP: Final = re.compile(r"[ \t\u00a0-]{1,2}")
_WORD: Final = re.compile(r"[^\W\d_]+")


def scale_behind(text: str, end: int, language: str) -> tuple[float, str, int] | None:
    """The scale word, or 'dozen', right behind a number that ends at `end`: value, word, end."""
    known = lexicon(language)
    gap = _GAP.match(text, end)
    word = _WORD.match(text, gap.end() if gap else end)
    if word is None:
        return None
    folded = fold(word.group())
    value = known.scales.get(folded) or known.dozens.get(folded)
    return (value, word.group(), word.end()) if value else None


def half_behind(text: str, end: int, language: str) -> int | None:
    """Where 'and a half' ends that follows a number; None where none does."""
    for phrase in lexicon(language).and_a_half:
        if found := re.compile(rf"{_BLANKS}{_BLANKS.join(phrase)}\b", re.IGNORECASE).match(
            text, end
        ):
            return found.end()
    return None


def is_part(text: str, end: int, language: str) -> bool:
    """Whether a number is followed by the name of a fraction: 'two thirds'."""
    gap = _GAP.match(text, end)
    word = gap and _WORD.match(text, gap.end())
    return bool(word and fold(word.group()) in lexicon(language).words["parts"])
