"""Made-up articles of some 3 KB and topics for them, for benchmarks: no text of anybody's."""

from __future__ import annotations

import random
from itertools import accumulate
from typing import TYPE_CHECKING, Final

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Some 700 syllables: as in a natural language, few words begin as another one does.
_SYLLABLES: Final = [
    first + vowel + last
    for first in ("b", "br", "d", "f", "g", "gr", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v")
    for vowel in "aeiou"
    for last in ("", "", "l", "m", "n", "nd", "r", "s", "t")
]
_WORDS_OF_ARTICLES: Final = 8000
_WORDS_OF_TERMS: Final = 600
_WORDS_A_SENTENCE: Final = 16
_SENTENCES: Final = 21


class Stream:
    """Articles in which a given share holds a term of one of the topics."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a stream that a seed replays
        self._article_words = self._words(_WORDS_OF_ARTICLES, [1, 2, 2, 3, 3, 4])
        # Long enough to begin no other word: what matches does so because it was put there.
        self._term_words = self._words(_WORDS_OF_TERMS, [3])
        # Few words are most of any text: weights as in natural language (Zipf).
        ranks = range(1, len(self._article_words) + 1)
        self._weights = list(accumulate(1 / rank for rank in ranks))

    def topics(self, count: int) -> list[dict[str, object]]:
        """`count` topics of two to eight terms, of one to three words each."""
        return [
            {
                "id": f"topic-{number}",
                "name": f"Topic {number}",
                "terms": {"en": [self._term() for _ in range(self._chance.randint(2, 8))]},
            }
            for number in range(count)
        ]

    def articles(
        self, count: int, topics: list[dict[str, object]], share: float
    ) -> Iterator[bytes]:
        """`count` articles as JSON; `share` of them hold a term of one of the topics."""
        for number in range(count):
            sentences = [self._sentence() for _ in range(_SENTENCES)]
            if self._chance.random() < share:
                sentences[self._chance.randrange(3)] = self._sentence(self._any_term(topics))
            paragraphs = [" ".join(sentences[i : i + 5]) for i in range(0, _SENTENCES, 5)]
            yield orjson.dumps(
                {
                    "id": f"a{number}",
                    "url": f"https://news.example/{number}",
                    "source": "news.example",
                    "lang": "en",
                    "published_at": "2024-10-27T10:00:00Z",
                    "title": self._sentence().removesuffix("."),
                    "text": "\n".join(paragraphs),
                }
            )

    def _words(self, count: int, syllables: list[int]) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < count:
            words["".join(self._chance.choices(_SYLLABLES, k=self._chance.choice(syllables)))] = (
                None
            )
        return list(words)

    def _term(self) -> str:
        return " ".join(self._chance.sample(self._term_words, self._chance.choice([1, 2, 2, 3])))

    def _any_term(self, topics: list[dict[str, object]]) -> str:
        terms = self._chance.choice(topics)["terms"]
        assert isinstance(terms, dict)  # noqa: S101 - as `topics` makes them
        return str(self._chance.choice(terms["en"]))

    def _sentence(self, term: str = "") -> str:
        words = self._chance.choices(
            self._article_words, cum_weights=self._weights, k=_WORDS_A_SENTENCE
        )
        return f"{' '.join([*words[:4], term, *words[4:]])}.".replace("  ", " ").capitalize()


def write_topics(path: Path, topics: list[dict[str, object]]) -> Path:
    """Writes a topics file; JSON is YAML."""
    path.write_bytes(orjson.dumps(topics))
    return path
