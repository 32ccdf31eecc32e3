"""Calendar days that a text names with day and month, by CLDR's names of months (Babel)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from babel import Locale, UnknownLocaleError

if TYPE_CHECKING:
    from collections.abc import Iterator

_YEAR: Final = r"(?:,?\s(?P<{0}>(?:19|20)\d\d))?(?!\d)"
# What stands between a day and its month: '3. Mai', '1er juin', 'May 3rd', '3 de mayo', '3 of May'.
_ORDINAL: Final = r"(?:\.|st|nd|rd|th|er|º|-го|-е)?"
_BETWEEN: Final = r"[\s\u00a0](?:(?:de|of|d')\s?)?"

# Chinese, Japanese and Korean count their months; a date of figures alone is one in any language.
_COUNTED: Final = re.compile(
    r"(?:(?P<y>\d{4})[년年]\s?)?(?P<m>\d{1,2})[월月]\s?(?P<d>\d{1,2})[일日]"
)
_ISO: Final = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)")
_DOTTED: Final = re.compile(r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)(?!\d)")


def days(text: str, language: str | None, near: date) -> Iterator[date]:
    """The days that a text names; one without a year is in the year that brings it nearest."""
    for pattern in (_COUNTED, _ISO, _DOTTED):
        for found in pattern.finditer(text):
            yield from _day(found["y"], int(found["m"]), int(found["d"]), near)
    months = _months(language) if language else {}
    if months:
        for found in _pattern(language or "").finditer(text):
            month = months[found["m1"] or found["m2"]]
            yield from _day(
                found["y1"] or found["y2"], month, int(found["d1"] or found["d2"]), near
            )


def _day(year: str | None, month: int, day: int, near: date) -> Iterator[date]:
    years = [int(year)] if year else [near.year - 1, near.year, near.year + 1]
    possible = list[date]()
    for each in years:
        try:
            possible.append(date(each, month, day))
        except ValueError:
            continue
    if possible:
        yield min(possible, key=lambda found: abs(found - near))


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    """The names and short names of the months, as they stand beside a day and alone."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    names = {
        name.rstrip("."): month
        for context in locale.months.values()
        for width in ("wide", "abbreviated")
        for month, name in context[width].items()
    }
    return {name: month for name, month in names.items() if not name[0].isdigit()}


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    first = rf"(?<![\d.,])(?P<d1>\d{{1,2}}){_ORDINAL}{_BETWEEN}(?P<m1>{names})\b\.?"
    last = rf"\b(?P<m2>{names})\.?\s(?P<d2>\d{{1,2}})(?!\d|[.,:]\d){_ORDINAL}"
    return re.compile(first + _YEAR.format("y1") + "|" + last + _YEAR.format("y2"))
