"""What a topic's memory costs: CPU for an article by live stories, bytes, and a year of a topic.

    python -m bench.track_cost [--year]

An article is decided as the worker does: its record decoded, the rolling state read, the verdict
and what changed encoded. The table is a dictionary; RocksDB and Kafka come on top.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from agents.track.cache import StateCache
from agents.track.facts import News
from agents.track.remember import at_time, with_article
from agents.track.rolling import Loaded, TableView
from agents.track.rolling_puts import TopicChange, save
from agents.track.state import empty_state
from agents.track.step import decide
from agents.track.weights import load_weights
from bench.track_stream import BEGIN, TOPIC, Busy
from streams.codec import decode, encode
from streams.records import ClassifiedArticle, story_id

if TYPE_CHECKING:
    from collections.abc import Sequence

_LIVE: Final = (10, 100, 1000)
_MEASURED: Final = 200
_A_DAY: Final = 50
_MONTH: Final = 30
_MONTHS: Final = 12


class Worker:
    """A track worker on a dictionary."""

    def __init__(self) -> None:
        self.table: dict[bytes, bytes] = {}
        self._cache = StateCache()
        self._offset = 0

    def take(self, raw: bytes) -> float:
        """Decides one record; returns the seconds of CPU that it took."""
        began = time.process_time()
        article = decode(ClassifiedArticle, raw)
        self._offset += 1
        view = TableView(self.table.get, self.table.get, self._cache)
        at = article.article.ingested_at
        step = decide(article, self._offset, at, view, load_weights())
        for key, value in step.puts:
            self._put(key, value)
        if step.decision:
            encode(step.decision.verdict)
            if step.decision.development:
                encode(step.decision.development)
        return time.process_time() - began

    def remember(self, articles: Sequence[ClassifiedArticle]) -> None:
        """Takes articles as the openings of as many stories, without deciding them."""
        state = empty_state()
        for article in articles:
            state = at_time(state, article.article.ingested_at)
            story = story_id(TOPIC, article.article.id)
            facts = News(article, article.sentences).facts
            state = with_article(state, story, article.article, facts, alerted=True)
        self._offset += 1
        change = TopicChange(TOPIC, self._offset, Loaded(empty_state()), state)
        for key, value in save(change, TableView(self.table.get, self.table.get, self._cache)):
            self._put(key, value)

    def _put(self, key: bytes, value: bytes | None) -> None:
        if value is None:
            self.table.pop(key, None)
        else:
            self.table[key] = value

    def stories(self) -> set[bytes]:
        """Keys of the stories in the table."""
        return {key for key in self.table if key.count(b"/") == 1}

    def bytes(self) -> int:
        """Size of all keys and values."""
        return sum(len(key) + len(value) for key, value in self.table.items())


def by_live_stories(live: int) -> None:
    """One row: cost and size with so many stories in a topic."""
    worker, busy = Worker(), Busy()
    apart = timedelta(days=20) / (live + _MEASURED)
    worker.remember(list(busy.openings(live, apart)))
    made, size = len(worker.stories()), worker.bytes()
    records = [encode(article) for article in busy.articles(_MEASURED, apart)]
    costs = [1000 * worker.take(raw) for raw in records]
    topic = len(worker.table[TOPIC.encode()])
    print(
        f"{made:>6} {statistics.median(costs):>10.1f} {_p99(costs):>8.1f} "
        f"{(size - topic) // made:>14,} {topic:>12,}",
        flush=True,
    )


def year() -> None:
    """One row a month: a topic with fifty articles a day."""
    worker, busy = Worker(), Busy()
    print("month  live stories    keys   state MiB  topic bytes  CPU ms median      p99")
    for month in range(1, _MONTHS + 1):
        records = map(encode, busy.articles(_A_DAY * _MONTH, timedelta(days=1) / _A_DAY))
        costs = [1000 * worker.take(raw) for raw in records]
        topic = len(worker.table[TOPIC.encode()])
        print(
            f"{month:>5} {len(worker.stories()):>13} {len(worker.table):>7} "
            f"{worker.bytes() / 2**20:>11.2f} {topic:>12,} {statistics.median(costs):>14.1f} "
            f"{_p99(costs):>8.1f}",
            flush=True,
        )


def _p99(costs: Sequence[float]) -> float:
    return sorted(costs)[int(0.99 * (len(costs) - 1))]


def main() -> None:
    """Prints both tables, or the year's alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--year", action="store_true", help="the year alone")
    parser.add_argument("--live", type=int, nargs="*", help="live stories alone")
    arguments = parser.parse_args()
    print(f"from {BEGIN:%Y}, {_MEASURED} articles measured in each row, CPU in ms for an article")
    if not arguments.year:
        print("  live     median      p99    bytes/story  topic bytes")
        for live in arguments.live or _LIVE:
            by_live_stories(live)
    if not arguments.live:
        year()


if __name__ == "__main__":
    main()
