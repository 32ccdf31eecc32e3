"""Scripts of writing, and which of them a language is written in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LATIN: Final = "LATIN"

# Names of scripts are the first words of Unicode's names of their letters.
_LANGUAGES: Final = {
    "CYRILLIC": "be bg kk ky mk mn ru sr tg uk uz",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "ja ko zh",
    "ARABIC": "ar ckb fa ku ps ug ur",
    "HEBREW": "he yi",
    "GREEK": "el",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "DEVANAGARI": "hi mr ne",
    "BENGALI": "as bn",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am ti",
    LATIN: (
        "af az bs ca cs cy da de en es et eu fi fr ga gl ha hr hu id is it ku lt lv ms mt"
        " nb nl nn no pl pt ro sk sl so sq sr sv sw tl tr uz vi"
    ),
}

#: Alphabets whose letters look alike: a word of two of them is a slip that no eye sees.
_ALIKE: Final = frozenset({LATIN, "CYRILLIC", "GREEK"})


def _by_language() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for script, languages in _LANGUAGES.items():
        for language in languages.split():
            found.setdefault(language, set()).add(script)
    return {language: frozenset(scripts) for language, scripts in found.items()}


_SCRIPTS: Final = _by_language()


def scripts_of_language(language: str) -> frozenset[str]:
    """The scripts that a language (`uk`, `zh-Hans`) is written in; empty where unknown."""
    return _SCRIPTS.get(language) or _SCRIPTS.get(language.partition("-")[0], frozenset())


def script_counts(text: str) -> Counter[str]:
    """The letters of a text by script."""
    return Counter(map(_script, filter(str.isalpha, text)))


def main_script(text: str) -> str | None:
    """The script that most letters are of; None where there is no letter."""
    counts = script_counts(text)
    return counts.most_common(1)[0][0] if counts else None


def mixes_alphabets(word: str) -> bool:
    """Whether letters that look alike come from different alphabets."""
    return len(_ALIKE & script_counts(word).keys()) > 1


def _script(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split(" ")[0]
