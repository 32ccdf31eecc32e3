"""The numerals of languages, as numerals.yaml has them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from agents.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DATA: Final = Path(__file__).with_name("numerals.yaml")
_FORMS: Final = re.compile(r"(\S*?)\(([^)]*)\)(\S*)|(\S+)")
_WORD_LISTS: Final = ("hundred", "one", "and", "alone", "vague", "parts")


@dataclass(frozen=True)
class Lexicon:
    """The numerals of one language.

    Attributes:
        units: words that are added, 'forty'.
        scales: words that multiply all before them, 'million'.
        dozens: nouns of a count, 'dozen'.
        halves: broken numbers before a scale, 'half'.
        words: `hundred`, `one`, `and`, `alone`, `vague` and `parts`, as numerals.yaml explains.
        and_a_half: phrases that add a half of what stands before them.
    """

    units: Mapping[str, float] = field(default_factory=dict)
    scales: Mapping[str, float] = field(default_factory=dict)
    dozens: Mapping[str, float] = field(default_factory=dict)
    halves: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    and_a_half: tuple[tuple[str, ...], ...] = ()


#: The language of a text that nobody named: English numerals, and scale words of every language
#: ('billion' as in English).
UNKNOWN: Final = "und"


@cache
def lexicon(language: str) -> Lexicon:
    """The numerals of a language; none where it is not among those known."""
    if language == UNKNOWN:
        scales = {form: value for each in _data() for form, value in lexicon(each).scales.items()}
        return replace(lexicon("en"), scales={**scales, **lexicon("en").scales})
    data = number_language(language)
    words = {name: frozenset(_forms(data.get(name, ""))) for name in _WORD_LISTS}
    halves = data.get("and_a_half", "").split("|")
    return Lexicon(
        units=_values(data.get("units", {})),
        scales=_values(data.get("scales", {})),
        dozens=_values(data.get("dozens", {})),
        halves=_values(data.get("halves", {})),
        words=words,
        and_a_half=tuple(tuple(each.split()) for each in halves if each),
    )


def number_language(language: str) -> dict[str, Any]:
    """All that is known of how a language speaks of numbers; nothing of one that is not known."""
    found: dict[str, Any] = _data().get(language, {})
    return found


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(_DATA.read_text("utf-8"), yaml.CSafeLoader)
    return loaded


def _values(table: Mapping[float, str]) -> dict[str, float]:
    return {form: float(value) for value, pattern in table.items() for form in _forms(pattern)}


def _forms(pattern: str) -> Iterator[str]:
    for head, endings, tail, whole in _FORMS.findall(pattern):
        written = [whole] if whole else [f"{head}{each}{tail}" for each in endings.split(",")]
        yield from map(fold, written)
