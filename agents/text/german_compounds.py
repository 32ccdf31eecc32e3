"""German numerals in one word: 'dreitausendfünfhundert', 'zweiundzwanzig'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHORTEST: Final = 7
_HUNDRED: Final = 100.0
_THOUSAND: Final = 1000.0


def compound_numeral(word: str, units: Mapping[str, float]) -> float | None:
    """The value of a German compound; None for any other word, and where `units` are not German."""
    if "zwei" not in units or len(word) < _SHORTEST:
        return None
    thousands, found, rest = word.rpartition("tausend")
    high = _below_thousand(thousands, units) if thousands else 1.0
    low = _below_thousand(rest.removeprefix("und"), units) if rest else 0.0
    if high is None or low is None:
        return None
    return high * _THOUSAND + low if found else low


def _below_thousand(word: str, units: Mapping[str, float]) -> float | None:
    hundreds, found, rest = word.rpartition("hundert")
    count = _below_hundred(hundreds, units) if hundreds else 1.0
    low = _below_hundred(rest.removeprefix("und"), units) if rest else 0.0
    if count is None or low is None:
        return None
    return count * _HUNDRED + low if found else low


def _below_hundred(word: str, units: Mapping[str, float]) -> float | None:
    if word in units or word in {"ein", "eins"}:
        return units.get(word, 1.0)
    ones, found, tens = word.partition("und")
    if not found or tens not in units:
        return None
    one = 1.0 if ones == "ein" else units.get(ones)
    return None if one is None else units[tens] + one
