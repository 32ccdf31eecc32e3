"""Words of many scripts: how they are found, folded and compared, by structure alone.

A stem is what is left of a word when the ending that its script can have is cut off. It needs
no language, and so it is rough; terms are found by the grammar in `agents.text.inflection`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from agents.text.folding import APOSTROPHES, INNER_APOSTROPHE, JOINERS, MARKS, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "AUXILIARIES",
    "JOINING",
    "fold",
    "folded_words",
    "is_unspaced",
    "script_of_word",
    "stem",
    "words",
]

# Accents and joiners belong to their word, so that decomposed text has the same words.
_LETTER: Final = rf"(?![{APOSTROPHES}])[^\W_]"
_WORD: Final = re.compile(rf"{_LETTER}(?:{_LETTER}|[{MARKS}{JOINERS}]|{INNER_APOSTROPHE})*")

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
AUXILIARIES: Final = frozenset(fold(" ".join(_AUXILIARY_VERBS)).split())

#: Words that only join others. What a term is about does not hang on them ('weapons for
#: Ukraine' is also said as 'weapons to Ukraine'), and no unit is one.
JOINING: Final = frozenset(fold(" ".join(_JOINING_WORDS)).split())


def words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text in their order; `start()` and `end()` are their characters."""
    return _WORD.finditer(text)


def folded_words(text: str) -> list[str]:
    """The folded words of a text, in their order."""
    return [fold(word.group()) for word in words(text)]


def is_unspaced(word: str) -> bool:
    """Whether a word's script puts no blanks between words, so that it must be sought inside."""
    return _UNSPACED.search(word) is not None


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A folded word without the ending that a word of its script and length can have."""
    if is_unspaced(word) or not word.isalpha():
        return word
    endings = _ENDINGS[script_of_word(word)]
    cut = sum(len(word) >= length for length in endings)
    return word[: len(word) - cut]


def script_of_word(word: str) -> str:
    """Which of the ways to build forms a word has by its letters: most scripts have none."""
    if _CYRILLIC.search(word):
        return "cyrillic"
    return "hangul" if _HANGUL.search(word) else "other"
