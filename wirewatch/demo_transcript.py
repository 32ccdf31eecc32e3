"""The demo's course: takes what is seen, shows what is through, knows when all is."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wirewatch.demo_watch import Seen, Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.classifier import Classifier
    from agents.classify.reasons import ClassifyReason
    from streams.records import Article, Development
    from wirewatch.demo_screen import Screen
    from wirewatch.demo_watch import Arrival, Look


class Transcript:
    """Shows each article once it is through, in the order in which Kafka holds them.

    Args:
        screen: where it is shown.
        classifier: tells why an article was dropped, which leaves no record.
        articles: those that the demo publishes.
        started: `time.monotonic()` at the demo's start.
    """

    def __init__(
        self, screen: Screen, classifier: Classifier, articles: Sequence[Article], started: float
    ) -> None:
        self._screen = screen
        self._classifier = classifier
        self._articles = articles
        self._started = started
        self._first_alert: float | None = None
        self._seen = Seen()
        self._shown = 0
        self.first_shown = asyncio.Event()

    def receive(self, development: Development) -> None:
        """Takes an alert; another copy of it changes nothing. May be called by any thread."""
        if self._first_alert is None:
            self._first_alert = time.monotonic() - self._started
        self._seen.delivered.setdefault(development.id, development)

    def take(self, look: Look) -> None:
        """Takes what Kafka held, and shows the articles that are through by it."""
        self._seen.take(look)
        for arrival in self._seen.arrivals[self._shown :]:
            if self._seen.step_of(arrival) is not Step.DONE:
                return
            self._show(arrival)
            self._shown += 1
            self.first_shown.set()

    def waiting_for(self) -> tuple[str, Step]:
        """The first of the demo's articles that is not through, and what it waits for."""
        return self._seen.waiting_for(article.id for article in self._articles)

    def sum_up(self) -> None:
        """Shows how many articles and alerts there were, and how long it took."""
        self._screen.summary(
            articles=len(self._seen.arrivals),
            alerts=len(self._seen.delivered),
            first_alert=self._first_alert,
            total=time.monotonic() - self._started,
        )

    def _show(self, arrival: Arrival) -> None:
        before = [each.article for each in self._seen.arrivals[: self._shown]]
        if arrival.article is None:
            self._screen.unreadable(arrival.refusal)
        elif arrival.article in before:
            self._screen.repeated(arrival.article)
        elif results := self._seen.results_of(arrival):
            self._screen.decided(arrival.article, results)
        else:
            self._screen.off_topic(arrival.article, self._why_dropped(arrival.article))

    def _why_dropped(self, article: Article) -> ClassifyReason:
        at = article.ingested_at or datetime.now(UTC)  # the reason does not hang on it
        return self._classifier.classify(article, at).reason
