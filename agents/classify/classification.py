"""What came of an article: for each topic that it may be about, a record of what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from agents.classify.language import agreed
from streams.records import Article, ArticleReference, ClassifiedArticle, Sentence, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from agents.classify.draft import Draft
    from agents.classify.reading import Page
    from agents.classify.reasons import ClassifyReason
    from agents.classify.relevance import Relevance
    from agents.classify.scoring import TopicHit
    from agents.topics.definitions import Topic, TopicSet

#: Characters of a headline that are carried along to name the article by. A broken page can give
#: megabytes, and records between the workers hold no more than Kafka's usual 1 MiB.
_SHOWN: Final = 500


@dataclass(frozen=True)
class Judged:
    """A topic that passed the gate: its words, and what comparing sentences gave, if they were."""

    hit: TopicHit
    relevance: Relevance | None = None

    @property
    def score(self) -> float:
        """What is compared with the topic's threshold."""
        return self.relevance.score if self.relevance else self.hit.score

    def standing(self, threshold: float) -> Standing:
        """About the topic, or its terms are said in full but not what the article is about."""
        if self.score >= threshold:
            return Standing.ABOUT
        mentioned = self.relevance and self.hit.score
        return Standing.PASSING_MENTION if mentioned else Standing.BELOW_THRESHOLD


@dataclass(frozen=True)
class Classification:
    """What came of an article: one record for each topic that it may be about.

    `dropped` are the topics that it could be about by its words, and why it is not.
    """

    reason: ClassifyReason
    articles: tuple[ClassifiedArticle, ...] = ()
    dropped: Mapping[str, ClassifyReason] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """What a draft lacks for its records: its sentences with vectors, their model, and a time."""

    sentences: tuple[Sentence, ...]
    model: str | None
    at: datetime


def records_of(
    draft: Draft, judged: Iterable[Judged], topics: TopicSet, made: Made
) -> tuple[ClassifiedArticle, ...]:
    """One record for each topic, the one with the highest score first."""
    ranked = sorted(judged, key=lambda each: (-each.score, each.hit.topic))
    common = {
        "article": _reference(draft.article, made.at, draft.page),
        "topic_scores": {each.hit.topic: each.score for each in ranked},
        "topics_hash": topics.hash,
        "sentences": made.sentences,
        "vector_model": made.model,
    }
    return tuple(
        _record(topics.by_id[each.hit.topic], each, rank, common)
        for rank, each in enumerate(ranked, start=1)
    )


def _record(
    topic: Topic, judged: Judged, rank: int, common: Mapping[str, Any]
) -> ClassifiedArticle:
    relevance = judged.relevance
    return ClassifiedArticle(
        topic=topic.id,
        topic_name=topic.name,
        score=judged.score,
        threshold=topic.threshold,
        alert=topic.alert,
        rank=rank,
        iptc=topic.iptc,
        matches=judged.hit.matches,
        standing=judged.standing(topic.threshold),
        score_parts=relevance.parts if relevance else None,
        support=relevance.support if relevance else (),
        **common,
    )


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
