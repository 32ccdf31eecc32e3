"""Codes of languages, and what is meant where somebody writes a name."""

from __future__ import annotations

import re
from typing import Final

#: ISO 639's code, with subtags behind it: en, uk, zh-Hant.
PATTERN: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

_CODE: Final = re.compile(PATTERN)

#: By their English names, those that Wirewatch tells or knows forms of.
_BY_NAME: Final = {
    "arabic": "ar", "armenian": "hy", "basque": "eu", "belarusian": "be", "bulgarian": "bg",
    "catalan": "ca", "chinese": "zh", "croatian": "hr", "czech": "cs", "danish": "da",
    "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi", "french": "fr",
    "georgian": "ka", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "indonesian": "id", "irish": "ga", "italian": "it", "japanese": "ja",
    "korean": "ko", "latvian": "lv", "lithuanian": "lt", "norwegian": "no", "persian": "fa",
    "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr",
    "slovak": "sk", "slovenian": "sl", "spanish": "es", "swedish": "sv", "tamil": "ta",
    "thai": "th", "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip


def is_code(text: str) -> bool:
    """Whether a text may be the code of a language."""
    return _CODE.match(text) is not None


def code_meant(text: str) -> str:
    """A suggestion to put behind a complaint: the code of a language that is named, if it is."""
    name = text.strip()
    if code := _BY_NAME.get(name.casefold()):
        return f"; did you mean {code}?"
    code, *subtags = name.split("_" if "_" in name else "-")
    usual = "-".join((code.lower(), *subtags))
    return f"; did you mean {usual}?" if is_code(usual) else ""
