"""A quantity as the figure of an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.track.state import KnownFigure
from streams.records import Figure

if TYPE_CHECKING:
    from agents.text.numbers import Number
    from agents.track.previous import Replaced
    from agents.track.quantities import Quantity
    from streams.records import Quote

_SCALES: Final = ((1e9, "billion"), (1e6, "million"))
_QUANTITY_LENGTH: Final = 120


def figure_of(quantity: Quantity, replaced: Replaced | None) -> Figure:
    """A figure: money in millions or billions as it is spoken of, counts in full."""
    number = quantity.number
    scale, name = _scale(number) if number.money else (1.0, "")
    unit = "%" if number.percent else " ".join((*([name] if name else []), *number.unit))
    known = replaced.known if replaced else None
    return Figure(
        value=number.value / scale,
        unit=unit,
        previous=replaced.value / scale if replaced else None,
        quantity=quantity.clause[:_QUANTITY_LENGTH],
        qualifier=number.qualifier,
        upper=None if number.upper is None else number.upper / scale,
        status=quantity.status,
        previous_quote=known.quote if known else None,
    )


def known_figure(quantity: Quantity, quote: Quote) -> KnownFigure:
    """A quantity as the topic remembers it."""
    return KnownFigure(
        unit=tuple(sorted(quantity.unit)),
        value=quantity.number.value,
        quote=quote,
        status=quantity.status,
        running=quantity.running,
        actors=tuple(sorted(quantity.actors)),
    )


def _scale(number: Number) -> tuple[float, str]:
    """The scale that a sum is spoken of in, by the word that stands with it where one does."""
    factor, name = next(
        ((scale, name) for scale, name in _SCALES if number.value >= scale), (1.0, "")
    )
    written = number.scale.strip(" .-")
    return factor, written if name and written.isalpha() and not _is_myriad(written) else name


def _is_myriad(written: str) -> bool:
    return any("가" <= letter <= "힣" or "一" <= letter <= "鿿" for letter in written)
