"""Words and pairs of neighbouring words that most of some articles hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from agents.classify.article_text import headline_and_body
from agents.classify.language import agreed
from agents.classify.paragraphs import paragraphs
from agents.classify.reading import read_page
from agents.text.words import AUXILIARIES, JOINING, folded_words, is_unspaced, stem
from agents.topics.lint_scripts import script_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from streams.records import Article

#: A candidate stands in such a share of the articles of its language at least.
MOST: Final = 0.4

_SHORTEST_WORD: Final = 4
_LONGEST_WORD: Final = 50
_SHORTEST_HANGUL: Final = 2
_LONGEST_PARTICLE: Final = 3

#: Candidates of a language: far more than it has words in 40 % of some articles.
_MAX_CANDIDATES: Final = 1000

#: The language of an article that neither says nor shows one, as ISO 639-2 has it.
UNKNOWN: Final = "und"


def read(article: Article) -> tuple[str, tuple[str, ...]]:
    """The language of an article (`und` where unknown), and the texts that count."""
    headline, body = headline_and_body(article)
    page = read_page(headline, paragraphs(headline, body))
    code = (agreed(article.language, page.language) or UNKNOWN).casefold()
    return code.partition("-")[0], tuple(part.text for part in page.parts)


def candidates(articles: Iterable[Article]) -> dict[str, list[str]]:
    """By language the words and pairs that stand in most articles, in their commonest form."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    of: Counter[str] = Counter()
    for article in articles:
        language, texts = read(article)
        of[language] += 1
        phrases = {phrase for text in texts for phrase in _phrases(text)}
        counts[language].update(sorted({_key(phrase) for phrase in phrases}))
        for phrase in phrases:
            forms[f"{language} {_key(phrase)}"][phrase] += 1
    return {
        language: [
            min(forms[f"{language} {key}"].items(), key=lambda form: (-form[1], form[0]))[0]
            for key, count in each.most_common(_MAX_CANDIDATES)
            if count >= MOST * of[language]
        ]
        for language, each in counts.items()
    }


def _phrases(text: str) -> Iterator[str]:
    carrying = [word for word in folded_words(text) if word not in JOINING]
    for word in carrying:
        yield from _forms(word)
    for first, second in pairwise(carrying):
        for begin in _forms(first):
            yield from (f"{begin} {end}" for end in _forms(second) if begin != end)


def _forms(word: str) -> Iterator[str]:
    """A word as a term may give it; of Hangul also without what may be a particle."""
    if word in AUXILIARIES or is_unspaced(word) or not word.isalpha():
        return
    if "HANGUL" in script_counts(word):
        shortest = max(_SHORTEST_HANGUL, len(word) - _LONGEST_PARTICLE)
        longest = min(len(word), _LONGEST_WORD)
        yield from (word[:length] for length in range(shortest, longest + 1))
    elif _SHORTEST_WORD <= len(word) <= _LONGEST_WORD:
        yield word


def _key(phrase: str) -> str:
    return " ".join(map(stem, phrase.split(" ")))
