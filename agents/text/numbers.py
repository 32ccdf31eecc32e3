"""Numbers in running text: value, place, and the words that say what is counted.

Only what counts or measures something is a number here. Dates, times, years, ordinals, calibres,
lengths of time and the numbers inside names (F-16, G7) mislead as figures of a story; they are
left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from agents.text.number_words import (
    SCALES,
    is_calibre,
    is_currency,
    is_month,
    is_time_unit,
)
from agents.text.words import AUXILIARIES, JOINING, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP_MARKS: Final = " \u00a0\u2009\u202f.,'’"
# Grouped digits, or digits with at most one decimal mark. What follows a letter, a digit or a
# mark between digits is the inside of something else.
_DIGITS: Final = re.compile(
    rf"(?<![^\W_])(?<!\d[.,:/-])(?:\d{{1,3}}(?:[{_GROUP_MARKS}]\d{{3}})++(?!\d)|\d++(?:[.,]\d++)?+)"
    r"(?![:/]\d|[.,-]\d)"
)
_PLAIN: Final = re.compile(r"\d+")
_SEPARATORS: Final = re.compile(rf"[{_GROUP_MARKS}]")
_WORD: Final = re.compile(r"\.?[\s\u00a0]*[-–]?[\s\u00a0]*([^\W\d_]+)")
# A month before or after a day, with another day and a joining word or mark between.
_MONTH_BEFORE: Final = re.compile(
    r"([^\W\d_]{3,})\.?[\s\u00a0]+(?:\d{1,2}[\s\u00a0]*(?:[-–,/]|[^\W\d_]{1,3})[\s\u00a0]*)?$"
)
_MONTH_AFTER: Final = re.compile(
    r"\.?[\s\u00a0]*(?:(?:[-–,/]|[^\W\d_]{1,3})[\s\u00a0]*\d{1,2}\.?[\s\u00a0]+)?([^\W\d_]{3,})"
)
_CLOCK: Final = re.compile(r"\s?[ap]\.?m\b", re.IGNORECASE)
_NAME: Final = re.compile(r"[^\W\d_][-–]$|\d\+$|\b(?:No|Nr|№)[.\s]*$|[#§№]\s*$")
_CURRENCY_SIGN: Final = re.compile(r"[$€£¥₩₽₴]\s*$")
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|er|re|e|º|ª)\b|[-–][^\W\d_]{1,3}\b")
_UNIT_WORD: Final = re.compile(r"[ \t\u00a0-]+([^\W\d_][\w’'-]*)")
_HANGUL_UNIT: Final = re.compile(
    r"[\s\u00a0]?([가-힣]+?)(?:으로|에서|까지|부터|이며|이고|이라고|가량|[을를이가은는의에도만과와로])?(?![가-힣])"
)
_UNIT_WORDS: Final = 3
_ENDS_A_UNIT: Final = JOINING | AUXILIARIES
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LAST_DAY: Final = 31
_GROUP: Final = 3


@dataclass(frozen=True)
class Number:
    """A counted number: characters `start` to `end` (exclusive) of its text.

    Attributes:
        value: the absolute value; 425 million is 425,000,000.
        unit: the words right behind it, which name what is counted; empty where none do.
        money: whether an amount of a currency is meant.
        percent: whether a share of a hundred is meant.
    """

    value: float
    start: int
    end: int
    unit: tuple[str, ...] = ()
    money: bool = False
    percent: bool = False


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text that count something, in their order."""
    taken = 0
    for match in _DIGITS.finditer(text):
        if match.start() >= taken and not _misleads(text, match):
            number = _read(text, match)
            taken = number.end
            # Hundreds of digits are a serial number or an attack, and no float.
            if isfinite(number.value):
                yield number


def _misleads(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :][:32]
    if any((_NAME.search(before), _ORDINAL.match(after), _CLOCK.match(after))):
        return True
    following = _WORD.match(after)
    word = fold(following.group(1)) if following else ""
    if is_time_unit(word) or is_calibre(word) or _is_day(match.group(), before, after):
        return True
    return _is_year(match.group()) and not _counts(before, after, word)


def _is_day(digits: str, before: str, after: str) -> bool:
    """Whether a number is a day beside its month, also in a list: 'Dec. 14 and 15'."""
    if not digits.isdigit() or int(digits) > _LAST_DAY:
        return False
    beside = (_MONTH_BEFORE.search(before), _MONTH_AFTER.match(after))
    return any(is_month(fold(found.group(1))) for found in beside if found)


def _is_year(digits: str) -> bool:
    return digits.isdigit() and _FIRST_YEAR <= int(digits) <= _LAST_YEAR


def _counts(before: str, after: str, word: str) -> bool:
    return bool(_CURRENCY_SIGN.search(before)) or after[:1] == "%" or is_currency(word)


def _read(text: str, match: re.Match[str]) -> Number:
    value, end = _value(match.group()), match.end()
    value, end = _scaled(text, value, end)
    unit = tuple(_unit(text, end))
    sign = _CURRENCY_SIGN.search(text[max(0, match.start() - 4) : match.start()])
    money = bool(sign) or (bool(unit) and is_currency(fold(unit[0])))
    return Number(value, match.start(), end, unit, money, text[end : end + 2].strip()[:1] == "%")


def _value(digits: str) -> float:
    parts = _SEPARATORS.split(digits)
    # One mark and three digits: thousands, as in 1,376; but 0.125 is a fraction.
    if all(len(part) == _GROUP for part in parts[1:]) and parts[0] != "0":
        return float("".join(parts))
    return float(".".join(parts))


def _scaled(text: str, value: float, end: int) -> tuple[float, int]:
    """Takes in the scale words behind a number; Korean and Chinese may continue with digits."""
    scale = SCALES.match(text, end)
    if scale is None:
        return value, end
    value *= 10 ** int(str(scale.lastgroup)[1:])
    rest = _PLAIN.match(text, scale.end())
    lower = SCALES.match(text, rest.end()) if rest else None
    if rest and lower:
        return value + float(rest.group()) * 10 ** int(str(lower.lastgroup)[1:]), lower.end()
    return value, scale.end()


def _unit(text: str, end: int) -> Iterator[str]:
    # Hangul counters stand right at the number, with particles behind: '12000명을'.
    hangul = _HANGUL_UNIT.match(text, end)
    if hangul:
        yield hangul.group(1)
        return
    for _ in range(_UNIT_WORDS):
        word = _UNIT_WORD.match(text, end)
        if word is None or fold(word.group(1)) in _ENDS_A_UNIT:
            return
        yield word.group(1)
        end = word.end()
