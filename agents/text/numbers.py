"""Numbers in running text: value, place, how exactly they are meant, and what is counted.

Only what counts or measures something is a number here. Dates, times, years, ages, ordinals,
calibres, lengths of time and the numbers inside names (F-16, G7) mislead as figures of a story;
they are left out. So is 'one', which is an article more often than a count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from agents.text.digits import digits, times
from agents.text.hangul_numerals import hangul_numerals
from agents.text.misleading import CURRENCY_SIGN, is_designation, misleads, numeral_misleads
from agents.text.number_words import PERCENT, SCALES, is_currency
from agents.text.numeral_lexicon import UNKNOWN, number_language
from agents.text.numerals import Numeral, numerals
from agents.text.qualifiers import qualifier_of
from agents.text.units import unit_behind
from agents.text.words import fold
from streams.records import Qualifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_HANGUL: Final = re.compile("[가-힣]")
_UKRAINIAN: Final = re.compile("[іїєґІЇЄҐ]")
_CYRILLIC: Final = re.compile("[а-яА-Я]")
_SIGN_BEHIND: Final = re.compile(r"[\s\u00a0]?(?P<sign>[$€£¥₩₽₴])")
_SIGNS: Final = dict(
    zip("$€£¥₩₽₴", ["dollars", "euros", "pounds", "yen", "won", "roubles", "hryvnias"], strict=True)
)


@dataclass(frozen=True)
class Number:
    """A counted number: characters `start` to `end` (exclusive) of its text.

    Attributes:
        value: the absolute value; 425 million is 425,000,000.
        unit: the words right behind it, which name what is counted; empty where none do.
        money: whether an amount of a currency is meant.
        percent: whether a share of a hundred is meant.
        scale: the scale word as it stands; empty where none does.
        qualifier: how exactly it is meant, None where nothing is said of it.
        upper: the larger end of a range.
    """

    value: float
    start: int
    end: int
    unit: tuple[str, ...] = ()
    money: bool = False
    percent: bool = False
    scale: str = ""
    qualifier: Qualifier | None = None
    upper: float | None = None


def numbers(text: str, language: str | None = None) -> Iterator[Number]:
    """The numbers of a text that count something, in their order.

    Args:
        text: a sentence or more.
        language: whose numerals are read, as a tag; told by the script where it is None.
    """
    yield from _numbers(text, language)


@lru_cache(maxsize=2048)
def _numbers(text: str, language: str | None) -> tuple[Number, ...]:
    # Every step after classify asks again for those of the same sentences.
    spoken = _language(text, language)
    return tuple(_ranges(text, list(_found(text, spoken)), spoken))


def _language(text: str, tag: str | None) -> str:
    primary = (tag or "").partition("-")[0].casefold()
    if number_language(primary):
        return primary
    if _HANGUL.search(text):
        return "ko"
    if _CYRILLIC.search(text):
        return "uk" if _UKRAINIAN.search(text) else "ru"
    return UNKNOWN


def _found(text: str, language: str) -> Iterator[Number]:
    spans = [
        (each.start, each.end, each.value, each.scale, not misleads(text, each, language))
        for each in digits(text, language)
    ]
    spans += [
        (each.start, each.end, each.value, each.scale, not numeral_misleads(text, each, language))
        for each in _spelled(text, language)
    ]
    taken = 0
    for start, end, value, scale, counts in sorted(spans):
        if start >= taken:
            taken = end
            number = _number(text, Number(value, start, end, scale=scale), language)
            named = not (number.unit or number.percent or number.qualifier)
            if counts and not (named and text[start].isdigit() and is_designation(text, start)):
                yield number


def _spelled(text: str, language: str) -> Iterable[Numeral]:
    if language == "ko":
        return hangul_numerals(text)
    return (_shortened(text, each) for each in numerals(text, language))


def _shortened(text: str, number: Numeral) -> Numeral:
    """A number in words with a shortened scale behind it: 'sześć tys.'."""
    short = None if number.scale else SCALES.match(text, number.end)
    if short is None or not short.lastgroup:
        return number
    value = times(number.value, 10.0 ** int(short.lastgroup[1:]))
    return Numeral(value, number.start, short.end(), short.group().strip())


def _number(text: str, bare: Number, language: str) -> Number:
    """A number with its unit, money or percent, and qualifier."""
    percent = PERCENT.match(text, bare.end)
    if percent:
        return replace(bare, percent=True, qualifier=_qualifier(text, bare, language))
    unit = tuple(unit_behind(text, bare.end, scaled=bool(bare.scale)))
    before = CURRENCY_SIGN.search(text[max(0, bare.start - 4) : bare.start])
    sign = before or _SIGN_BEHIND.match(text, bare.end)
    money = bool(sign) or (bool(unit) and is_currency(fold(unit[0])))
    if sign:
        unit = (_SIGNS[sign["sign"]],)
    elif money:
        unit = unit[:1]
    return replace(bare, unit=unit, money=money, qualifier=_qualifier(text, bare, language))


def _qualifier(text: str, bare: Number, language: str) -> Qualifier | None:
    return qualifier_of(text, bare.start, bare.end, language)


def _ranges(text: str, found: Sequence[Number], language: str) -> Iterator[Number]:
    """The numbers, with two that are the ends of one range made one."""
    taken = -1
    for index, number in enumerate(found):
        if index <= taken:
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        if following and _is_range(text, number, following, language):
            taken = index + 1
            yield _joined(number, following)
        else:
            yield number


def _joined(lower: Number, upper: Number) -> Number:
    # 'between 3 and 5 thousand': the scale stands once.
    factor = upper.value / _plain(upper.value) if upper.scale and not lower.scale else 1.0
    scaled = times(lower.value, factor)
    low = scaled if scaled < upper.value else lower.value
    return replace(
        upper, value=low, start=lower.start, qualifier=Qualifier.RANGE, upper=upper.value
    )


def _plain(value: float) -> float:
    for scale in (1e12, 1e9, 1e6, 1e3):
        if value >= scale:
            return value / scale
    return value


def _is_range(text: str, lower: Number, upper: Number, language: str) -> bool:
    between = fold(text[lower.end : upper.start]).strip(" \u00a0$€£")
    data = number_language(language)
    if lower.value >= upper.value and not (upper.scale and not lower.scale):
        return False
    if between in {"-", "–", "—", "~", "∼"}:
        return True
    if not between or between not in data.get("range", "").split("|"):
        return False
    before = fold(text[max(0, lower.start - 24) : lower.start]).rstrip(" \u00a0$€£").rsplit(None, 1)
    opening = before[-1] if before else ""
    joining = between != data["range"].split("|")[0]
    if joining:
        return bool(opening) and opening in data.get("between", "").split("|")
    # 'rose from 3 to 5' is a change; '3 to 5' is a range, and so is 'from 3 to 5' in Slavic counts.
    changing = f"{data.get('from', '')}|{data.get('by', '')}".split("|")
    return not opening or opening not in changing
