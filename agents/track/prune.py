"""What is let go so that rolling state stays small: always the oldest, always counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agents.track.state import (
    MAX_ARTICLES,
    MAX_FIGURES,
    MAX_RECENT,
    MAX_STORIES,
    STORY_BYTES,
    TOPIC_BYTES,
    RollingState,
)
from agents.track.stored import slim
from streams.codec import encode

if TYPE_CHECKING:
    from agents.track.state import StoryState, TopicState


def pruned(state: RollingState, story: str) -> RollingState:
    """The state within its bounds after `story` was changed."""
    state = _with_small_story(state, story)
    topic = state.topic
    recent = topic.recent[-MAX_RECENT:]
    topic = _without_figures(topic.model_copy(update={"recent": recent}), MAX_FIGURES)
    topic = _without_stories(topic, MAX_STORIES)
    while len(encode(topic)) > TOPIC_BYTES and (_spare(topic) or len(topic.stories) > 1):
        topic = _smaller(topic)
    return RollingState(topic, {entry.id: state.stories[entry.id] for entry in topic.stories})


def _spare(topic: TopicState) -> bool:
    return bool(topic.offices or topic.figures)


def _smaller(topic: TopicState) -> TopicState:
    """Offices go first: without figures, another value of a known quantity would look new."""
    if topic.offices:
        counts = topic.pruned.model_copy(update={"offices": topic.pruned.offices + 1})
        return topic.model_copy(update={"offices": topic.offices[:-1], "pruned": counts})
    if topic.figures:
        return _without_figures(topic, len(topic.figures) - 1)
    return _without_stories(topic, len(topic.stories) - 1)


def _without_figures(topic: TopicState, kept: int) -> TopicState:
    excess = max(0, len(topic.figures) - kept)
    if not excess:
        return topic
    counts = topic.pruned.model_copy(update={"figures": topic.pruned.figures + excess})
    return topic.model_copy(update={"figures": topic.figures[:kept], "pruned": counts})


def _without_stories(topic: TopicState, kept: int) -> TopicState:
    excess = max(0, len(topic.stories) - kept)
    if not excess:
        return topic
    counts = topic.pruned.model_copy(update={"stories": topic.pruned.stories + excess})
    return topic.model_copy(update={"stories": topic.stories[excess:], "pruned": counts})


def _with_small_story(state: RollingState, story: str) -> RollingState:
    full = state.stories[story]
    small = _small(full)
    if small is full:
        return state
    excess = len(full.articles) - len(small.articles)
    topic = state.topic
    counts = topic.pruned.model_copy(update={"articles": topic.pruned.articles + excess})
    return replace(
        state,
        topic=topic.model_copy(update={"pruned": counts}),
        stories={**state.stories, story: small},
    )


def _small(story: StoryState) -> StoryState:
    """The story with the latest claims and articles that fit; the newest article always stays.

    Claims go first: without articles, copies would not be known again.
    """
    small = story
    if len(story.articles) > MAX_ARTICLES:
        small = story.model_copy(update={"articles": story.articles[-MAX_ARTICLES:]})
    while _size(small) > STORY_BYTES and (small.claims or len(small.articles) > 1):
        part = "claims" if small.claims else "articles"
        small = small.model_copy(update={part: getattr(small, part)[1:]})
    return small


def _size(story: StoryState) -> int:
    return len(encode(slim(story)))
