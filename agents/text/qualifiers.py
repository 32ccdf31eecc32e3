"""How exactly a number is meant: 'about 3,000', 'at least 30', '3천여 명', 'up to a dozen'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from agents.text.numeral_lexicon import number_language
from streams.records import Qualifier

_AT_LEAST, _ABOUT, _UP_TO = Qualifier.AT_LEAST, Qualifier.ABOUT, Qualifier.UP_TO

# An article or a currency sign may stand between a cue and its number: 'more than the 3,000'.
_BEFORE_GAP: Final = (
    r"[\s\u00a0]+(?:(?:the|a|an|den|die|das|les|los|las)[\s\u00a0]+)?[$€£¥₩₽₴]?\s?$"
)
_CUE_LENGTH: Final = 40


@dataclass(frozen=True)
class _Cues:
    before: tuple[tuple[re.Pattern[str], Qualifier], ...]
    behind: tuple[tuple[re.Pattern[str], Qualifier], ...]


def qualifier_of(text: str, start: int, end: int, language: str) -> Qualifier | None:
    """The qualifier of the number at characters `start` to `end`, None where none is said."""
    cues = _cues(language)
    before = text[max(0, start - _CUE_LENGTH) : start]
    # The longest cue says it: 'no more than' is not 'more than'.
    matches = [(found.start(), each) for cue, each in cues.before if (found := cue.search(before))]
    if matches:
        return min(matches)[1]
    for pattern, qualifier in cues.behind:
        if pattern.match(text, end):
            return qualifier
    return None


@cache
def _cues(language: str) -> _Cues:
    data = number_language(language)
    before = (("up_to", _UP_TO), ("at_least", _AT_LEAST), ("about", _ABOUT))
    behind = (("up_to_behind", _UP_TO), ("at_least_behind", _AT_LEAST), ("about_behind", _ABOUT))
    return _Cues(
        tuple((_before(data[name]), each) for name, each in before if data.get(name)),
        tuple((_behind(data[name], language), each) for name, each in behind if data.get(name)),
    )


def _before(cues: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(cues)}){_BEFORE_GAP}", re.IGNORECASE)


def _behind(cues: str, language: str) -> re.Pattern[str]:
    # A Korean counter stands between: '1,500명 이상'.
    unit = r"\s?(?:[가-힣]{1,2}\s?)??" if language == "ko" else r"[\s\u00a0-]*"
    return re.compile(rf"{unit}(?:{_any(cues)})", re.IGNORECASE)


def _any(cues: str) -> str:
    phrases = sorted((re.escape(each) for each in cues.split("|")), key=len, reverse=True)
    return "|".join(each.replace(r"\ ", r"[\s\u00a0]+") for each in phrases)
