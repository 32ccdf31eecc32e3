"""Terms for a topic from articles that somebody marked: words that set them apart from others.

A word or a pair of neighbouring words is proposed where most of the marked articles of a
language hold it and few of the others do. Both are counted by the gate, so that a proposed term
brings what is said of it. Scripts without blanks between words get no proposals: where a word
ends can't be told there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.classify.article_text import headline_and_body
from agents.classify.compile_terms import compile_term
from agents.classify.gate import Gate
from agents.classify.gate_steps import gate_steps
from agents.classify.paragraphs import paragraphs
from agents.text.words import stem
from agents.topics.definitions import Topic, TopicSet
from agents.topics.suggest_candidates import MOST, UNKNOWN, candidates, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agents.classify.terms import TermWord
    from streams.records import Article

#: How many times its share of the marked articles has to be that of the others.
_SETS_APART: Final = 5

#: Marked and other articles of a language from which its everyday words are known.
ENOUGH_RELEVANT: Final = 3
ENOUGH_OTHERS: Final = 5


@dataclass(frozen=True)
class Suggestion:
    """A term, and in how many articles of its language it stands."""

    language: str
    term: str
    relevant: int
    of_relevant: int
    others: int
    of_others: int

    @property
    def worth(self) -> float:
        """Share of the marked articles that it finds, times how sure it is of them, twice."""
        found, wrong = self.relevant / self.of_relevant, self.others / max(self.of_others, 1)
        return found * (found / (found + wrong)) ** 2


@dataclass(frozen=True)
class TooFew:
    """A language with too few articles to tell what is special from what is common."""

    language: str
    relevant: int
    others: int


class Suggester:
    """Counts candidates, which are those of the marked articles, over these and others."""

    def __init__(self, relevant: Sequence[Article]) -> None:
        self._candidates = candidates(relevant)
        self._gate = _gate(self._candidates)
        self._relevant: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        self._in_relevant: Counter[_Found] = Counter()
        self._in_others: Counter[_Found] = Counter()
        for article in relevant:
            self._count(article, self._relevant, self._in_relevant)

    def take_other(self, article: Article) -> None:
        """Counts an article that is not about the topic."""
        self._count(article, self._others, self._in_others)

    def too_few(self) -> list[TooFew]:
        """The languages of marked articles for which nothing can be said."""
        return [
            TooFew(language, count, self._others[language])
            for language, count in sorted(self._relevant.items())
            if count < ENOUGH_RELEVANT or self._others[language] < ENOUGH_OTHERS
        ]

    def suggestions(self, limit: int) -> Iterator[Suggestion]:
        """Up to `limit` terms for each language, the best ones first."""
        silent = {each.language for each in self.too_few()}
        for language in sorted(self._candidates.keys() - silent):
            counted = (self._suggestion(language, term) for term in self._candidates[language])
            fit = sorted(filter(_sets_apart, counted), key=_rank)
            yield from _distinct(fit)[:limit]

    def _suggestion(self, language: str, term: str) -> Suggestion:
        found = (language, compile_term(term).words)
        return Suggestion(
            language,
            term,
            self._in_relevant[found],
            self._relevant[language],
            self._in_others[found],
            self._others[language],
        )

    def _count(self, article: Article, articles: Counter[str], terms: Counter[_Found]) -> None:
        language, _ = read(article)
        articles[language] += 1
        if self._gate:
            headline, body = headline_and_body(article)
            steps = gate_steps(self._gate, headline, body, paragraphs(headline, body))
            found = (term.words for each in steps.in_prose.values() for term in each)
            terms.update((language, words) for words in found)


_Found = tuple[str, tuple["TermWord", ...]]


def _gate(by_language: Mapping[str, Sequence[str]]) -> Gate | None:
    """One topic of all candidates: the gate asks for no language."""
    terms = tuple(dict.fromkeys(term for each in by_language.values() for term in each))
    if not terms:
        return None
    return Gate(TopicSet((Topic(id="candidates", name="Candidates", terms={UNKNOWN: terms}),)))


def _sets_apart(each: Suggestion) -> bool:
    found, wrong = each.relevant / each.of_relevant, each.others / each.of_others
    return found >= MOST and found >= _SETS_APART * wrong


def _rank(each: Suggestion) -> tuple[float, int, str]:
    # Of two that are worth the same, the one of more words means less that is not meant.
    return (-each.worth, -len(each.term), each.term)


def _distinct(ranked: Iterable[Suggestion]) -> list[Suggestion]:
    """Without those that say what a better one says, in more words or in fewer."""
    kept: dict[str, Suggestion] = {}
    for each in ranked:
        words = each.term.split(" ")
        if not any(_overlap(words, other.split(" ")) for other in kept):
            kept[each.term] = each
    return list(kept.values())


def _overlap(words: Sequence[str], others: Sequence[str]) -> bool:
    fewer, more = sorted((words, others), key=len)
    return all(any(_is_alike(word, other) for other in more) for word in fewer)


def _is_alike(word: str, other: str) -> bool:
    return word.startswith(stem(other)) or other.startswith(stem(word))
