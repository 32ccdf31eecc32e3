"""Numbers in digits: grouping and decimal marks, scale words, Korean and Chinese myriads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from agents.text.behind import half_behind, scale_behind
from agents.text.number_words import MYRIADS, SCALES

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP_MARKS: Final = " \u00a0\u2009\u202f.,'’"
# Grouped digits, or digits with at most one decimal mark. What follows a letter, a digit or a
# mark between digits is the inside of something else.
_DIGITS: Final = re.compile(
    r"(?<![^\W_])(?<!\d[.,:/])"
    rf"(?:\d{{1,3}}(?:[{_GROUP_MARKS}]\d{{3}})++(?!\d)|\d++(?:[.,]\d++)?+)"
    r"(?![:/]\d|[.,]\d)"
)
# Dates, telephone numbers, results of sets: no part of them counts anything.
_CHAIN: Final = re.compile(r"\d++(?:[-/:]\d++){2,}|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)\b(?!\.\d)")
_PLAIN: Final = re.compile(r"\d++(?:[.,]\d++)?")
_SEPARATORS: Final = re.compile(rf"[{_GROUP_MARKS}]")
_GROUP: Final = 3


@dataclass(frozen=True)
class Digits:
    """A number in digits: characters `start` to `end`, scale words included.

    Attributes:
        value: the absolute value.
        digits: the digits as they stand.
        scale: the scale word as it stands; empty where none does.
    """

    value: float
    start: int
    end: int
    digits: str
    scale: str = ""


def digits(text: str, language: str) -> Iterator[Digits]:
    """The numbers in digits of a text, in their order, whatever they are."""
    taken = 0
    chained = {at for chain in _CHAIN.finditer(text) for at in range(*chain.span())}
    for match in _DIGITS.finditer(text):
        if match.start() < taken or match.start() in chained:
            continue
        found = _read(text, match, language)
        taken = found.end
        # Hundreds of digits are a serial number or an attack, and no float.
        if isfinite(found.value):
            yield found


def _read(text: str, match: re.Match[str], language: str) -> Digits:
    value, start, end = value_of(match.group()), *match.span()
    if (halved := half_behind(text, end, language)) is not None:
        value, end = value + 0.5, halved
    factor, behind = _scaled(text, end, language)
    if behind > end:
        # 'a million and a half' is said with digits too: '1 million and a half'.
        half = half_behind(text, behind, language)
        value, scale = (
            times(value + (0.5 if half else 0), factor),
            text[end:behind].strip(" \u00a0-"),
        )
        return Digits(value, start, half or behind, match.group(), scale)
    total, behind = _myriads(text, value, end)
    return Digits(total, start, behind, match.group(), text[end:behind].strip())


def _scaled(text: str, end: int, language: str) -> tuple[float, int]:
    """The product of the scale words behind a number, and where they end: 'mil millones'."""
    factor, last = 1.0, 0.0
    while True:
        short = SCALES.match(text, end)
        if short and short.lastgroup:
            scale, behind = 10.0 ** int(short.lastgroup[1:]), short.end()
        elif found := scale_behind(text, end, language):
            scale, _, behind = found
        else:
            return factor, end
        if scale <= last:
            return factor, end
        factor, end, last = factor * scale, behind, scale


def times(value: float, factor: float) -> float:
    """A product without the last bits that decimal fractions leave: 4.1 million is whole."""
    return round(value * factor, 3)


def _myriads(text: str, value: float, end: int) -> tuple[float, int]:
    """'4억2500만', '1만2천': each part has a smaller scale than the one before."""
    total, last = 0.0, float("inf")
    while scale := MYRIADS.match(text, end):
        factor = _factor(scale.group("scale"))
        if factor >= last:
            break
        total, end, last = total + times(value, factor), scale.end(), factor
        following = _PLAIN.match(text, end + (text[end : end + 1] == " "))
        if following is None or not (
            MYRIADS.match(text, following.end()) or _is_rest(text, following)
        ):
            return total, end
        value, end = value_of(following.group()), following.end()
        if not MYRIADS.match(text, end):
            return total + value, end
    return (total, end) if total else (value, end)


def _is_rest(text: str, following: re.Match[str]) -> bool:
    # '1만 2345명', and not '3만 2일'.
    return len(following.group()) > _GROUP or text[following.start() - 1] != " "


_FACTORS: Final = {"십": 10, "백": 100, "百": 100, "천": 1000, "千": 1000} | {
    "만": 10**4,
    "万": 10**4,
    "萬": 10**4,
    "억": 10**8,
    "億": 10**8,
    "亿": 10**8,
    "조": 10**12,
    "兆": 10**12,
}


def _factor(scale: str) -> float:
    product = 1.0
    for letter in scale:
        product *= _FACTORS[letter]
    return product


def value_of(written: str) -> float:
    """The value of grouped or broken digits: one mark and three digits are thousands."""
    parts = _SEPARATORS.split(written)
    # As in 1,376; but 0.125 is a fraction.
    if all(len(part) == _GROUP for part in parts[1:]) and parts[0] != "0":
        return float("".join(parts))
    return float("".join(parts[:-1]) + "." + parts[-1])
