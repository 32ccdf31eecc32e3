"""A web page as the plain text that a careless scraper makes of it: all of it, a block a line."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

_HIDDEN: Final = frozenset(["script", "style", "noscript", "template", "svg", "head", "iframe"])
_INLINE_NAMES: Final = (
    "a abbr b bdi bdo cite code data dfn em font i kbd label mark q s samp small span strong sub "
    "sup time u var wbr"
)
_INLINE: Final = frozenset(_INLINE_NAMES.split())


class _Text(HTMLParser):
    """Collects the text; every element that is not inline ends a line."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - HTMLParser's
        """Goes to a new line before a block, and into what no reader sees."""
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Goes to a new line behind a block."""
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Takes the text with single blanks."""
        if not self._hidden:
            ends = " " if data[:1].isspace() else "", " " if data[-1:].isspace() else ""
            self.pieces.append(ends[0] + " ".join(data.split()) + ends[1])


def plain_text(html: str) -> str:
    """All text of a page, menus and forms included, without blank lines."""
    text = _Text()
    text.feed(html)
    text.close()
    lines = ("".join(text.pieces)).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())
