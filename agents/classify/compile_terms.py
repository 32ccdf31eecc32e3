"""A topic's terms as their author wrote them, made into what a text is searched for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final

from agents.classify.terms import LONGEST, PARTIAL, Term, TermWord
from agents.text import spellings
from agents.text.aliases import NOT_NAMED, Found
from agents.text.inflection import NO_LANGUAGE, beginning, languages_of
from agents.text.words import JOINING, fold, is_unspaced, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.text.aliases import Aliases, Group, Name
    from agents.topics.definitions import Topic

#: Letters of an abbreviation in capitals at most; it has no other forms.
_ABBREVIATION: Final = 5

#: Words of a term as they are written, and what other names they have.
_Slot = tuple[Sequence[str], Found]


def terms_of(topic: Topic, aliases: Aliases | None = None) -> tuple[Term, ...]:
    """The terms of a topic in all its languages; the same words in two of them count once."""
    terms = (
        compile_term(text, language, aliases)
        for language, each in topic.terms.items()
        for text in each
    )
    return tuple({term.words: term for term in terms}.values())


def compile_term(text: str, language: str | None = None, aliases: Aliases | None = None) -> Term:
    """Reads a term's words; joining words count only where there is nothing else.

    `language` is the one that the term is listed under; without it the word's script tells
    whose grammar may say what its forms are. Words that are a name of a group of aliases are one
    word of the term, and each other name of the group stands for it.
    """
    written = {fold(word.group()): word.group() for word in words(text)}
    carrying = [written[word] for word in written if word not in JOINING] or [*written.values()]
    slots = tuple(_slots(carrying, language, aliases))
    # In another language nothing but names can be found of a term. Where they are too few to
    # make it by themselves, they would only let through all that names a country.
    everywhere = sum(_is_named(slot, language) for slot in slots) >= ceil(len(slots) * PARTIAL)
    return Term(text, tuple(_term_word(slot, language, everywhere=everywhere) for slot in slots))


def _slots(
    carrying: Sequence[str], language: str | None, aliases: Aliases | None
) -> Iterator[_Slot]:
    at = 0
    while at < len(carrying):
        found = aliases.find(carrying[at:], language) if aliases else NOT_NAMED
        yield carrying[at : at + found.length], found
        at += found.length


def _is_named(slot: _Slot, language: str | None) -> bool:
    written, found = slot
    return bool(found.own or found.shipped or _readings(written[0], language))


def _term_word(slot: _Slot, language: str | None, *, everywhere: bool) -> TermWord:
    """A word of a term with its other names; one of several words has its own row among them."""
    written, found = slot
    row = tuple(_word(fold(word), word, language) for word in written)
    shipped = found.shipped if everywhere else tuple(_at_home(found.shipped, language))
    rows = rows_of(tuple(dict.fromkeys((*found.own, *shipped))))
    if len(row) > 1:
        text = " ".join(word.text for word in row)
        # The name as its author wrote it, also where the group has it in another form.
        every = tuple(dict.fromkeys((row, *rows)))
        return TermWord(text, row[0].stem, LONGEST, inside=False, others=every, alone=False)
    others = tuple(each for each in rows if len(each) > 1 or each[0].text != row[0].text)
    return replace(row[0], others=(*others, *_other_spellings(written[0], language)))


def _at_home(group: Group, language: str | None) -> Iterator[Name]:
    return (name for name in group if name.language == language or name.is_abbreviation)


def _other_spellings(written: str, language: str | None) -> Iterator[tuple[TermWord]]:
    """What takes a name as other spellings and scripts have it."""
    if readings := _readings(written, language):
        yield (TermWord(fold(written), "", LONGEST, inside=False, readings=readings),)


def _readings(written: str, language: str | None) -> frozenset[str]:
    # German writes every noun as others write names.
    is_name = spellings.is_name(written) and language != "de"
    return spellings.sought(fold(written)) if is_name else frozenset()


@lru_cache(maxsize=4096)
def rows_of(group: Group) -> tuple[tuple[TermWord, ...], ...]:
    """The names of a group, each as the words that stand behind each other."""
    rows = (tuple(_word(fold(each), each, name.language) for each in name.words) for name in group)
    return tuple(dict.fromkeys(rows))


def _word(word: str, written: str, language: str | None) -> TermWord:
    abbreviation = written.isupper() and 1 < len(word) <= _ABBREVIATION
    languages = (NO_LANGUAGE,) if abbreviation else languages_of(word, language)
    return TermWord(word, beginning(word, languages), LONGEST, is_unspaced(word), languages)
