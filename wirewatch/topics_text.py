"""Text of articles and files as it can be shown on a terminal."""

from __future__ import annotations

import unicodedata
from typing import Final

_STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def shown(text: str) -> str:
    """The text without what could steer a terminal, each such character as a blank.

    It keeps its length, so that the places of words hold.
    """
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(each) in _STEERING else each for each in text)
