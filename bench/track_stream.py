"""Articles of one busy topic as classify hands them on, made from a seed: for costs, not for truth.

An article has a headline and ten sentences with names, numbers and vectors. Three of ten open a new
story, and the rest tell of a recent one in words that it shares with the story for the most part.
"""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.vectors.quantised import quantised
from streams.records import ArticleReference, ClassifiedArticle, ParagraphRole, Sentence, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPIC: Final = "busy"
BEGIN: Final = datetime(2030, 1, 1, tzinfo=UTC)

_SENTENCES: Final = 10
_WORDS: Final = 16
_VOCABULARY: Final = 4000
_DIMENSIONS: Final = 384
_RECENT: Final = 40
_NEW_STORY: Final = 0.3
_SYLLABLES: Final = (
    "ba",
    "den",
    "fo",
    "gra",
    "kel",
    "lin",
    "mor",
    "nis",
    "pra",
    "sul",
    "tor",
    "ve",
)


class Busy:
    """The stream; the same seed gives the same articles."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a stream that a seed replays
        self._noise = np.random.default_rng(seed)
        self._words = [self._word() for _ in range(_VOCABULARY)]
        self._topic = self._direction()
        self._stories: list[tuple[list[str], np.ndarray]] = []
        self._count = 0

    def articles(self, count: int, apart: timedelta) -> Iterator[ClassifiedArticle]:
        """The next articles, so long apart."""
        for _ in range(count):
            self._count += 1
            yield self._article(BEGIN + self._count * apart, self._story())

    def openings(self, count: int, apart: timedelta) -> Iterator[ClassifiedArticle]:
        """The next articles, each of which opens a story of its own."""
        for _ in range(count):
            self._count += 1
            yield self._article(BEGIN + self._count * apart, self._new_story())

    def _story(self) -> tuple[list[str], np.ndarray]:
        if not self._stories or self._chance.random() < _NEW_STORY:
            return self._new_story()
        return self._chance.choice(self._stories[-_RECENT:])

    def _new_story(self) -> tuple[list[str], np.ndarray]:
        words = [*self._chance.sample(self._words, 60), *(self._word().title() for _ in range(8))]
        self._stories.append((words, self._direction()))
        return self._stories[-1]

    def _article(self, at: datetime, story: tuple[list[str], np.ndarray]) -> ClassifiedArticle:
        words, direction = story
        texts = [self._sentence(words) for _ in range(_SENTENCES + 1)]
        vectors = self._vectors(direction)
        sentences = tuple(
            Sentence(
                text=text,
                span=Span(start=index * 1000, end=index * 1000 + len(text)),
                role=ParagraphRole.BODY if index else ParagraphRole.TITLE,
                paragraph=(index + 1) // 2,
                language="en",
                vector=vector,
            )
            for index, (text, vector) in enumerate(zip(texts, vectors, strict=True))
        )
        digest = hashlib.sha256(" ".join(texts).encode()).hexdigest()
        reference = ArticleReference(
            id=f"b{self._count:06d}",
            content_hash=digest,
            url=f"https://post{self._count % 40}.example/{self._count}",
            headline=texts[0],
            publisher=f"post{self._count % 40}.example",
            language="en",
            published_at=at,
            ingested_at=at,
        )
        return ClassifiedArticle(
            article=reference,
            topic=TOPIC,
            topic_name="A busy topic",
            score=0.9,
            threshold=0.6,
            rank=1,
            topic_scores={TOPIC: 0.9},
            topics_hash="",
            sentences=sentences,
            vector_model="made",
        )

    def _sentence(self, words: list[str]) -> str:
        own = self._chance.sample(words, _WORDS // 2)
        other = self._chance.sample(self._words, _WORDS // 2)
        drawn = [*own, *other]
        self._chance.shuffle(drawn)
        if self._chance.random() < 0.4:
            drawn.insert(3, f"{self._chance.randint(2, 9000)}")
        return " ".join(drawn).capitalize() + "."

    def _word(self) -> str:
        return "".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(2, 4)))

    def _direction(self) -> np.ndarray:
        drawn = self._noise.standard_normal(_DIMENSIONS)
        return drawn / np.linalg.norm(drawn)

    def _vectors(self, story: np.ndarray) -> list[bytes]:
        own = np.stack([self._direction() for _ in range(_SENTENCES + 1)])
        mixed = 0.4 * self._topic + 0.6 * story + 0.7 * own
        unit = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return quantised(unit.astype(np.float32))
