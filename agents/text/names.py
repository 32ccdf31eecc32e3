"""Names across scripts: Zelensky, Зеленський and 젤렌스키 leave the same consonants.

A translation keeps its names, and few other words look alike in two languages. So a name's
letters are read as the sounds that all scripts agree on, and what spellings differ in is
dropped: vowels, doubled letters, voiced against voiceless.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from agents.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Consonants by which a name is known: enough to part names, few enough that the endings of
#: inflected forms and particles fall off.
_KEPT: Final = 4
_FEWEST: Final = 2

_CYRILLIC: Final = str.maketrans(
    "бвфпґкхдтжзсцчшщлрмн" + "агеєэиыіїйоуюяёъь",
    "ppppkkkttsssssssllmn" + " " * 17,
)
_LATIN_PAIRS: Final = re.compile(r"t?s?ch|[sczt]h|[ct]z|ts|kh|ph|ng")
_LATIN_SOUNDS: Final = {"kh": "k", "ph": "p", "th": "t", "ng": "n"}
_LATIN: Final = str.maketrans("bvfwgqcxdzjrł" + "aeiouyh", "ppppkkkktssll" + " " * 7)
_REPEATED: Final = re.compile(r"(.)\1+")

# Initials and finals of a Hangul syllable in Unicode's order.
_INITIALS: Final = "kknttlmppss sssktp "
_FINALS: Final = " kkknnntlkmlllplmppttnttktpt"
_FIRST_SYLLABLE, _LAST_SYLLABLE = "가", "힣"
_PER_INITIAL: Final = 588
_PER_VOWEL: Final = 28


def names(sentence: str) -> Iterator[str]:
    """The consonants of each name in a sentence.

    A name is a word with a capital that does not open the sentence; Hangul has no capitals, so
    every word of it may be one. Scripts that show no sounds give none.
    """
    for index, match in enumerate(words(sentence)):
        word = match.group()
        hangul = _is_hangul(word[0])
        if hangul or (index and word[0].isupper()):
            sounds = consonants(word)
            if len(sounds) >= _FEWEST:
                yield sounds


def consonants(word: str) -> str:
    """The first consonants of a word in any of the three scripts, as classes of sounds."""
    folded = word.casefold()
    if _is_hangul(folded[0]):
        sounds = "".join(map(_syllable, folded))
    else:
        letters = unicodedata.normalize("NFD", folded.translate(_CYRILLIC))
        paired = _LATIN_PAIRS.sub(lambda pair: _LATIN_SOUNDS.get(pair.group(), "s"), letters)
        sounds = paired.translate(_LATIN)
    kept = "".join(sound for sound in sounds if "a" <= sound <= "z")
    return _REPEATED.sub(r"\1", kept)[:_KEPT]


def _is_hangul(letter: str) -> bool:
    return _FIRST_SYLLABLE <= letter <= _LAST_SYLLABLE


def _syllable(letter: str) -> str:
    if not _is_hangul(letter):
        return letter
    index = ord(letter) - ord(_FIRST_SYLLABLE)
    return _INITIALS[index // _PER_INITIAL] + _FINALS[index % _PER_VOWEL]
