"""The numbers that an article brings, and the ones that they replace."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from agents.text.words import fold, folded_words, stem
from streams.records import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.text.numbers import Number
    from agents.track.state import KnownFigure
    from streams.records import Sentence

#: Share of the shorter sentence's words that two statements of one quantity have in common.
_SAME_QUANTITY: Final = 0.4

#: A count that grows or shrinks by more than this between two reports is another count.
_LARGEST_RATIO: Final = 8.0

# Two words may stand between a preposition and its number: 'to at least 10,000'.
_BETWEEN: Final = r"\s+(?:[^\W\d_]+\s+){0,2}[$€£]?$"
_FROM: Final = re.compile(
    r"\b(?:from|von|de|z|ze|з|із|зі|с|со|от|від|из)" + _BETWEEN, re.IGNORECASE
)
_TO: Final = re.compile(r"\b(?:to|auf|à|do|na|до|на)" + _BETWEEN, re.IGNORECASE)

_SCALES: Final = ((1e9, "billion"), (1e6, "million"))


def figure_of(number: Number, previous: float | None = None) -> Figure:
    """A number as a figure: money in millions or billions as it is spoken of, counts in full."""
    unit = " ".join(number.unit)
    if number.percent:
        unit = "%"
    scale, name = _scale(number) if number.money else (1.0, "")
    before = None if previous is None else previous / scale
    return Figure(value=number.value / scale, unit=f"{name} {unit}".strip(), previous=before)


def replaced_in_text(found: Sequence[Number], text: str) -> dict[Number, Number]:
    """Numbers of a sentence with the ones that it says they replace: 'from 3,000 to 8,000'.

    In either order ('to 8,000 on Monday, from the 3,000 of last week'), in the languages whose
    words for 'from' and 'to' are known.
    """
    pairs: dict[Number, Number] = {}
    for first, second in pairwise(found):
        for old, new in ((first, second), (second, first)):
            is_pair = _follows(_FROM, text, old) and _follows(_TO, text, new)
            if is_pair and _comparable(new.value, old.value):
                pairs[new] = old
    return pairs


def _follows(preposition: re.Pattern[str], text: str, number: Number) -> bool:
    return preposition.search(text, max(0, number.start - 32), number.start) is not None


def unit_key(number: Number) -> tuple[str, ...]:
    """Stems of the words counted, by which a quantity is found again."""
    if number.percent:
        return ("%",)
    return tuple(stem(fold(word)) for word in number.unit)


def replaced(
    number: Number, sentence: Sentence, known: Sequence[KnownFigure]
) -> KnownFigure | None:
    """The latest known figure of the same quantity with another value, or None.

    Two numbers are of one quantity when they count the same thing in sentences that are alike.
    """
    key = set(unit_key(number))
    words = set(map(stem, folded_words(sentence.text)))
    for figure in known:
        if _compatible(key, set(figure.unit)) and _comparable(number.value, figure.value):
            theirs = set(map(stem, folded_words(figure.quote.text)))
            if len(words & theirs) >= _SAME_QUANTITY * min(len(words), len(theirs)):
                return figure
    return None


def _compatible(ours: set[str], theirs: set[str]) -> bool:
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _comparable(value: float, other: float) -> bool:
    if value == other or not value or not other:
        return False
    return 1 / _LARGEST_RATIO <= value / other <= _LARGEST_RATIO


def _scale(number: Number) -> tuple[float, str]:
    return next(((scale, name) for scale, name in _SCALES if number.value >= scale), (1.0, ""))
