"""What the demo knows of the pipeline's work, and how far each article has come.

Pure: `wirewatch.demo_kafka` reads, this decides. An article is through when classify has
committed its offset (its outputs are in Kafka by then), every (article, topic) that classify
made of it has a verdict, and every development that a verdict names has reached the receiver.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from streams.records import Article, ArticleReference, ClassifiedArticle, Development, Verdict

#: One article as it was: id and content hash.
Version = tuple[str, str]


class Step(StrEnum):
    """What an article waits for; `DONE` when for nothing."""

    PUBLISHING = "to be published"
    CLASSIFYING = "to be classified"
    TRACKING = "for a verdict"
    DELIVERING = "for its alert to be delivered"
    DONE = "for nothing"


@dataclass(frozen=True)
class Arrival:
    """One record of the articles in Kafka; `refusal` says why it is no article, if it is none."""

    partition: int
    offset: int
    article: Article | None
    refusal: str = ""


@dataclass(frozen=True)
class Look:
    """What one look at Kafka brought since the look before.

    `handled` holds the committed offsets of classify by partition, read before the rest: so
    all that classify made of the articles below them is among the pairs of this look or of an
    earlier one.
    """

    handled: Mapping[int, int] = field(default_factory=dict)
    arrivals: tuple[Arrival, ...] = ()
    pairs: tuple[ClassifiedArticle, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Result:
    """How one article ended for one topic; with a development where it alerted."""

    topic_name: str
    verdict: Verdict
    development: Development | None


@dataclass
class Seen:
    """All that was seen so far."""

    handled: dict[int, int] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    topic_names: dict[Version, dict[str, str]] = field(default_factory=dict)
    verdicts: dict[tuple[Version, str], Verdict] = field(default_factory=dict)
    delivered: dict[str, Development] = field(default_factory=dict)

    def take(self, look: Look) -> None:
        """Adds what a look brought."""
        self.handled |= look.handled
        self.arrivals += look.arrivals
        for pair in look.pairs:
            self.topic_names.setdefault(_version(pair.article), {})[pair.topic] = pair.topic_name
        for verdict in look.verdicts:
            # The first is the decision; a later one is what a worker sent again.
            self.verdicts.setdefault((_version(verdict.article), verdict.topic), verdict)

    def step_of(self, arrival: Arrival) -> Step:
        """What an article waits for."""
        if self.handled.get(arrival.partition, 0) <= arrival.offset:
            return Step.CLASSIFYING
        topics = self._topics(arrival)
        verdicts = [self.verdicts.get((version_of(arrival), topic)) for topic in topics]
        if None in verdicts:
            return Step.TRACKING
        named = {verdict.development for verdict in verdicts if verdict and verdict.development}
        return Step.DONE if named <= self.delivered.keys() else Step.DELIVERING

    def results_of(self, arrival: Arrival) -> list[Result]:
        """How an article that is done ended, topic by topic; empty where it is about none."""
        verdicts = {
            name: self.verdicts[version_of(arrival), topic]
            for topic, name in self._topics(arrival).items()
        }
        return [
            Result(name, verdict, self.delivered.get(verdict.development or ""))
            for name, verdict in verdicts.items()
        ]

    def waiting_for(self, published: Iterable[str]) -> tuple[str, Step]:
        """The first article, by its id, of those published that is not through, and for what.

        `("", Step.DONE)` when all are.
        """
        arrivals = {each.article.id: each for each in self.arrivals if each.article}
        for article in published:
            arrival = arrivals.get(article)
            step = self.step_of(arrival) if arrival else Step.PUBLISHING
            if step is not Step.DONE:
                return article, step
        return "", Step.DONE

    def _topics(self, arrival: Arrival) -> dict[str, str]:
        return self.topic_names.get(version_of(arrival), {})


def version_of(arrival: Arrival) -> Version:
    """Which article, and which content of it; empty for what is no article."""
    article = arrival.article
    return (article.id, article.content_hash) if article else ("", "")


def _version(reference: ArticleReference) -> Version:
    return reference.id, reference.content_hash
