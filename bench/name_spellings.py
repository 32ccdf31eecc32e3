"""How many names of places are found by their spellings in other languages, and how many wrongly.

    python -m bench.name_spellings

Names are those of territories and of the cities that time zones go by, of one word, as CLDR has
them (Babel). Most that are not found are other names altogether; what is found of another place is
wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from babel import Locale

from agents.text.spellings import is_name, is_spelling, sought
from agents.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAIRS: Final = (("en", "uk"), ("en", "ru"), ("en", "ko"), ("uk", "ru"), ("uk", "ko"), ("ko", "en"))


def places(language: str) -> dict[str, str]:
    """Names of one word, by the code of their place."""
    locale = Locale(language)
    cities = {zone: each["city"] for zone, each in locale.time_zones.items() if "city" in each}
    territories = {code: name for code, name in locale.territories.items() if code.isalpha()}
    return {code: name for code, name in (cities | territories).items() if name.isalpha()}


def told(names: Mapping[str, str], others: Mapping[str, str]) -> str:
    """Of names long enough those that are found, and the pairs of two places."""
    right, wrong, of = 0, [], 0
    for code in names.keys() & others.keys():
        name, other = names[code], others[code]
        readings = sought(fold(name)) if is_name(name) else frozenset[str]()
        if not readings or fold(name) == fold(other):
            continue
        of += 1
        right += is_spelling(fold(other), readings)
        # One name may be that of two places: a city and its country.
        elsewhere = {fold(each) for each in others.values()} - {fold(other), fold(name)}
        wrong += [f"{name} {each}" for each in elsewhere if is_spelling(each, readings)]
    share = f"{right} of {of} found, {right / max(of, 1):.0%}"
    return f"{share}; {len(wrong)} pairs of other names: {', '.join(sorted(wrong)[:6])}"


def main() -> None:
    """Prints a line for each pair of languages."""
    for language, other in _PAIRS:
        print(f"{language} to {other}: {told(places(language), places(other))}")


if __name__ == "__main__":
    main()
