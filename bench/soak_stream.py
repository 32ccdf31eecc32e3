"""Any number of articles over any number of weeks: distinct, a small share on topic, with copies.

What is on topic opens stories, retells recent ones with other figures and copies them under other
ids, so that everything that rolling state holds comes in and has to go again.
"""

from __future__ import annotations

import random
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import orjson

from bench.stream import Stream, write_topics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Of the articles that are on topic: open a story, copy a recent article; the others retell one.
_NEW: Final = 0.3
_COPIES: Final = 0.2
_RECENT: Final = 200
_BODIES: Final = 500
_TOPICS: Final = 3
_PUBLISHERS: Final = 40


class SoakStream:
    """Articles up to now, evenly over so many days; the same seed gives the same ones.

    Args:
        count: how many there are.
        days: over how many days.
        share: of those that are on topic.
    """

    def __init__(self, count: int, days: float, share: float, seed: int = 1) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a stream that a seed replays
        self._made = Stream(seed)
        self._topics = self._made.topics(_TOPICS)
        others = self._made.articles(_BODIES, self._topics, 0.0)
        self._others = [orjson.loads(article)["text"] for article in others]
        self._recent: deque[str] = deque(maxlen=_RECENT)
        self._count, self._share = count, share
        self._step = timedelta(days=days) / count
        self._begin = datetime.now(UTC) - timedelta(days=days)

    def write_topics(self, folder: Path) -> Path:
        """The topics file that the articles are made for."""
        return write_topics(folder / "topics.yaml", self._topics)

    def articles(self) -> Iterator[tuple[bytes, bytes]]:
        """All of them, as (key, value) for Kafka, made as they are asked for."""
        for number in range(self._count):
            body = self._on_topic() if self._chance.random() < self._share else self._off_topic()
            article = self._article(number, body)
            yield article["id"].encode(), orjson.dumps(article)

    def _article(self, number: int, body: str) -> dict[str, Any]:
        publisher = f"post{number % _PUBLISHERS}.example"
        at = (self._begin + number * self._step).isoformat()
        return {
            "id": f"m{number}",
            "url": f"https://{publisher}/{number}",
            "source": publisher,
            "lang": "en",
            "published_at": at,
            "ingested_at": at,
            "title": body.split(". ", maxsplit=1)[0],
            "text": body,
        }

    def _off_topic(self) -> str:
        return f"{self._figure()} {self._chance.choice(self._others)}"

    def _on_topic(self) -> str:
        drawn = self._chance.random()
        if drawn < _NEW or not self._recent:
            body = self._story()
        elif drawn < _NEW + _COPIES:
            return self._chance.choice(self._recent)
        else:
            body = f"{self._figure()} {self._chance.choice(self._recent).split('. ', 1)[1]}"
        self._recent.append(body)
        return body

    def _story(self) -> str:
        (article,) = self._made.articles(1, self._topics, 1.0)
        text: str = orjson.loads(article)["text"]
        return f"{self._figure()} {text}"

    def _figure(self) -> str:
        return f"Some {self._chance.randint(2, 10**6)} were counted by then."
