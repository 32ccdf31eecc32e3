"""One folding for everything that compares words: case, width, diacritics, apostrophes, joiners.

A text and a term that differ in nothing else are the same after it. It goes letter by letter, so
a word folded alone is the word as it stands in a folded text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Marks that people and keyboards take for an apostrophe.
APOSTROPHES: Final = "'’‘ʼ`´＇‛′ʻ"

#: Characters without a width: soft hyphen, zero-width space and joiners, byte order mark.
JOINERS: Final = "\u00ad\u200b-\u200d\u2060\ufeff"

#: Combining accents belong to their letter.
MARKS: Final = "\u0300-\u036f"

_CYRILLIC: Final = "\u0400-\u0481\u048a-\u04ff"

#: An apostrophe within a Cyrillic word is part of its spelling ('об'єкт'), and often left out;
#: elsewhere it parts words ('l'Ukraine', 'Kyiv's').
INNER_APOSTROPHE: Final = (
    rf"[{APOSTROPHES}](?<=[{_CYRILLIC}{MARKS}{JOINERS}].)(?=[{_CYRILLIC}{JOINERS}])"
)

_INNER_APOSTROPHE: Final = re.compile(INNER_APOSTROPHE)
_HAS_SIGN: Final = re.compile(f"[{APOSTROPHES}{JOINERS}]")
_HAS_CYRILLIC: Final = re.compile(f"[{_CYRILLIC}]")
_JOINERS: Final = re.compile(f"[{JOINERS}]+")

# Accents, and the parts of decomposed Hangul: what may have to be composed.
_COMBINING: Final = re.compile(f"[{MARKS}\u1100-\u11ff]")

# Sorting them takes normalization the square of their number; no writing system has so many.
_MARKS_IN_A_ROW: Final = re.compile(rf"([{MARKS}]{{30}})[{MARKS}]+")

# What may need folding beside case: all but ASCII and the bulk of Cyrillic and Hangul.
_UNUSUAL: Final = re.compile("[^\u0000-\u007f\u0402-\u044f\u0452-\u045c\u0490-\u04ff\uac00-\ud7a3]")

# Letters with a stroke, which Unicode does not decompose, and the Cyrillic io, which is mostly
# written without its dots. Other Cyrillic marks make another letter.
_PLAIN: Final = {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ё": "е", "ѝ": "и"}
_BARE_SCRIPTS: Final = ("LATIN", "GREEK")
_VOICING: Final = "\u3099\u309a"
_VOICED: Final = re.compile(f"[{_VOICING}]")
_WIDTHS: Final = ("<wide>", "<narrow>", "<font>", "<compat>")

_BLANKS: Final = bytes(
    byte if byte > 127 or chr(byte).isalnum() else ord(" ")  # noqa: PLR2004 - the end of ASCII
    for byte in range(256)
)


class _Folded(dict[str, str]):
    """What a character becomes once its case is folded, found out when it is first met."""

    def __missing__(self, character: str) -> str:
        self[character] = folded = "".join(map(_plain, _as_wide(character)))
        return folded


def _as_wide(character: str) -> str:
    if character.isalnum() and unicodedata.decomposition(character).startswith(_WIDTHS):
        wide = unicodedata.normalize("NFKC", character).casefold()
        return wide if wide.isalnum() or wide in _VOICING else character
    return character


def _plain(character: str) -> str:
    if character in _PLAIN or not _is_of_word(character):
        return _PLAIN.get(character, character)
    if not unicodedata.name(character, "").startswith((*_BARE_SCRIPTS, "COMBINING")):
        return character
    parts = unicodedata.normalize("NFD", character)
    return "".join(_PLAIN.get(part, part) for part in parts if not unicodedata.combining(part))


def _is_of_word(character: str) -> bool:
    if "\u0300" <= character <= "\u036f":
        return True
    return character.isalnum() and character not in APOSTROPHES


_FOLDED: Final = _Folded()


def fold(text: str) -> str:
    """The text as it is compared; marks between words stay as they are."""
    return text.lower() if text.isascii() else _fold(text, parted=False)


def fold_words(text: str) -> str:
    """The folded words of a text, with one blank between two."""
    folded = text.lower() if text.isascii() else _fold(text, parted=True)
    plain = folded.encode("utf-8", "replace").translate(_BLANKS)
    return b" ".join(plain.split()).decode()


def _fold(text: str, *, parted: bool) -> str:
    if "\u0149" in text or "\u0345" in text:  # case folding makes other signs of these two
        text = text.replace("\u0149", "n").replace("\u0345", "\u0301")
    # Most texts have few characters beyond ASCII, Cyrillic and Hangul: each is replaced at once.
    folded = text.casefold()
    unusual = set(_UNUSUAL.findall(folded))
    signs = "".join(unusual)
    if "'" in text or "`" in text or _HAS_SIGN.search(signs):
        folded = _without_signs(text).casefold()
    if _COMBINING.search(signs) or not unicodedata.is_normalized("NFC", folded):
        folded = unicodedata.normalize("NFC", _MARKS_IN_A_ROW.sub(r"\1", folded))
        unusual = set(_UNUSUAL.findall(folded))
    for character in unusual:
        plain = " " if parted and not _is_of_word(character) else _FOLDED[character]
        if plain != character:
            folded = folded.replace(character, plain)
    # Narrow kana carry their voicing mark behind them; as wide ones they are one letter.
    return unicodedata.normalize("NFC", folded) if _VOICED.search(folded) else folded


def is_inner_apostrophe(text: str, place: int) -> bool:
    """Whether the character at a place of a text is an apostrophe that is part of its word."""
    return _INNER_APOSTROPHE.match(text, place) is not None


def _without_signs(text: str) -> str:
    """Without inner apostrophes and joiners."""
    joined = _JOINERS.search(text) is not None
    # English is full of apostrophes and has none of these.
    if joined or _HAS_CYRILLIC.search(text):
        text = _INNER_APOSTROPHE.sub("", text)
    return _JOINERS.sub("", text) if joined else text
