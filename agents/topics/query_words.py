"""The words of a query's clause, and their wildcards."""

from __future__ import annotations

import re
from typing import Final

from agents.text.words import fold, is_unspaced, words
from agents.topics.query import is_wildcard

#: Words of one phrase; longer ones are whole sentences, which are found by their rarest words.
MAX_WORDS: Final = 20

_LONGEST_WORD: Final = 100

#: Letters in a row that a word with wildcards must have: with fewer it stands in every article.
_FEWEST_LETTERS: Final = 2

_CHUNK: Final = re.compile(r"[^\s\"]+")
_LETTERS_AND_WILDCARDS: Final = re.compile(r"(?:[^\W_]|[*?])+")
_WILDCARDS: Final = re.compile(r"[*?]+")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


class WordError(ValueError):
    """Words that can't be sought; says why."""


def query_words(source: str) -> tuple[str, ...]:
    """The words of a word or of a phrase in quotes, as it stands in a query.

    They stay as they are written, since capitals may say that one is an abbreviation; those with
    wildcards are folded. Within quotes ? is a question mark and no wildcard.

    Raises:
        WordError: there is none, there are too many, or a wildcard stands for nearly everything.
    """
    text = unescaped(source)
    if source.startswith('"'):
        text = text.replace("?", " ")
    found = tuple(word for chunk in _CHUNK.findall(text) for word in _words(chunk))
    if not any(_WILDCARDS.sub("", word) for word in found):
        raise WordError(f"there is no word in '{source[:20]}'")
    if len(found) > MAX_WORDS:
        raise WordError(f"a phrase of more than {MAX_WORDS} words")
    if any(len(word) > _LONGEST_WORD for word in found):
        raise WordError(f"a word of more than {_LONGEST_WORD} letters")
    for word in found:
        if is_wildcard(word) and len(longest_run(word)) < (1 if is_unspaced(word) else 2):
            raise WordError(f"'{word[:20]}' needs at least {_FEWEST_LETTERS} letters in a row")
    return found


def _words(chunk: str) -> list[str]:
    if is_wildcard(chunk):
        return _LETTERS_AND_WILDCARDS.findall(fold(chunk))
    return [word.group() for word in words(chunk)]


def longest_run(word: str) -> str:
    """The longest row of letters without a wildcard, the first of several."""
    return max(_WILDCARDS.split(word), key=len)


def unescaped(source: str) -> str:
    r"""The text without backslashes; an escaped mark is no operator, and so it is a blank."""
    return _ESCAPED.sub(lambda found: found[1] if found[1].isalnum() else " ", source)
