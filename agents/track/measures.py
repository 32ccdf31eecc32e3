"""Units of measure, which CLDR names in every language; what they measure is seldom the news."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from babel import Locale, UnknownLocaleError
from babel.units import format_unit

from agents.text.speech import spoken_language
from agents.text.words import fold, folded_words, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.track.quantities import Quantity

#: Locales that spell the units of a language in another way: 'kilometres' beside 'kilometers'.
_SPELLED: Final = {"en": ("en_GB",)}

_OF_MEASURE: Final = ("length-", "mass-", "speed-", "temperature-", "volume-", "angle-", "power-")


def is_measure(quantity: Quantity) -> bool:
    """Whether a quantity is a length, a weight or the like, by the first word behind its number."""
    unit = quantity.number.unit
    sentence = quantity.sentence
    language = spoken_language(sentence.text, sentence.language)
    return bool(unit) and stem(fold(unit[0])) in _measures(language)


@cache
def _measures(language: str) -> frozenset[str]:
    """Stems of the names of the units of measure of a language, in the forms that counts take."""
    named = (name for tag in (language, *_SPELLED.get(language, ())) for name in _names(tag))
    found = {word for name in named for word in folded_words(name) if not word[0].isdigit()}
    return frozenset(stem(word) for word in found if len(word) > 1)


def _names(tag: str) -> Iterator[str]:
    try:
        locale = Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return
    units = [unit for unit in map(str, locale.unit_display_names) if unit.startswith(_OF_MEASURE)]
    yield from (format_unit(count, unit, locale=locale) for unit in units for count in (1, 2, 5))
