"""Which topics an article is about, and what of it counts for them: classify's pure decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from agents.classify.gate import Gate
from agents.classify.language import agreed
from agents.classify.paragraphs import paragraphs as split
from agents.classify.paragraphs import places_of
from agents.classify.reading import Page, read_page
from agents.classify.scoring import TopicHit, hit
from streams.records import Article, ArticleReference, ClassifiedArticle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agents.topics.definitions import TopicSet


class ClassifyReason(StrEnum):
    """Why an article went on or not."""

    MATCHED = "matched"
    NO_TERM_MATCHED = "no-term-matched"
    FURNITURE_ONLY = "furniture-only"


@dataclass(frozen=True)
class Classification:
    """What came of an article: one record for each topic that it may be about."""

    reason: ClassifyReason
    articles: tuple[ClassifiedArticle, ...] = ()


#: Characters of a body that are read. Articles are shorter by far; what is longer is a dump of
#: pages, and a gate that reads megabytes would let one record stop a stream.
READ: Final = 200_000

#: Characters of a headline that are read.
_HEADLINE: Final = 2000

#: Characters of a headline that are carried along to name the article by. A broken page can give
#: megabytes, and records between the workers hold no more than Kafka's usual 1 MiB.
_SHOWN: Final = 500

_NOTHING: Final = Classification(ClassifyReason.NO_TERM_MATCHED)
_FURNITURE: Final = Classification(ClassifyReason.FURNITURE_ONLY)


class Classifier:
    """The monitored topics, ready to judge articles; the same article always gets the same."""

    def __init__(self, topics: TopicSet) -> None:
        self._topics = topics
        self._gate = Gate(topics)

    def classify(self, article: Article, at: datetime) -> Classification:
        """Judges one article; `at` is when it reached its collector, in its own record's words.

        What passed the gate comes out with its score, also below its topic's threshold, so that
        it too gets a verdict. No topic is given for what stands in page furniture alone.
        """
        headline, body = headline_and_body(article)
        candidates = self._gate.candidates(headline, body)
        if not candidates or not self._gate.in_one(candidates, headline, _texts(body)):
            return _NOTHING
        paragraphs = split(headline, body)
        prose = [each.text for each in paragraphs if each.role.counts]
        terms = self._gate.in_one(candidates, headline, prose)
        if not terms:
            return _FURNITURE
        page = read_page(headline, paragraphs)
        found = (hit(page, topic, each) for topic, each in terms.items())
        hits = [each for each in found if each.score > 0]
        if not hits:
            return _NOTHING
        return Classification(ClassifyReason.MATCHED, self._records(article, at, page, hits))

    def _records(
        self, article: Article, at: datetime, page: Page, hits: Iterable[TopicHit]
    ) -> tuple[ClassifiedArticle, ...]:
        # Equal scores keep the order of the topics file: sorting is stable.
        ranked = sorted(hits, key=lambda each: -each.score)
        scores = {each.topic: each.score for each in ranked}
        reference = _reference(article, at, page)
        sentences = page.sentences(reference.language)
        return tuple(
            ClassifiedArticle(
                article=reference,
                topic=each.topic,
                topic_name=self._topics.by_id[each.topic].name,
                score=each.score,
                threshold=self._topics.by_id[each.topic].threshold,
                rank=rank,
                topic_scores=scores,
                topics_hash=self._topics.hash,
                matches=each.matches,
                sentences=sentences,
            )
            for rank, each in enumerate(ranked, start=1)
        )


def headline_and_body(article: Article) -> tuple[str, str]:
    """An article's two texts as far as they are read."""
    return article.headline[:_HEADLINE], article.body[:READ]


def _texts(body: str) -> list[str]:
    return [body[start:end] for start, end in places_of(body)]


def _reference(article: Article, at: datetime, page: Page) -> ArticleReference:
    return ArticleReference(
        id=article.id,
        content_hash=article.content_hash,
        url=article.url,
        headline=article.headline[:_SHOWN],
        publisher=article.publisher,
        language=agreed(article.language, page.language),
        published_at=article.published_at,
        ingested_at=at,
    )
