"""Which story of its topic an article belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.records import story_id

if TYPE_CHECKING:
    from agents.track.novelty import Judgement, Novelty
    from streams.records import ClassifiedArticle


def story_of(article: ClassifiedArticle, novelty: Novelty, judgement: Judgement) -> str:
    """The story of the nearest earlier article, or a new one that this article opens."""
    if judgement.is_copy and judgement.rests_on:
        return judgement.rests_on.story
    if novelty.nearest:
        return novelty.nearest.story
    return story_id(article.topic, article.article.id)
