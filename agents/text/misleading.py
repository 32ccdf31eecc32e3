"""What looks like a count in a text and is none: dates, times, ages, orders, parts of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agents.text.behind import is_part
from agents.text.number_words import (
    PERCENT,
    is_calibre,
    is_currency,
    is_month,
    is_multiple,
    is_time_unit,
)
from agents.text.words import fold

if TYPE_CHECKING:
    from agents.text.digits import Digits
    from agents.text.numerals import Numeral

_WORD: Final = re.compile(r"\.?[\s\u00a0]*[-–]?[\s\u00a0]*([^\W\d_]+)")
# A month before or after a day, with another day and a joining word or mark between.
_MONTH_BEFORE: Final = re.compile(
    r"([^\W\d_]{3,})\.?[\s\u00a0]+(?:\d{1,2}[\s\u00a0]*(?:[-–,/]|[^\W\d_]{1,3})[\s\u00a0]*)?$"
)
_MONTH_AFTER: Final = re.compile(
    r"\.?[\s\u00a0]*(?:(?:[-–,/]|[^\W\d_]{1,3})[\s\u00a0]*\d{1,2}\.?[\s\u00a0]+)?"
    r"(?:de[\s\u00a0]+)?([^\W\d_]{3,})"
)
# 'Resolution 2231', 'Boeing 737': a name goes on with its number.
_NAMED: Final = re.compile(
    r"(?<=[\w,;)][\s\u00a0])(?<![.!?:][\s\u00a0])[A-ZÀ-ÞА-ЯІЇЄҐŁŚŻ][\w.’'-]*[\s\u00a0]$"
)
_NAME_BEFORE: Final = re.compile(r"(?<![\d,])\s[A-ZÀ-ÞА-ЯІЇЄҐŁŚŻ][\w.’'-]+,\s$")
_COMMA_BEHIND: Final = re.compile(r",\s(?!\d)")
_PERSON_OF: Final = re.compile(r"\b(?:man|woman|boy|girl|child|person)\sof\s$", re.IGNORECASE)
_CLOCK: Final = re.compile(r"\s?(?:[ap]\.?m\b|h(?:\s?\d\d)?\b)", re.IGNORECASE)
_NAME: Final = re.compile(r"[^\W\d_][-–]$|\d\+$|\b(?:No|Nr|№)[.\s]*$|[#§№]\s*$")
CURRENCY_SIGN: Final = re.compile(r"(?P<sign>[$€£¥₩₽₴])\s*$")
_CURRENCY_BEHIND: Final = re.compile(r"\s?[$€£¥₩₽₴]")
_ORDINAL: Final = re.compile(
    r"(?:st|nd|rd|th|er|re|e|è?me|º|ª|°|\.º|\.ª)\b|[-–](?!тых)[^\W\d_]{1,3}\b(?![-–])"
)
# A German or Polish order has a dot: 'das 15. Paket'.
_DOTTED: Final = re.compile(r"\.[\s\u00a0]+[^\W\d_]")
_DOTTED_LANGUAGES: Final = frozenset({"de", "pl"})
_PAIR_BEHIND: Final = re.compile(r"[-:](\d{1,2})(?!\d|[.,]\d)")
_PAIR_BEFORE: Final = re.compile(r"(?<![\d.,])(\d{1,2})[-:]$")
_ADJECTIVE: Final = re.compile(r"-(?!strong\b)[^\W\d_]{2,}")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LAST_DAY: Final = 31
_CONTEXT: Final = 32
# '2-3' may be a result; a range of so few is not worth being wrong.
_FEWEST: Final = 9


def misleads(text: str, number: Digits, language: str) -> bool:
    """Whether digits are no count."""
    before = text[max(0, number.start - _CONTEXT) : number.start]
    after = text[number.end :][:_CONTEXT]
    written = number.digits
    if any((_NAME.search(before), _CLOCK.match(after), _is_score(written, before, after))):
        return True
    if not number.scale and (_ORDINAL.match(after) or _dotted(after, language)):
        return True
    word = _following(after)
    no_count = _measures_no_count(text, word, number.end, language)
    if no_count or is_calibre(word) or _is_age(before, after):
        return True
    if number.scale:
        return False
    if _is_day(written, before, after):
        return True
    return _is_year(written) and not _counts(before, after, word)


def is_designation(text: str, start: int) -> bool:
    """Whether digits that count nothing stand right behind a name and belong to it."""
    return _NAMED.search(text, max(0, start - _CONTEXT), start) is not None


def numeral_misleads(text: str, number: Numeral, language: str) -> bool:
    """Whether a number in words is no count: 'two years', 'a five-point plan', 'two thirds'."""
    after = text[number.end :][:_CONTEXT]
    word = _following(after)
    if _measures_no_count(text, word, number.end, language) or _ADJECTIVE.match(after):
        return True
    return text[max(0, number.start - 1) : number.start] == "-" or is_month(word)


def _measures_no_count(text: str, word: str, end: int, language: str) -> bool:
    """Whether what stands behind a number makes a time, a factor or a fraction of it."""
    return is_time_unit(word) or is_multiple(word) or is_part(text, end, language)


def _is_age(before: str, after: str) -> bool:
    """Whether a number is how old somebody is: 'Anna Lie, 51, said', 'a woman of 68'."""
    beside = _NAME_BEFORE.search(before) and _COMMA_BEHIND.match(after)
    return bool(beside) or _PERSON_OF.search(before) is not None


def _is_score(written: str, before: str, after: str) -> bool:
    """Whether two small numbers are a result, '3-0' or '2:1', and no range, '10-12'."""
    if behind := _PAIR_BEHIND.match(after):
        first, second = written, behind.group(1)
    elif ahead := _PAIR_BEFORE.search(before):
        first, second = ahead.group(1), written
    else:
        return False
    return not (first.isdigit() and second.isdigit() and max(int(first), _FEWEST) < int(second))


def _following(after: str) -> str:
    found = _WORD.match(after)
    return fold(found.group(1)) if found else ""


def _dotted(after: str, language: str) -> bool:
    return language in _DOTTED_LANGUAGES and _DOTTED.match(after) is not None


def _is_day(written: str, before: str, after: str) -> bool:
    """Whether a number is a day beside its month, also in a list: 'Dec. 14 and 15'."""
    if not written.isdigit() or int(written) > _LAST_DAY:
        return False
    beside = (_MONTH_BEFORE.search(before), _MONTH_AFTER.match(after))
    return any(is_month(fold(found.group(1))) for found in beside if found)


def _is_year(written: str) -> bool:
    return written.isdigit() and _FIRST_YEAR <= int(written) <= _LAST_YEAR


def _counts(before: str, after: str, word: str) -> bool:
    signs = (CURRENCY_SIGN.search(before), _CURRENCY_BEHIND.match(after), PERCENT.match(after))
    return any(signs) or is_currency(word)
