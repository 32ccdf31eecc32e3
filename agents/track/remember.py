"""The state after a decision: what is added to it, and how time passes in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agents.track.digests import LONG
from agents.track.index import StoryEntry
from agents.track.state import (
    MAX_CLAIMS,
    MAX_DROPPED,
    KnownArticle,
    RollingState,
    StoryState,
    is_within_window,
)
from streams.records import digest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agents.track.state import Facts, KnownClaim, KnownFigure, TopicState
    from streams.records import ArticleReference

# A reference is remembered to name an article; what else a page put into it is not worth the room.
_LONGEST_URL: Final = 1000
_LONGEST_TEXT: Final = 300


def is_redelivery(topic: TopicState, article: ArticleReference) -> bool:
    """Whether this content of this article was decided before."""
    return _key(article) in topic.recent


def at_time(state: RollingState, at: datetime) -> RollingState:
    """The state at a later time: what lies past the window is gone, a part of it at a time."""
    over = [entry.id for entry in state.topic.stories if not is_within_window(entry.last_at, at)]
    gone = set(over[:MAX_DROPPED])
    stories = tuple(entry for entry in state.topic.stories if entry.id not in gone)
    figures = tuple(each for each in state.topic.figures if is_within_window(each.quote.at, at))
    offices = tuple(each for each in state.topic.offices if is_within_window(each.quote.at, at))
    kept = {"now": at, "stories": stories, "figures": figures, "offices": offices}
    topic = state.topic.model_copy(update=kept)
    return RollingState(topic, {entry.id: state.stories[entry.id] for entry in stories})


def with_seen(state: RollingState, article: ArticleReference) -> RollingState:
    """The state that knows this content of this article when it comes again."""
    key = _key(article)
    recent = (*(each for each in state.topic.recent if each != key), key)
    return replace(state, topic=state.topic.model_copy(update={"recent": recent}))


def with_article(
    state: RollingState,
    story: str,
    article: ArticleReference,
    facts: Facts,
    *,
    alerted: bool,
) -> RollingState:
    """The state with an article in a story; an earlier version of it is replaced.

    What the earlier version told, readers were told: a revision without news does not undo that.
    What the story holds from before the window goes.
    """
    now = _now(state)
    known = state.stories.get(story, StoryState(id=story))
    others = tuple(each for each in known.articles if each.reference.id != article.id)
    earlier = [each for each in known.articles if each.reference.id == article.id]
    alerted = alerted or any(each.alerted for each in earlier)
    recent = tuple(each for each in others if is_within_window(each.reference.ingested_at, now))
    articles = (*recent, KnownArticle(reference=_slim(article), facts=facts, alerted=alerted))
    claims = tuple(each for each in known.claims if is_within_window(each.quote.at, now))
    changed = StoryState(id=story, articles=articles, claims=claims)
    stories = {**state.stories, story: changed}
    return touched(replace(state, stories=stories), story, articles=0 if earlier else 1)


def touched(
    state: RollingState, story: str, *, articles: int = 0, developments: int = 0
) -> RollingState:
    """The state with a story's entry in the index brought up to date; the latest stands last."""
    now = _now(state)
    old = entry_of(state, story) or StoryEntry(id=story, last_at=now)
    entry = StoryEntry(
        id=story,
        last_at=now,
        articles=old.articles + articles,
        developments=old.developments + developments,
    )
    others = tuple(each for each in state.topic.stories if each.id != story)
    return replace(state, topic=state.topic.model_copy(update={"stories": (*others, entry)}))


def with_merged(state: RollingState, into: str, others: Sequence[str]) -> RollingState:
    """The state in which other stories are a part of one; they themselves are gone."""
    if not others:
        return state
    parts = [state.stories[each] for each in (into, *others)]
    articles = sorted(
        (article for part in parts for article in part.articles),
        key=lambda each: each.reference.ingested_at,
    )
    claims = sorted((claim for part in parts for claim in part.claims), key=lambda c: c.quote.at)
    whole = StoryState(id=into, articles=tuple(articles), claims=tuple(claims[-MAX_CLAIMS:]))
    stories = {name: each for name, each in state.stories.items() if name not in others}
    index = _merged_index(state.topic.stories, into, {into, *others})
    topic = state.topic.model_copy(update={"stories": index})
    return RollingState(topic, {**stories, into: whole})


def _merged_index(
    index: tuple[StoryEntry, ...], into: str, names: set[str]
) -> tuple[StoryEntry, ...]:
    """The index with one entry for all of these stories, where the latest of them stood."""
    parts = [entry for entry in index if entry.id in names]
    whole = StoryEntry(
        id=into,
        last_at=max(part.last_at for part in parts),
        articles=sum(part.articles for part in parts),
        developments=sum(part.developments for part in parts),
    )
    kept = (entry for entry in index if entry.id not in names or entry is parts[-1])
    return tuple(whole if entry is parts[-1] else entry for entry in kept)


def with_figures(
    state: RollingState, figures: Sequence[KnownFigure], replaced: Sequence[KnownFigure] = ()
) -> RollingState:
    """The state with the latest figures of the topic, the latest first, without the replaced."""
    stated = {(figure.unit, figure.value, figure.status) for figure in figures}
    gone = {id(figure) for figure in replaced}
    others = (
        figure
        for figure in state.topic.figures
        if id(figure) not in gone and (figure.unit, figure.value, figure.status) not in stated
    )
    merged = (*figures, *others)
    return replace(state, topic=state.topic.model_copy(update={"figures": merged}))


def with_claims(state: RollingState, story: str, claims: Sequence[KnownClaim]) -> RollingState:
    """The state with what an article asserted in a story; the latest claims stay."""
    known = state.stories[story]
    merged = (*known.claims, *claims)[-MAX_CLAIMS:]
    changed = known.model_copy(update={"claims": merged})
    return replace(state, stories={**state.stories, story: changed})


def entry_of(state: RollingState, story: str) -> StoryEntry | None:
    """A story's entry in the topic's index."""
    return next((entry for entry in state.topic.stories if entry.id == story), None)


def _now(state: RollingState) -> datetime:
    if state.topic.now is None:
        raise ValueError("a story is touched at a time")
    return state.topic.now


def _key(article: ArticleReference) -> str:
    # Of both: an article may go back to what it said before.
    return digest("article", article.id, article.content_hash)[:LONG]


def _slim(article: ArticleReference) -> ArticleReference:
    return article.model_copy(
        update={
            "url": article.url if len(article.url or "") <= _LONGEST_URL else None,
            "headline": article.headline[:_LONGEST_TEXT],
            "publisher": article.publisher and article.publisher[:_LONGEST_TEXT],
            "language": article.language and article.language[:_LONGEST_TEXT],
        }
    )
