"""A picture of the demo for those who only look: one article for each thing that it shows."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from rich.console import ConsoleRenderable

_WIDTH: Final = 100
# What rich gives a character, in the units of its picture.
_CELL: Final = 12.2
# rich's picture loads its font from another host; a picture in a README should load nothing.
_FONT_FACES: Final = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)
_TEXT: Final = re.compile(r'textLength="[\d.]+"([^>]*)>([^<]*)<')


class Picture:
    """Takes what is printed, and keeps what shows something for the first time."""

    def __init__(self) -> None:
        self._console = Console(file=io.StringIO(), record=True, width=_WIDTH)
        self._shown: set[str] = set()
        self._takes = True

    def choose(self, outcomes: AbstractSet[str]) -> None:
        """Takes what follows only where one of these outcomes is not in the picture yet."""
        self._takes = not outcomes <= self._shown
        self._shown |= outcomes

    def add(self, what: ConsoleRenderable | str) -> None:
        """Draws it below the rest, or leaves it out."""
        if self._takes:
            self._console.print(what)

    def svg(self) -> str:
        """The picture."""
        drawn = self._console.export_svg(title="wirewatch demo")
        return _TEXT.sub(_in_cells, _FONT_FACES.sub("", drawn))


def _in_cells(found: re.Match[str]) -> str:
    # rich counts characters; Hangul and Han are two cells wide each.
    attributes, text = found.groups()
    length = cell_len(html.unescape(text)) * _CELL
    return f'textLength="{length:.1f}"{attributes}>{text}<'
