"""The values that the figures of an article replace: by its own words, else by what is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from agents.track.links import stands
from agents.track.measures import is_measure
from agents.track.quantities import (
    comparable,
    content_stems,
    is_forecast,
    is_same_quantity,
    ratio,
    same_status,
)

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from agents.track.links import Stands
    from agents.track.quantities import Quantity
    from agents.track.state import KnownFigure

# Three words may stand between a preposition and its number: 'to as many as 10,000'.
_BETWEEN: Final = r"\s+(?:[^\W\d_]+\s+){0,3}[$€£]?$"
_FROM: Final = re.compile(
    r"\b(?:from|von|de|desde|z|ze|з|із|зі|с|со|от|від|из)" + _BETWEEN, re.IGNORECASE
)
_TO: Final = re.compile(r"\b(?:to|auf|à|a|do|na|до|на)" + _BETWEEN, re.IGNORECASE)
_LOOK_BACK: Final = 40
# Korean has them behind the noun counted: '8400명에서 1만2100명으로'.
_FROM_BEHIND: Final = re.compile(r"[가-힣%\s]{0,6}?에서(?![가-힣])")
_TO_BEHIND: Final = re.compile(r"[가-힣%\s]{0,6}?(?:으로|로)(?![가-힣])")


@dataclass(frozen=True)
class Before:
    """What can hold the earlier value of a figure.

    Attributes:
        article: all figures of its article.
        known: the figures of the topic, the latest first.
        linked: where sentences stand that say what its own one is about, in whatever words.
        taken: figures of the article that another one replaces already.
    """

    article: Sequence[Quantity]
    known: Sequence[KnownFigure]
    linked: Container[Stands] = ()
    taken: Container[Quantity] = ()


@dataclass(frozen=True)
class Replaced:
    """A value that a figure replaces: what the article says of it, or what was known."""

    value: float
    by: Quantity
    stated: Quantity | None = None
    known: KnownFigure | None = None


def replaced_by(quantity: Quantity, stated: Sequence[Quantity], before: Before) -> Replaced | None:
    """What a figure replaces; None where it is the first of its quantity.

    Args:
        quantity: the figure.
        stated: the figures of its sentence, itself among them.
        before: where an earlier value is looked for.
    """
    if (old := _in_sentence(quantity, stated)) is not None:
        return Replaced(old.number.value, quantity, old)
    if not quantity.running or quantity.number.money:
        return None
    old = _told_as_earlier(quantity, stated, before.article)
    if old is not None and old not in before.taken:
        return Replaced(old.number.value, quantity, old)
    found = _known_before(quantity, before)
    return Replaced(found.value, quantity, known=found) if found else None


def _known_before(quantity: Quantity, before: Before) -> KnownFigure | None:
    """The latest figure of the quantity: by its words, else the likeliest of a linked claim."""
    fits = [each for each in before.known if _could_replace(quantity, each)]
    if same := next((each for each in fits if _is_same(quantity, each)), None):
        return same
    near = [
        each for each in fits if stands(each.quote) in before.linked and _foreign(quantity, each)
    ]
    latest = [each for each in near if stands(each.quote) == stands(near[0].quote)]
    return min(latest, key=lambda each: ratio(quantity.number.value, each.value), default=None)


def _foreign(quantity: Quantity, known: KnownFigure) -> bool:
    """Whether a known figure is told in another language; in one, their words would say it."""
    ours, theirs = quantity.sentence.language, known.quote.language
    return bool(ours and theirs) and ours != theirs


def is_replaced_in(quantity: Quantity, stated: Sequence[Quantity]) -> bool:
    """Whether the sentence itself says that another of its figures replaces this one."""
    return any(_in_sentence(other, stated) is quantity for other in stated)


def _in_sentence(quantity: Quantity, stated: Sequence[Quantity]) -> Quantity | None:
    """'from 3,000 to 8,000', in either order; '61 seats, down from 76'."""
    for first, second in pairwise(stated):
        for old, new in ((first, second), (second, first)):
            if new is quantity and _is_left(old) and _is_reached(new):
                return old if comparable(new.number.value, old.number.value) else None
    compared = [each for each in stated if each.compared]
    level = [each for each in stated if not (each.compared or each.whole)]
    for old in compared:
        earlier = [each for each in level if each.number.start < old.number.start]
        fits = [each for each in earlier if comparable(each.number.value, old.number.value)]
        if (
            fits
            and min(fits, key=lambda each: ratio(each.number.value, old.number.value)) is quantity
        ):
            return old
    return None


def _is_left(quantity: Quantity) -> bool:
    """'from 3,000'."""
    return _stands_by(quantity, _FROM, _FROM_BEHIND)


def _is_reached(quantity: Quantity) -> bool:
    """'to 8,000'."""
    return _stands_by(quantity, _TO, _TO_BEHIND)


def _stands_by(quantity: Quantity, before: re.Pattern[str], behind: re.Pattern[str]) -> bool:
    text, number = quantity.sentence.text, quantity.number
    found = before.search(text, max(0, number.start - _LOOK_BACK), number.start)
    return bool(found or behind.match(text, number.end))


def _told_as_earlier(
    quantity: Quantity, stated: Sequence[Quantity], article: Sequence[Quantity]
) -> Quantity | None:
    """The figure of another sentence of the article, told as what held before.

    Two sentences that state as many comparable figures state them in the same order: 'a hundred
    dead and a thousand hurt' after '300 killed and 2,700 wounded'.
    """
    if quantity.earlier and not _is_reached(quantity):
        return None
    others = [each for each in article if each.sentence is not quantity.sentence and each.earlier]
    for sentence in dict.fromkeys(each.sentence.span.start for each in others):
        rows = [each for each in others if each.sentence.span.start == sentence]
        if (found := _counterpart(quantity, stated, rows)) is not None:
            return found
    return None


def _counterpart(
    quantity: Quantity, stated: Sequence[Quantity], rows: Sequence[Quantity]
) -> Quantity | None:
    level = [each for each in stated if each.running]
    if 1 < len(rows) <= len(level):
        # A total may stand before the parts that the other sentence has too.
        place = level.index(quantity) - (len(level) - len(rows))
        paired = rows[place] if place >= 0 else None
        return paired if paired and _comparable(quantity, paired) else None
    alike = (each for each in rows if each.part is quantity.part)
    return next((each for each in alike if _could_be_earlier(quantity, each)), None)


def _could_be_earlier(quantity: Quantity, other: Quantity) -> bool:
    alike = bool(quantity.unit & other.unit) or not (quantity.unit and other.unit)
    return (alike or other.plainly_earlier) and _comparable(quantity, other)


def _comparable(quantity: Quantity, other: Quantity) -> bool:
    number, before = quantity.number, other.number
    kinds = number.money is before.money and number.percent is before.percent and other.running
    kinds = kinds and is_measure(quantity) is is_measure(other)
    # What is still expected is not what held before.
    told = same_status(quantity.status, other.status) or not is_forecast(other.status)
    return kinds and told and comparable(number.value, before.value)


def _could_replace(quantity: Quantity, known: KnownFigure) -> bool:
    """Whether two figures are levels of one sort, and not of different actors."""
    if not (same_status(quantity.status, known.status) and known.running):
        return False
    if ("%" in known.unit) is not quantity.number.percent:
        return False
    apart = quantity.actors and known.actors and quantity.actors.isdisjoint(known.actors)
    return not apart and comparable(quantity.number.value, known.value)


def _is_same(quantity: Quantity, known: KnownFigure) -> bool:
    words = content_stems(known.quote.text)
    return is_same_quantity(quantity, known.value, frozenset(known.unit), words)
