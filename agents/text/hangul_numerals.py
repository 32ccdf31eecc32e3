"""Korean numbers in words: native numerals before a counter, Chinese ones with their scales."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agents.text.numerals import Numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

# One syllable is a numeral only where a counter says so: 두 is 'two' in '두 명'.
_COUNTERS: Final = (
    r"(?=\s?(?:명|개|대|척|곳|건|마리|채|발|기|문|권|가구|사람|나라|차례|기지|도시|마을))"
)
_NATIVE: Final = re.compile(
    r"(?<![가-힣])(?:(?P<tens>열|스물|서른|마흔|쉰)?(?P<ones>한|두|세|네|다섯|여섯|일곱|여덟|아홉)"
    r"|(?P<round>열|스무|서른|마흔|쉰))" + _COUNTERS
)
_SINO: Final = re.compile(
    r"(?<![가-힣])(?P<number>[일이삼사오육칠팔구십백천만억]*[십백천만억])여?" + _COUNTERS
)

_TENS: Final = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
_ONES: Final = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6} | {
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
}
_DIGITS: Final = {form: value for value, form in enumerate("일이삼사오육칠팔구", start=1)}
_SMALL: Final = {"십": 10, "백": 100, "천": 1000}
_LARGE: Final = {"만": 10**4, "억": 10**8}


def hangul_numerals(text: str) -> Iterator[Numeral]:
    """The numbers in Korean words of a text; 'one' alone is none, as in other languages."""
    for match in _NATIVE.finditer(text):
        value = _TENS.get(match["tens"] or match["round"], 0) + _ONES.get(match["ones"], 0)
        if value > 1:
            yield Numeral(float(value), *match.span())
    for match in _SINO.finditer(text):
        yield Numeral(float(_sino(match["number"])), *match.span())


def _sino(written: str) -> int:
    total = group = digit = 0
    for letter in written:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter in _SMALL:
            group += (digit or 1) * _SMALL[letter]
            digit = 0
        else:
            total += (group + digit or 1) * _LARGE[letter]
            group = digit = 0
    return total + group + digit
