"""Which story of its topic an article belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from streams.records import story_id

if TYPE_CHECKING:
    from agents.track.novelty import Judgement, Novelty
    from streams.records import ClassifiedArticle

#: Share of its substance that an article must have in common with one of a story to be a part
#: of it: less than retelling it takes, more than any two articles on the topic have.
_SAME_STORY: Final = 0.3


def story_of(article: ClassifiedArticle, novelty: Novelty, judgement: Judgement) -> str:
    """The story of the nearest earlier article, or a new one that this article opens."""
    if judgement.is_known and judgement.rests_on:
        return judgement.rests_on.story
    nearest, shared = novelty.nearest
    if nearest and shared >= _SAME_STORY:
        return nearest.story
    return story_id(article.topic, article.article.id)
