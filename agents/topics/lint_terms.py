"""What can be wrong with a topic's terms, told by the way in which classify finds them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.classify.compile_terms import compile_term
from agents.classify.terms import Forms, Term, TermWord
from agents.text.words import JOINING, folded_words
from agents.topics.lint_finding import Field, Finding, LintReason
from agents.topics.lint_scripts import LATIN, mixes_alphabets, script_counts, scripts_of_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agents.topics.definitions import Topic

#: A single word of so few letters is also another word, an abbreviation or part of a name. In
#: Hangul a syllable is one letter here; one Han character is a word of its own anywhere.
_SHORT: Final = 3
_SHORT_SYLLABLES: Final = 1

_DROP: Final = "drop it"
_NARROW: Final = "add a word that tells what is meant"


@dataclass(frozen=True)
class PlacedTerm:
    """A term with the place where it stands in its topic, and its own words to be sought in."""

    field: Field
    term: Term
    forms: Forms

    @property
    def language(self) -> str:
        """The language that it is listed under."""
        return str(self.field[1])

    def stands_in(self, forms: Forms) -> bool:
        """Whether all of its words have a form there."""
        return all(forms.first(word) for word in self.term.words)


def placed_terms(topic: Topic) -> list[PlacedTerm]:
    """All terms of a topic, in the order of the file."""
    return [
        PlacedTerm(("terms", language, index), compile_term(text, language), Forms.of(text))
        for language, texts in topic.terms.items()
        for index, text in enumerate(texts)
    ]


def lint_terms(index: int, topic: Topic) -> Iterator[Finding]:
    """The findings on the terms of the topic at an index of its file."""
    terms = placed_terms(topic)
    neighbours = _Neighbours(terms)
    for position, placed in enumerate(terms):
        beside = _beside(position, terms, neighbours.of(placed))
        for reason, what, advice in (*_alone(placed), *beside):
            yield Finding(index, placed.field, reason, what, advice)


class _Neighbours:
    """Terms by the beginning of their first word, so that few are compared with each other."""

    def __init__(self, terms: Sequence[PlacedTerm]) -> None:
        self._positions: dict[tuple[str, str], list[int]] = defaultdict(list)
        for position, placed in enumerate(terms):
            first = placed.term.words[0]
            self._positions[placed.language, first.stem].append(position)

    def of(self, placed: PlacedTerm) -> list[int]:
        """The terms of the same language that may stand in this one, in their order."""
        pieces = {piece for word in placed.term.words for piece in _pieces(word)}
        found = (self._positions.get((placed.language, piece), ()) for piece in pieces)
        return sorted({position for positions in found for position in positions})


def _pieces(word: TermWord) -> Iterator[str]:
    """Where another word's stem may stand in a word: at its beginning, or anywhere in it."""
    starts = range(len(word.text)) if word.inside else (0,)
    for start in starts:
        for end in range(start + 1, len(word.text) + 1):
            yield word.text[start:end]


_Fault = tuple[LintReason, str, str]


def _alone(placed: PlacedTerm) -> Iterator[_Fault]:
    text = placed.term.text
    words = [word.text for word in placed.term.words]
    if set(words) <= JOINING:
        what = f"'{text}' is made of joining words, which stand in nearly every article"
        yield LintReason.JOINING_WORDS_ONLY, what, _NARROW
    elif len(words) == 1 and words[0].isdecimal():
        yield LintReason.ONLY_NUMBERS, f"'{text}' is a number and nothing more", _NARROW
    elif len(words) == 1 and _is_short(words[0]):
        what = f"'{text}' is one short word, which is found whatever it means there"
        yield LintReason.ONE_SHORT_WORD, what, _NARROW
    yield from _script_faults(placed)


def _is_short(word: str) -> bool:
    syllables = not script_counts(word).keys().isdisjoint({"HANGUL", "CJK"})
    return len(word) <= (_SHORT_SYLLABLES if syllables else _SHORT)


def _script_faults(placed: PlacedTerm) -> Iterator[_Fault]:
    text, language = placed.term.text, placed.language
    for word in filter(mixes_alphabets, folded_words(text)):
        what = f"'{word}' in '{text}' has letters of two alphabets that look alike"
        yield LintReason.MIXED_SCRIPTS, what, "type the word again in one alphabet"
        return
    expected = scripts_of_language(language)
    found = script_counts(text).keys()
    if not expected or not found or not found.isdisjoint(expected):
        return
    if found == {LATIN} and _are_names(text):
        return
    what = f"'{text}' is written in {_names(found)}, under {language}"
    yield LintReason.WRONG_SCRIPT, what, "list it under its own language, or translate it"


def _are_names(text: str) -> bool:
    """Whether each word has a capital: NATO and iPhone are written so in every script."""
    return all(any(map(str.isupper, word)) or word.isdecimal() for word in text.split())


def _names(scripts: Iterable[str]) -> str:
    return " and ".join(sorted(script.capitalize() for script in scripts))


def _beside(
    position: int, terms: Sequence[PlacedTerm], neighbours: Iterable[int]
) -> Iterator[_Fault]:
    """What is wrong with a term beside the others of its language; one word on it is enough.

    The same name in two languages is no mistake: it costs nothing, and each list reads as whole.
    """
    placed = terms[position]
    for other_position in neighbours:
        other = terms[other_position]
        if other_position == position:
            continue
        if _is_same(placed, other):
            if other_position < position:
                yield _same(placed, other)
                return
        elif _is_covered(placed.term, other.term):
            yield _covered(placed.term, other.term)
            return


def _is_same(one: PlacedTerm, other: PlacedTerm) -> bool:
    """Whether either term is found in the other's words, and either finds all that one does."""
    together = one.stands_in(other.forms) and other.stands_in(one.forms)
    return together and (_is_covered(one.term, other.term) or _is_covered(other.term, one.term))


def _is_covered(term: Term, other: Term) -> bool:
    """Whether every text that holds all of a term holds all of another."""
    return all(any(word.covers(each) for each in term.words) for word in other.words)


def _same(placed: PlacedTerm, other: PlacedTerm) -> _Fault:
    text, earlier = placed.term.text, other.term.text
    if text.casefold() == earlier.casefold():
        what = f"'{text}' stands there twice"
    else:
        what = f"'{text}' has the words of '{earlier}' in another form or order"
    return LintReason.SAME_TERM, what, _DROP


def _covered(term: Term, other: Term) -> _Fault:
    """A covered term adds a hit only where it is found in part and the other one is not."""
    may_lack = min(len(term.words) - term.fewest, len(other.words))
    advice = f"drop it, or '{other.text}' if that is too wide"
    if len(other.words) - may_lack >= other.fewest:
        what = f"'{term.text}' can never add a hit: '{other.text}' is found wherever it is"
        return LintReason.DEAD_TERM, what, advice
    what = f"'{term.text}' holds '{other.text}', so it adds only articles that lack a word of that"
    return LintReason.LOOSENING_TERM, what, advice
