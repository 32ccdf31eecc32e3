"""The grey band around a verdict's threshold, and what a second reader is asked there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from streams.records import EarlierArticle, ParagraphRole, Question

if TYPE_CHECKING:
    from agents.track.facts import News
    from agents.track.memory import Memory
    from agents.track.novelty import Judgement
    from agents.track.state import Known, RollingState

#: Earlier articles that the second reader sees; the news is known, or not, to the nearest.
_EARLIER: Final = 3

#: Sentences of the article; what is news stands early.
_SENTENCES: Final = 40


def is_grey(judgement: Judgement, band: float) -> bool:
    """Whether a judgement was a close one; a copy, or what is too old, never is."""
    score, needed = judgement.features.get("score"), judgement.features.get("needed")
    if judgement.is_copy or score is None or needed is None:
        return False
    return abs(score - needed) <= band


def question_of(news: News, memory: Memory, state: RollingState) -> Question:
    """What is asked about an article: its sentences on the topic, beside the nearest articles."""
    article = news.article
    on_topic = [each for each in news.on_topic if each.role is not ParagraphRole.TITLE]
    return Question(
        topic=article.topic_name,
        about=tuple(dict.fromkeys(each.prototype for each in article.support)),
        headline=article.article.headline,
        sentences=tuple(each.text for each in on_topic[:_SENTENCES]),
        earlier=tuple(_earlier(each, state) for each in memory.nearest(news.facts, _EARLIER)),
    )


def _earlier(known: Known, state: RollingState) -> EarlierArticle:
    story = state.stories.get(known.story)
    quotes = (each.quote for each in story.claims) if story else ()
    own = (each.text for each in quotes if each.article_id == known.reference.id)
    return EarlierArticle(headline=known.reference.headline, quotes=tuple(own))
