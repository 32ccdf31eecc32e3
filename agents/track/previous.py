"""The values that the figures of an article replace: by its own words, else by what is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from agents.track.quantities import comparable, content_stems, is_same_quantity, same_status

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from agents.track.quantities import Quantity
    from agents.track.state import KnownFigure

# Two words may stand between a preposition and its number: 'to at least 10,000'.
_BETWEEN: Final = r"\s+(?:[^\W\d_]+\s+){0,2}[$€£]?$"
_FROM: Final = re.compile(
    r"\b(?:from|von|de|z|ze|з|із|зі|с|со|от|від|из)" + _BETWEEN, re.IGNORECASE
)
_TO: Final = re.compile(r"\b(?:to|auf|à|a|do|na|до|на)" + _BETWEEN, re.IGNORECASE)
_LOOK_BACK: Final = 32


@dataclass(frozen=True)
class Replaced:
    """A value that a figure replaces: what the article says of it, or what was known."""

    value: float
    stated: Quantity | None = None
    known: KnownFigure | None = None


def replaced_by(
    quantity: Quantity,
    stated: Sequence[Quantity],
    article: Sequence[Quantity],
    known: Iterable[KnownFigure],
    taken: Container[Quantity] = (),
) -> Replaced | None:
    """What a figure replaces; None where it is the first of its quantity.

    Args:
        quantity: the figure.
        stated: the figures of its sentence, itself among them.
        article: all figures of its article.
        known: the figures of the topic, the latest first.
        taken: figures of the article that another one replaces already.
    """
    if (before := _in_sentence(quantity, stated)) is not None:
        return Replaced(before.number.value, before)
    if not quantity.running or quantity.number.money:
        return None
    before = _told_as_earlier(quantity, stated, article)
    if before is not None and before not in taken:
        return Replaced(before.number.value, before)
    found = next((each for each in known if _replaces(quantity, each)), None)
    return Replaced(found.value, known=found) if found else None


def is_replaced_in(quantity: Quantity, stated: Sequence[Quantity]) -> bool:
    """Whether the sentence itself says that another of its figures replaces this one."""
    return any(_in_sentence(other, stated) is quantity for other in stated)


def _in_sentence(quantity: Quantity, stated: Sequence[Quantity]) -> Quantity | None:
    """'from 3,000 to 8,000', in either order, where the words for 'from' and 'to' are known."""
    for first, second in pairwise(stated):
        for old, new in ((first, second), (second, first)):
            if new is quantity and _follows(_FROM, old) and _follows(_TO, new):
                return old if comparable(new.number.value, old.number.value) else None
    return None


def _follows(preposition: re.Pattern[str], quantity: Quantity) -> bool:
    start = quantity.number.start
    return preposition.search(quantity.sentence.text, max(0, start - _LOOK_BACK), start) is not None


def _told_as_earlier(
    quantity: Quantity, stated: Sequence[Quantity], article: Sequence[Quantity]
) -> Quantity | None:
    """The figure of another sentence of the article, told as what held before.

    Two sentences that state as many comparable figures state them in the same order: 'a hundred
    dead and a thousand hurt' after '300 killed and 2,700 wounded'.
    """
    if quantity.earlier and not _follows(_TO, quantity):
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
    return kinds and comparable(number.value, before.value) and _same_status(quantity, other)


def _same_status(quantity: Quantity, other: Quantity) -> bool:
    return same_status(quantity.status, other.status) or other.plainly_earlier


def _replaces(quantity: Quantity, known: KnownFigure) -> bool:
    if not same_status(quantity.status, known.status) or not known.running:
        return False
    words = content_stems(known.quote.text)
    return is_same_quantity(quantity, known.value, frozenset(known.unit), words)
