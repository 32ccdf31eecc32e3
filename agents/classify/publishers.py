"""What a publisher is known to print around its articles: hints from `publishers.yaml`.

They are never needed. A hint is how a line begins, in the publisher's own words; there are no
selectors, because text is all that comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field, StringConstraints

from agents.classify.signs import Sign
from agents.text.folding import fold
from agents.topics.mistakes import Mistakes
from streams.records import Record
from streams.yaml_tree import compose, read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from agents.classify.signs import Signs

#: Characters of a line and of a hint that are compared.
_COMPARED: Final = 200

_Begin = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=_COMPARED)
]


class Publisher(Record):
    """Hints for the pages of one publisher, named as its articles name it."""

    publisher: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    furniture: tuple[_Begin, ...] = Field(default=(), description="lines that begin so")
    ends: tuple[_Begin, ...] = Field(default=(), description="all from a line that begins so")

    def marked(self, texts: Sequence[str], found: Signs) -> Signs:
        """The signs of a page's paragraphs with these hints.

        Hints that would leave nothing of a page are for other pages.
        """
        begins = [fold(text[:_COMPARED]) for text in texts]
        furniture, ends = (tuple(map(fold, each)) for each in (self.furniture, self.ends))
        end = next((at for at, begin in enumerate(begins) if begin.startswith(ends)), len(texts))
        marked: Signs = [
            sign or (Sign.PUBLISHER if at >= end or begin.startswith(furniture) else None)
            for at, (begin, sign) in enumerate(zip(begins, found, strict=True))
        ]
        return marked if None in marked else found


@dataclass(frozen=True)
class Publishers:
    """The hints of all publishers that have any."""

    known: Mapping[str, Publisher] = field(default_factory=dict)

    def of(self, publisher: str | None) -> Publisher | None:
        """The hints for the pages of a publisher, whatever the case of its name."""
        return self.known.get(fold((publisher or "").strip()))


NO_HINTS: Final = Publishers()


def load_publishers(path: Path | None) -> Publishers:
    """Reads `publishers.yaml`, a list of publishers; no file, no hints.

    Raises:
        ConfigError: all that is wrong with it, each with the file, the line and the field.
    """
    if path is None:
        return NO_HINTS
    source = str(path)
    tree = compose(source, read_text(path))
    mistakes = Mistakes(source, tree, "publishers", "a publisher is a mapping of publisher, …")
    known: dict[str, Publisher] = {}
    for index, item in mistakes.items():
        hints = mistakes.validated(Publisher, index, item)
        if hints is None:
            continue
        if fold(hints.publisher) in known:
            mistakes.add((index, "publisher"), f"{hints.publisher!r} stands twice")
        known[fold(hints.publisher)] = hints
    mistakes.raise_any()
    return Publishers(known)
