"""A text as the gate scans it: one byte a character, so that places are those of the text.

Folding a text in full costs more than all else that is done to an article that matches nothing. Of
an outline only the letters' case, accents and widths are gone; letters beyond ASCII share bytes, so
what is found in it may be another word. Words that count are folded in full where they stand.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from agents.text.folding import APOSTROPHES, JOINERS, MARKS, fold_words, without_inner_apostrophes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

_BLANK: Final = ord(" ")
_APOSTROPHE: Final = ord("'")
#: What can't be told letter by letter: marks that join their letter, what folds to several letters.
_SPECIAL: Final = 0
_ASCII_END: Final = 128

#: Han and Hangul, which folding leaves as they are; and where Unicode has no letters any more.
_BULK: Final = (range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0x20000, 0x2F800))
_LAST_LETTER: Final = 0x32000
_CODES: Final = 0x110000
#: Up to here folding may change a letter that has no case and no parts.
_LATIN_AND_CYRILLIC: Final = 0x530

_CONTEXT: Final = re.compile(f"[{MARKS}\u1100-\u11ff\u3099\u309a\uff9e\uff9f\u0149\u0345]")
_JOINER: Final = re.compile(f"[{JOINERS}]")
_INNER_APOSTROPHE: Final = re.compile(rb"'(?<=[\x80-\xff].)(?=[\x80-\xff])")
_APOSTROPHE_BESIDE_SPECIAL: Final = re.compile(rb"'\0|\0'")

_LOWER: Final = bytes(
    ord(chr(byte).lower()) if byte < _ASCII_END and chr(byte).isalnum() else _BLANK
    for byte in range(256)
)


class Outline(NamedTuple):
    """A text, and a byte for each of its characters; words stand between blanks in `marks`."""

    text: str
    marks: bytes


def outline(text: str) -> Outline:
    """The outline of a text, with a blank before and behind it.

    It may be the outline of another text of the same words: letters that fold to several, and
    what stands within words and counts for nothing, are replaced first.
    """
    text = f" {text} "
    if text.isascii():
        return Outline(text, text.encode().translate(_LOWER))
    marks = _marks(text)
    if _SPECIAL in marks:
        text = _without_special(text, marks)
        marks = _marks(text)
        if _SPECIAL in marks:
            text = f" {fold_words(text)} "
            return Outline(text, outlined(text))
    if b"'" in marks and _INNER_APOSTROPHE.search(marks):
        text = without_inner_apostrophes(text)
        marks = _marks(text)
    return Outline(text, marks.replace(b"'", b" "))


def outlined(word: str) -> bytes:
    """A folded word as it stands in outlines."""
    codes = _codes(word)
    return np.where(codes < _ASCII_END, codes, _shared(codes)).astype(np.uint8).tobytes()


def _without_special(text: str, marks: bytes) -> str:
    """The same words without the special characters that need no look at their neighbours."""
    if _APOSTROPHE_BESIDE_SPECIAL.search(marks):
        return text
    replaced = _replaced()
    special = {text[found.start()] for found in re.finditer(b"\0", marks)}
    for character in special if special <= replaced.keys() else ():
        text = text.replace(character, replaced[character])
    return text


def _marks(text: str) -> bytes:
    return _letters()[_codes(text)].tobytes()


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _shared(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    shared: NDArray[np.uint32] = codes % _ASCII_END + _ASCII_END
    return shared


@cache
def _letters() -> NDArray[np.uint8]:
    """The byte of every character."""
    table = np.full(_CODES, _BLANK, np.uint8)
    for codes in _BULK:
        bulk = np.arange(codes.start, codes.stop, dtype=np.uint32)
        letters = [chr(code).isalnum() for code in codes]
        table[codes.start : codes.stop] = np.where(letters, _shared(bulk), _BLANK)
    for code in _single():
        table[code] = _letter(code)
    for code in _composing():
        table[code] = _SPECIAL
    return table


@cache
def _replaced() -> Mapping[str, str]:
    """Special characters that are others, or nothing, wherever they stand."""
    special = [chr(code) for code in _single() if _letters()[code] == _SPECIAL]
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
    if unicodedata.combining(character) or _CONTEXT.match(character) or _JOINER.match(character):
        return _SPECIAL
    if not character.isalnum():
        return _BLANK
    if not unicodedata.is_normalized("NFC", character):
        return _SPECIAL
    if code > _LATIN_AND_CYRILLIC and not unicodedata.decomposition(character):
        folded = character.casefold()
    else:
        folded = fold_words(character)
    return _SPECIAL if len(folded) > 1 else outlined(folded)[0]


def _composing() -> Iterator[int]:
    """Characters that may become one with the one before them."""
    for code in _single():
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):  # noqa: PLR2004 - a letter and a mark
            yield int(parts[1], 16)
