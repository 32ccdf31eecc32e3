"""What the models are fitted to: the features of articles, as production computes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agents.track.copies import alignment
from agents.track.facts import News
from agents.track.memory import NEWS_CYCLE, Memory
from agents.track.novelty import Novelty
from agents.track.remember import at_time, is_redelivery
from agents.track.state import RollingState, clock, empty_state
from agents.track.tracker import track

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from agents.track.weights import Features, Weights
    from streams.records import ClassifiedArticle


@dataclass(frozen=True)
class PairExample:
    """An article beside an earlier one of its topic."""

    earlier: str
    features: Features


@dataclass(frozen=True)
class Example:
    """An article of a topic that was not seen before.

    Attributes:
        aligned: articles in other languages within a news cycle, and how it goes with them.
    """

    article: str
    topic: str
    at: datetime
    features: Features
    pairs: tuple[PairExample, ...] = ()
    aligned: tuple[PairExample, ...] = ()


@dataclass
class Gathering:
    """Follows classified articles topic by topic, as track would.

    Attributes:
        weights: by which what is remembered is decided.
        copies: ids of articles that are not to be remembered, since they are copies in truth: then
            no model that takes copies for news, or news for copies, has a part in the examples.
    """

    weights: Weights
    copies: frozenset[str] = frozenset()
    states: dict[str, RollingState] = field(default_factory=dict)

    def of(self, articles: Iterable[ClassifiedArticle]) -> Iterator[Example]:
        """An example for each article that is on its topic."""
        for article in articles:
            state = self.states.get(article.topic, empty_state())
            now = article.article.ingested_at
            if self._counts(state, article):
                yield self._example(state, article, now)
            if article.article.id in self.copies:
                continue
            self.states[article.topic], _ = track(state, article, now, self.weights)

    def _counts(self, state: RollingState, article: ClassifiedArticle) -> bool:
        known = is_redelivery(state.topic, article.article)
        return article.on_topic and bool(article.sentences) and not known

    def _example(self, state: RollingState, article: ClassifiedArticle, now: datetime) -> Example:
        at = clock(state.topic, now)
        news, memory = News(article, article.sentences), Memory(at_time(state, at), at)
        novelty = Novelty(news, memory, at, self.weights)
        return Example(
            article=article.article.id,
            topic=article.topic,
            at=at,
            features=novelty.features,
            pairs=tuple(
                PairExample(pair.known.reference.id, pair.features) for pair in novelty.pairs
            ),
            aligned=tuple(_aligned(novelty, at)),
        )


def _aligned(novelty: Novelty, at: datetime) -> Iterator[PairExample]:
    facts = novelty.news.facts
    for known in novelty.memory.known:
        recent = at - known.reference.ingested_at <= NEWS_CYCLE
        if recent and known.facts.language != facts.language:
            features = alignment(facts, known.facts)
            if features:
                yield PairExample(known.reference.id, features)
