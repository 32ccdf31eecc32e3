"""Makes the file of shipped names anew: territories, cities and currencies as CLDR has them.

python -m agents.text.make_names
"""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name

from agents.text.aliases import Name
from agents.text.cldr_names import SHIPPED
from agents.text.endings import ENDINGS
from agents.text.words import script_of_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Languages whose grammar is known, so that a name is found in its forms.
_LANGUAGES: Final = (*ENDINGS, "ko")

_IN_BRACKETS: Final = re.compile(r"\s*\(([^()]*)\)")
# What no text writes: 'Congo - Kinshasa', 'Hong Kong SAR China', 'Knox, Indiana'.
_CLUMSY: Final = re.compile(r" [-–] |SAR|САР|SRA|RAE|,|특별행정구|\d")

_LONGEST: Final = 4
_LETTERS: Final = 3
_A_SYLLABLE: Final = 2


def main() -> None:
    """Writes the file."""
    groups = list(_distinct(_groups()))
    content = {
        "source": f"Unicode CLDR through Babel {version('babel')}",
        "licence": "Unicode-3.0",
        "groups": groups,
    }
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in groups)
    head = json.dumps({**content, "groups": []}, ensure_ascii=False)
    SHIPPED.write_text(head.replace("[]", f"[\n{lines}\n]") + "\n", "utf-8")


def _groups() -> Iterator[dict[str, list[str]]]:
    locales = {language: Locale(language) for language in _LANGUAGES}
    for code in sorted(locales["en"].territories):
        if code.isalpha():
            yield _group({at: each.territories.get(code, "") for at, each in locales.items()})
    for code in sorted(locales["ru"].time_zones):
        yield _group({at: _city(each, code) for at, each in locales.items()})
    for code in sorted(_currencies()):
        yield _group({at: get_currency_name(code, 1, each) for at, each in locales.items()})


def _city(locale: Locale, zone: str) -> str:
    """The city by which a time zone goes; languages in Latin letters mostly have its id."""
    city: str = locale.time_zones.get(zone, {}).get("city", "")
    in_latin = locale.language not in {"uk", "ru", "ko"}
    return city or (zone.rpartition("/")[2].replace("_", " ") if in_latin else "")


def _currencies() -> set[str]:
    """Currencies that are in use somewhere, without those that no one pays with."""
    every = get_global("territory_currencies").values()
    return {code for each in every for code, _, end, tender in each if tender and end is None}


def _group(names: Mapping[str, str]) -> dict[str, list[str]]:
    found = {language: list(_names(text)) for language, text in names.items()}
    return {language: each for language, each in found.items() if each}


def _names(text: str) -> Iterator[str]:
    # 'Myanmar (Burma)' is two names.
    for name in (_IN_BRACKETS.sub("", text), *_IN_BRACKETS.findall(text)):
        words = Name.read(name, "und").words
        letters = sum(map(len, words)) * (_A_SYLLABLE if script_of_word(name) == "hangul" else 1)
        if not _CLUMSY.search(name) and 0 < len(words) <= _LONGEST and letters >= _LETTERS:
            yield name


def _distinct(groups: Iterator[dict[str, list[str]]]) -> Iterator[dict[str, list[str]]]:
    """Without groups of one language, and of two with a name in common (Luxembourg) the first."""
    taken: set[tuple[str, str]] = set()
    for group in groups:
        names = {(language, name) for language, each in group.items() for name in each}
        if len(group) > 1 and not names & taken:
            yield group
        taken |= names


if __name__ == "__main__":
    main()
