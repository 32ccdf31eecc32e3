"""What the numbers of a sentence are numbers of, and when two of them are of one quantity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from agents.text.names import names
from agents.text.numbers import numbers
from agents.text.speech import cue, first_cue, modality_of, says, spoken_language
from agents.text.words import AUXILIARIES, JOINING, fold, folded_words, stem
from agents.track.digests import digest32
from streams.records import Modality, ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.text.numbers import Number
    from streams.records import Sentence

#: A count that grows or shrinks by more than this between two reports is another count.
_LARGEST_RATIO: Final = 8.0

#: Values so near to each other are of one quantity even where the noun counted is another:
#: troops and a contingent.
_NEAR: Final = 4 / 3

#: Words of meaning that their clauses have in common at least.
_NEAR_WORDS: Final = 3

#: Share of the shorter clause's words that two statements of one quantity have in common.
_SAME_WORDS: Final = 0.34

#: More numbers are a table, and more characters a headline that is none.
_MOST: Final = 12
_MOST_CHARACTERS: Final = 1000

#: Characters behind a number in which a word still belongs to it.
_NEAR_BEHIND: Final = 12
_NEAR_BEFORE: Final = 24

_BREAK: Final = re.compile(r"[;:.!?()]\s|,\s|\s[–—-]\s")
# '61 of the 150 seats', '79 sièges sur 150', '150석 중 61석': a part is told, the whole is not new.
_WHOLE_BEFORE: Final = re.compile(
    r"\s(?:\w+\s)?(?:of|out of|von|sur|de|из|із|з|z|spośród)\s(?:(?:the|den|les|los|its|their)\s)?"
)
_WHOLE_BEHIND: Final = re.compile(r"\s?[가-힣]{0,2}\s?(?:중|가운데)(?![가-힣])")
_FORECAST: Final = frozenset({Modality.EXPECTED, Modality.PLANNED})


@dataclass(frozen=True)
class Quantity:
    """A number with what it counts.

    Attributes:
        number: the number as it stands.
        sentence: where it stands.
        clause: the words around it, as far as the next number or break.
        unit: stems of the noun counted.
        words: stems of the words of the clause that carry meaning.
        actors: digests of the names in the clause before the number: whose count it is.
        status: whether it is a count or a forecast.
        running: whether it is a level, which another value can replace; an addition, a batch or a
            rate is not.
        part: whether it is a part of another figure.
        whole: whether it is what another figure is a part of: 'of the 150'.
        earlier: whether the words say that it held before.
        compared: whether it stands behind 'down from', 'against': what held before.
        plainly_earlier: whether they say nothing but that: 'two days ago', 'previously'.
    """

    number: Number
    sentence: Sentence
    clause: str
    unit: frozenset[str]
    words: frozenset[str]
    actors: frozenset[int]
    status: Modality
    running: bool
    part: bool
    whole: bool
    earlier: bool
    compared: bool
    plainly_earlier: bool


def quantities_of(sentence: Sentence) -> list[Quantity]:
    """The quantities that a sentence states, in their order, the first ones of a table."""
    text = sentence.text[:_MOST_CHARACTERS]
    found = list(islice(numbers(text, sentence.language), _MOST))
    if not found:
        return []
    language = spoken_language(text, sentence.language)
    background = sentence.role is ParagraphRole.BACKGROUND
    earlier = background or says("earlier", text, language)
    context = _Context(
        sentence=sentence,
        text=text,
        language=language,
        parts_from=first_cue("part", text, language),
        earlier=earlier,
        plainly_earlier=earlier and says("plainly_earlier", text, language),
    )
    return [_quantity(context, found, index) for index in range(len(found))]


@dataclass(frozen=True)
class _Context:
    """What holds for all numbers of a sentence; parts stand behind character `parts_from`."""

    sentence: Sentence
    text: str
    language: str
    parts_from: int | None
    earlier: bool
    plainly_earlier: bool


def _quantity(context: _Context, found: Sequence[Number], index: int) -> Quantity:
    text, language, number = context.text, context.language, found[index]
    start = found[index - 1].end if index else 0
    end = found[index + 1].start if index + 1 < len(found) else len(text)
    begin, until = _after_break(text, start, number.start), _before_break(text, number.end, end)
    # 'another 52', '30 more': what adds stands before the number or right behind it.
    near = text[max(begin, number.start - _NEAR_BEFORE) : min(until, number.end + _NEAR_BEHIND)]
    clause = text[begin:until]
    added = says("fresh", near, language) or says("period", clause, language)
    parts_from = context.parts_from
    return Quantity(
        number=number,
        sentence=context.sentence,
        clause=" ".join(clause.split()),
        unit=unit_stems(number),
        words=content_stems(clause),
        actors=frozenset(map(digest32, names(text[begin : number.start]))),
        status=modality_of(clause, language, attributed=True),
        running=not (added or number.percent),
        part=parts_from is not None and parts_from < number.end + _NEAR_BEHIND,
        whole=_is_whole(context, found, index),
        earlier=context.earlier,
        compared=_ends_with(
            "compared", text[max(0, number.start - _NEAR_BEFORE) : number.start], language
        ),
        plainly_earlier=context.plainly_earlier,
    )


def _ends_with(name: str, text: str, language: str) -> bool:
    """Whether a cue of a group ends a text."""
    folded = fold(text).rstrip()
    return any(each.end() == len(folded) for each in cue(name, language).finditer(folded))


def _is_whole(context: _Context, found: Sequence[Number], index: int) -> bool:
    text, end = context.text, found[index].end
    if context.language == "ko":
        return _WHOLE_BEHIND.match(text, end) is not None
    before = text[found[index - 1].end : found[index].start] if index else ""
    return _WHOLE_BEFORE.fullmatch(fold(before)) is not None


def _after_break(text: str, start: int, end: int) -> int:
    return max((each.end() for each in _BREAK.finditer(text, start, end)), default=start)


def _before_break(text: str, start: int, end: int) -> int:
    found = _BREAK.search(text, start, end)
    return found.start() if found else end


def unit_stems(number: Number) -> frozenset[str]:
    """Stems of the words counted, by which a quantity is found again."""
    return frozenset({"%"} if number.percent else map(stem, map(fold, number.unit)))


@lru_cache(maxsize=4096)
def content_stems(text: str) -> frozenset[str]:
    """Stems of the words of a text that carry meaning, numbers left out."""
    return frozenset(_stems(text))


def _stems(text: str) -> Iterator[str]:
    for word in folded_words(text):
        joins = word in JOINING or word in AUXILIARIES
        if len(word) > 1 and not joins and not word[0].isdigit():
            yield stem(word)


def same_status(one: Modality, other: Modality) -> bool:
    """Whether two figures are both counts or both forecasts."""
    return is_forecast(one) is is_forecast(other)


def is_forecast(status: Modality) -> bool:
    """Whether a figure is one that is still to come."""
    return status in _FORECAST


def comparable(value: float, other: float, largest: float = _LARGEST_RATIO) -> bool:
    """Whether two different values can be of one quantity at two times."""
    if value == other or not value or not other:
        return False
    return 1 / largest <= value / other <= largest


def ratio(value: float, other: float) -> float:
    """How far two values are apart: the larger by the smaller."""
    return max(value, other) / min(value, other)


def is_same_quantity(
    quantity: Quantity, value: float, unit: frozenset[str], words: frozenset[str]
) -> bool:
    """Whether a figure known before is of the same quantity as the one stated now."""
    if not comparable(quantity.number.value, value):
        return False
    shared = len(quantity.words & words)
    if quantity.unit & unit:
        return shared >= _SAME_WORDS * max(1, min(len(quantity.words), len(words)))
    near = comparable(quantity.number.value, value, _NEAR)
    return near and shared >= _NEAR_WORDS and "%" not in quantity.unit | unit
