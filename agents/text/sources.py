"""When two names of sources are one source: by their last words, however these are spelled."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from agents.text.names import consonants
from agents.text.words import JOINING, folded_words, script_of_word

#: Share of its letters that two spellings of a name in one script have in common, in their order.
_SPELLING: Final = 0.7

#: Consonants by which a name is known in another script; two of them are shared by many.
_FEWEST: Final = 3


def is_same_source(one: str, other: str) -> bool:
    """Whether the last word of one name stands in the other.

    That is the family name of a person ('President Zelensky', 'Volodymyr Zelenskyy') and what an
    office is ('the ministry', 'Seoul's foreign ministry'); a title in front is shared by many. Two
    newspapers or ministries whose names end alike are taken for one, so that origins are counted
    too few rather than too many.
    """
    ours, theirs = _words(one), _words(other)
    if not ours or not theirs:
        return False
    return any(_is_alike(ours[-1], each) for each in theirs) or any(
        _is_alike(theirs[-1], each) for each in ours
    )


def _words(name: str) -> list[str]:
    return [word for word in folded_words(name) if word not in JOINING]


def _is_alike(word: str, other: str) -> bool:
    """Whether two words are spellings or forms of one."""
    if word == other:
        return True
    sounds = consonants(word)
    if sounds != consonants(other):
        return False
    if script_of_word(word) != script_of_word(other):
        return len(sounds) >= _FEWEST
    return SequenceMatcher(None, word, other).ratio() >= _SPELLING
