"""A topic's terms, and where a paragraph speaks of them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from agents.text.words import (
    JOINING,
    fold,
    folded_words,
    is_unspaced,
    longest_form,
    stem,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.topics.definitions import Topic

#: The least share of a term's words by which it counts as found: two of three, three of four.
#: What an analyst types is one wording of several, and half of a pair is another subject.
PARTIAL: Final = 2 / 3

#: A word of a text: its folded form, and its characters there.
Token = tuple[str, int, int]


@dataclass(frozen=True)
class TermWord:
    """One word of a term, and what its forms have in common.

    Attributes:
        text: the folded word.
        stem: what each form begins with.
        longest: how many letters a form has at most.
        inside: whether it is sought inside words, in scripts that put no blanks between them.
    """

    text: str
    stem: str
    longest: int
    inside: bool


class Forms:
    """The words of a text, ready to be asked for the forms of a term's word."""

    def __init__(self, text: str, offset: int = 0) -> None:
        """Reads the words of `text`; their characters are counted from `offset`."""
        self._first: dict[str, Token] = {}
        for word in words(text):
            token = (fold(word.group()), offset + word.start(), offset + word.end())
            self._first.setdefault(token[0], token)
        self._sorted = sorted(self._first)

    def first(self, word: TermWord) -> Token | None:
        """The first form of a word in the text, or None."""
        found = self._holding(word) if word.inside else self._beginning(word)
        return min(found, key=itemgetter(1), default=None)

    def _beginning(self, word: TermWord) -> Iterator[Token]:
        for index in range(bisect_left(self._sorted, word.stem), len(self._sorted)):
            form = self._sorted[index]
            if not form.startswith(word.stem):
                return
            if len(form) <= word.longest:
                yield self._first[form]

    def _holding(self, word: TermWord) -> Iterator[Token]:
        for form, (_, start, end) in self._first.items():
            inside = form.find(word.text)
            if inside >= 0 and len(form) == end - start:
                yield form, start + inside, start + inside + len(word.text)


@dataclass(frozen=True)
class Term:
    """A term as its author wrote it, and the words that it takes.

    It is found where its words stand in one paragraph (read together with the headline), in any
    order and any form; of three words or more, one in three may be missing.
    """

    text: str
    words: tuple[TermWord, ...]

    @property
    def fewest(self) -> int:
        """How many of the words must be there."""
        return ceil(len(self.words) * PARTIAL)

    @property
    def anchors(self) -> tuple[TermWord, ...]:
        """Words of which a text that holds the term has at least one: the longest ones."""
        longest = sorted(self.words, key=lambda word: (-len(word.stem), word.stem))
        return tuple(longest[: len(self.words) - self.fewest + 1])


def terms_of(topic: Topic) -> tuple[Term, ...]:
    """The terms of a topic in all its languages; the same words in two of them count once."""
    terms = (compile_term(term) for each in topic.terms.values() for term in each)
    return tuple({term.words: term for term in terms}.values())


def compile_term(text: str) -> Term:
    """Reads a term's words; joining words count only where there is nothing else."""
    found = dict.fromkeys(folded_words(text))
    carrying = [word for word in found if word not in JOINING] or list(found)
    return Term(text, tuple(map(_term_word, carrying)))


def _term_word(word: str) -> TermWord:
    return TermWord(word, stem(word), longest_form(word), is_unspaced(word))
