"""Names that an article spells as no term does, for the gate: sought by how they sound."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from agents.text.spellings import openings, spelt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Bytes of a Hangul syllable that are sought: fewer patterns for a few more words.
_SOME_OF_A_SYLLABLE: Final = 2

_Row = TypeVar("_Row")


class Named(Generic[_Row]):
    """Rows that are sought by the readings of a name's other spellings."""

    def __init__(self) -> None:
        self._by_reading: dict[str, list[_Row]] = defaultdict(list)

    def add(self, readings: Iterable[str], row: _Row) -> None:
        """Seeks one more name."""
        for reading in readings:
            self._by_reading[reading].append(row)

    def openings(self) -> set[bytes]:
        """What the words that may be one of them begin with, each with the blank before it."""
        return {
            b" " + each.encode()[: None if len(each) > 1 else _SOME_OF_A_SYLLABLE]
            for reading in self._by_reading
            for each in openings(reading)
        }

    def of(self, word: bytes) -> Iterator[_Row]:
        """The rows that a word of a flattened text may be another spelling of."""
        for reading in _read(word) & self._by_reading.keys():
            yield from self._by_reading[reading]


def words_read(text: bytes, readings: frozenset[str]) -> Iterator[bytes]:
    """The words of a flattened text that have one of some readings."""
    found = _by_reading(text)
    return (word for reading in readings & found.keys() for word in found[reading])


@lru_cache(maxsize=64)
def _by_reading(text: bytes) -> Mapping[str, Sequence[bytes]]:
    found: dict[str, list[bytes]] = defaultdict(list)
    for word in set(text.split()):
        for reading in _read(word):
            found[reading].append(word)
    return found


def _read(word: bytes) -> frozenset[str]:
    return spelt(word.decode("utf-8", "replace"))
