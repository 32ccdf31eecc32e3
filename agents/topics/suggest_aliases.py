"""Names that face each other in marked articles of several languages and are too short to be told.

A long name is found in other scripts by its sounds, without any file. Of a short one the sounds are
those of many words; but where most marked articles of two languages hold words that sound alike,
they are most likely one name. A person decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from agents.text.cldr_names import cldr_names
from agents.text.spellings import common_sounds, is_spelling, sought
from agents.text.words import fold, script_of_word, words
from agents.topics.suggest_candidates import MOST, UNKNOWN, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from streams.records import Article

#: Articles of a language that have a name, for it to be proposed.
_ARTICLES: Final = 2


@dataclass(frozen=True)
class AliasSuggestion:
    """One name by language, as its articles write it most often."""

    names: Mapping[str, str]


def suggest_aliases(relevant: Iterable[Article]) -> list[AliasSuggestion]:
    """Names that enough marked articles of several languages have, each in all of these."""
    groups: list[dict[str, str]] = []
    for pair in _pairs(_names(relevant)):
        group = next((each for each in groups if each.items() & pair.items()), None)
        if group is None:
            groups.append(dict(pair))
        else:
            group.update(pair | group)
    return [AliasSuggestion(group) for group in groups]


def _pairs(names: Mapping[str, Mapping[str, str]]) -> Iterator[dict[str, str]]:
    for one, other in combinations(sorted(names), 2):
        for sounds in sorted(names[one].keys() & names[other].keys()):
            name, other_name = names[one][sounds], names[other][sounds]
            if not _is_found_without(name, one, other_name):
                yield {one: name, other: other_name}


def _is_found_without(name: str, language: str, other: str) -> bool:
    """Whether a name finds another one without any file, or can't be told from it."""
    if script_of_word(name) == script_of_word(other) or cldr_names().find([name], language)[1]:
        return True
    return is_spelling(fold(other), sought(fold(name)))


def _names(relevant: Iterable[Article]) -> Mapping[str, Mapping[str, str]]:
    """By language and by sounds the names that enough of its articles hold, in their usual form."""
    forms: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    counts: Counter[tuple[str, str]] = Counter()
    articles: Counter[str] = Counter()
    for article in relevant:
        language, texts = read(article)
        articles[language] += 1
        found = {name: common_sounds(fold(name)) for text in texts for name in _names_in(text)}
        counts.update(
            (language, each) for each in {one for every in found.values() for one in every}
        )
        for name, every in found.items():
            for sounds in every:
                forms[language][sounds][name] += 1
    return {
        language: {
            sounds: _usual(written)
            for sounds, written in each.items()
            if counts[language, sounds] >= max(_ARTICLES, MOST * articles[language])
        }
        for language, each in forms.items()
        if language != UNKNOWN
    }


def _names_in(text: str) -> Iterator[str]:
    """Words with a capital that don't open a text; any word of Hangul, which has no capitals."""
    for index, found in enumerate(words(text)):
        word = found.group()
        hangul = script_of_word(word) == "hangul"
        if word.isalpha() and (hangul or (index and word[0].isupper() and not word.isupper())):
            yield word


def _usual(forms: Counter[str]) -> str:
    """The commonest form; of equally common ones the shortest, which has no ending."""
    return min(forms, key=lambda form: (-forms[form], len(form), form))
