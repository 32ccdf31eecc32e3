"""Words of many scripts: how they are found, folded and compared, by structure alone.

Inflected forms are the same word here when they share a stem, and a stem is what is left of a
word when the ending that its script can have is cut off. That needs no dictionary; it reads
'soldiers' and 'soldier', 'санкції' and 'санкцій' as one, and leaves irregular forms apart.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# A combining accent belongs to its word, so that decomposed text has the same words.
_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")

# Sorting them takes normalization the square of their number; no writing system has so many.
_MARKS_IN_A_ROW: Final = re.compile(r"([\u0300-\u036f]{30})[\u0300-\u036f]+")

# Scripts written without blanks between words: kana, Han, Thai, Lao, Khmer, Burmese.
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")

#: Word lengths from which one, two, three letters count as an ending. Slavic adjectives have
#: longer endings than the Germanic and Romance ones; a Hangul noun keeps its form and gets
#: particles, so nothing is cut from it.
_ENDINGS: Final = {"cyrillic": (5, 7, 10), "other": (5, 9, 12), "hangul": ()}

# How much longer than the term's word a word of the text may be: an ending or a particle, and
# not the rest of a compound ('cap' finds 'caps' and neither 'capital' nor 'captain').
_LONGEST_ENDING: Final = 3
_SHORTEST_WITH_LONGEST: Final = 5

_JOINING_WORDS: Final = (
    "a an the of for to in on at by with from and or as than",
    "der die das den dem des für von vom zu zur zum im in am an auf aus mit und als",
    "le la les l de des du d à au aux en et pour par sur dans que",
    "el los las y para por con del al",
    "w we z ze na do dla i o od po przez",
    "в во у на з із зі с со до для від от из і й та и о об про по за к",
)

_AUXILIARY_VERBS: Final = (
    "am is are was were be been being has have had do does did",
    "will would shall should can could may might must",
    "ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können soll sollen",
    "est sont était étaient sera seront a ont avait avaient peut peuvent doit doivent",
    "es son era eran fue fueron será serán ha han había habían puede pueden",
    "jest są był była było były będzie będą został została zostały może mogą",
    "є був була було були буде будуть может могут може можуть был была было были будет будут",
)

#: Verbs that only carry tense or voice: where one stands, what was counted has been named.
AUXILIARIES: Final = frozenset(word for line in _AUXILIARY_VERBS for word in line.split())

#: Words that only join others. What a term is about does not hang on them ('weapons for
#: Ukraine' is also said as 'weapons to Ukraine'), and no unit is one.
JOINING: Final = frozenset(word for line in _JOINING_WORDS for word in line.split())


def words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text in their order; `start()` and `end()` are their characters."""
    return _WORD.finditer(text)


def fold(text: str) -> str:
    """The text as it is compared: composed, without case."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", _MARKS_IN_A_ROW.sub(r"\1", folded))


def folded_words(text: str) -> list[str]:
    """The folded words of a text, in their order."""
    return _WORD.findall(fold(text))


def is_unspaced(word: str) -> bool:
    """Whether a word's script puts no blanks between words, so that it must be sought inside."""
    return _UNSPACED.search(word) is not None


def stem(word: str) -> str:
    """A folded word without the ending that a word of its script and length can have."""
    if is_unspaced(word) or not word.isalpha():
        return word
    endings = _ENDINGS[_script(word)]
    cut = sum(len(word) >= length for length in endings)
    return word[: len(word) - cut]


def longest_form(word: str) -> int:
    """How many letters a form of a folded word has at most."""
    if _script(word) == "hangul":
        return len(word) + _LONGEST_ENDING
    shortage = max(0, _SHORTEST_WITH_LONGEST - len(word))
    return len(word) + max(1, _LONGEST_ENDING - shortage)


def _script(word: str) -> str:
    if _CYRILLIC.search(word):
        return "cyrillic"
    return "hangul" if _HANGUL.search(word) else "other"
