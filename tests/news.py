"""Articles, topics and streams that the tests of agents are written with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from agents.classify.classifier import Classifier
from agents.topics.definitions import Topic, TopicSet
from agents.track.state import RollingState, empty_state
from agents.track.tracker import Decision, track
from streams.records import Article

if TYPE_CHECKING:
    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.records import ClassifiedArticle

START = datetime(2031, 5, 4, 6, tzinfo=UTC)

VOLCANO = Topic(
    id="volcano",
    name="The eruption of Mount Orvel",
    terms={
        "en": ("Orvel eruption", "Orvel volcano", "Orvel evacuation"),
        "uk": ("виверження Орвел",),
        "ko": ("오르벨 화산",),
        "de": ("Vulkan Orvel",),
    },
)
MERGER = Topic(
    id="merger",
    name="Nordbank takes over Fjordkasse",
    terms={"en": ("Nordbank merger", "Fjordkasse")},
)


class Stream:
    """A topic followed through articles that arrive an hour apart."""

    def __init__(self, *topics: Topic, vectors: SentenceVectors | None = None) -> None:
        self.topics = topics or (VOLCANO,)
        self.classifier = Classifier(TopicSet(self.topics), vectors)
        self.state: RollingState = empty_state()
        self.now = START

    def read(self, body: str, headline: str = "", *, hours: float = 1, **fields: str) -> Decision:
        """Lets one article arrive, `hours` after the one before, and decides it."""
        self.now += timedelta(hours=hours)
        return self.decide(self.classified(body, headline, **fields))

    def decide(self, article: ClassifiedArticle) -> Decision:
        """Decides an article on the state as it is."""
        self.state, decision = track(self.state, article, article.article.ingested_at)
        return decision

    def classified(self, body: str, headline: str = "", **fields: str) -> ClassifiedArticle:
        """The article as classify hands it on for the first topic."""
        article = Article.model_validate({"body": body, "headline": headline, **fields})
        found = self.classifier.classify(article, self.now).articles
        return next(each for each in found if each.topic == self.topics[0].id)
