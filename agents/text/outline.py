"""A text as the gate reads it: a number for each character, so that places are those of the text.

Folding a text word by word costs more than all else that is done to an article that matches
nothing. Here one look-up in a table folds each character; the few that can't be told alone are
replaced first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from agents.text.folding import APOSTROPHES, JOINERS, MARKS, fold_words, is_inner_apostrophe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

#: What can't be told letter by letter: marks that join their letter, what folds to several letters.
_SPECIAL: Final = 1
#: Characters without a width, which join what is around them.
_JOINS: Final = 2
_APOSTROPHE: Final = 3
#: What stands between words. Letters are their code points, which are larger.
BETWEEN: Final = 4

_FIRST_CYRILLIC: Final = 0x400
_BLANK: Final = ord(" ")

#: Han and Hangul, which folding leaves as they are; and where Unicode has no letters any more.
_BULK: Final = (range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0x20000, 0x2F800))
_LAST_LETTER: Final = 0x32000
#: Up to here folding may change a letter that has no case and no parts.
_LATIN_AND_CYRILLIC: Final = 0x530

_CONTEXT: Final = re.compile(f"[{MARKS}\u1100-\u11ff\u3099\u309a\uff9e\uff9f\u0149\u0345]")
_JOINER: Final = re.compile(f"[{JOINERS}]")


class Outline(NamedTuple):
    """A text, and its letters folded, one for each of its characters.

    It has the words of `source`, the text as it came with a blank before and behind it.
    """

    text: str
    letters: NDArray[np.uint64]
    source: str

    @property
    def placed(self) -> bool:
        """Whether it is the text as it came, so that its characters are those of the text."""
        return self.text == self.source

    @property
    def folded(self) -> str:
        """The text's letters, folded; what stands between words is told by no letter."""
        return self.letters.astype("<u4").tobytes().decode("utf-32-le")


def outline(text: str) -> Outline:
    """The outline of a text, with a blank before and behind it.

    It may be the outline of another text of the same words: letters that fold to several, and
    what stands within words and counts for nothing, are replaced first.
    """
    text = f" {text} "
    letters = _folded(text)
    # What needs a second look has the lowest numbers.
    lowest = letters.min()
    if lowest == _JOINS:
        letters = _parted(letters)
        lowest = letters.min()
    if lowest >= _APOSTROPHE:
        return _joined(text, letters, text) if lowest < BETWEEN else Outline(text, letters, text)
    plain = _without_special(text, letters)
    letters = _folded(plain)
    if letters.min() < _APOSTROPHE:
        plain = f" {fold_words(plain)} "
        codes = _codes(plain).astype(np.uint64)
        return Outline(plain, np.where(codes == _BLANK, BETWEEN, codes), text)
    return _joined(plain, letters, text)


def _parted(letters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Without joiners that have no letter on one side: they join nothing, as those of pictures."""
    at = np.flatnonzero(letters == _JOINS)
    beside = np.maximum(letters.take(at - 1) == BETWEEN, letters.take(at + 1) == BETWEEN)
    letters[at[beside]] = BETWEEN
    return letters


def _joined(text: str, letters: NDArray[np.uint64], source: str) -> Outline:
    """The outline of a text without the apostrophes that are part of a word's spelling."""
    at = _inner_apostrophes(text, letters)
    if not len(at):
        return Outline(text, letters, source)
    edges = [-1, *at.tolist(), len(text)]
    plain = "".join(text[start + 1 : end] for start, end in pairwise(edges))
    return Outline(plain, np.delete(letters, at), source)


def _inner_apostrophes(text: str, letters: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Where the apostrophes stand that are part of a word, which they are in Cyrillic alone."""
    if letters.max() < _FIRST_CYRILLIC:
        return np.empty(0, np.intp)
    at = np.flatnonzero(letters == _APOSTROPHE)
    inner = [is_inner_apostrophe(text, place) for place in at.tolist()]
    return at[np.array(inner, np.bool_)]


def _without_special(text: str, letters: NDArray[np.uint64]) -> str:
    """The same words without the special characters that need no look at their neighbours."""
    at = np.flatnonzero(letters < _APOSTROPHE)
    if (letters.take([at - 1, at + 1]) == _APOSTROPHE).any():
        return text
    replaced = _replaced()
    special = {text[place] for place in at.tolist()}
    for character in special if special <= replaced.keys() else ():
        text = text.replace(character, replaced[character])
    return text


def _folded(text: str) -> NDArray[np.uint64]:
    # The last number stands for all beyond the last letter.
    return _letters().take(_codes(text), mode="clip")


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def _letters() -> NDArray[np.uint64]:
    """The folded letter of every character."""
    table = np.full(_LAST_LETTER + 1, BETWEEN, np.uint64)
    for codes in _BULK:
        table[codes.start : codes.stop] = [
            code if chr(code).isalnum() else BETWEEN for code in codes
        ]
    for code in _single():
        table[code] = _letter(code)
    for code in _composing():
        table[code] = _SPECIAL
    return table


@cache
def _replaced() -> Mapping[str, str]:
    """Special characters that are others, or nothing, wherever they stand."""
    special = [chr(code) for code in _single() if _letters()[code] <= _JOINS]
    special = [each for each in special if unicodedata.is_normalized("NFC", each)]
    fixed = [each for each in special if not unicodedata.combining(each)]
    several = {each: fold_words(each) for each in fixed if not _CONTEXT.match(each)}
    longer = {each: folded for each, folded in several.items() if len(folded) > 1}
    return longer | {each: "" for each in fixed if _JOINER.match(each)}


def _single() -> Iterator[int]:
    """The characters that are looked at one by one."""
    yield from range(_BULK[0].start)
    for before, after in zip(_BULK, (*_BULK[1:], range(_LAST_LETTER, _LAST_LETTER)), strict=True):
        yield from range(before.stop, after.start)


def _letter(code: int) -> int:
    character = chr(code)
    if character in APOSTROPHES:
        return _APOSTROPHE
    if _JOINER.match(character):
        return _JOINS
    if unicodedata.combining(character) or _CONTEXT.match(character):
        return _SPECIAL
    if not character.isalnum():
        return BETWEEN
    if not unicodedata.is_normalized("NFC", character):
        return _SPECIAL
    if code > _LATIN_AND_CYRILLIC and not unicodedata.decomposition(character):
        folded = character.casefold()
    else:
        folded = fold_words(character)
    return _SPECIAL if len(folded) > 1 else ord(folded)


def _composing() -> Iterator[int]:
    """Characters that may become one with the one before them."""
    for code in _single():
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):  # noqa: PLR2004 - a letter and a mark
            yield int(parts[1], 16)
