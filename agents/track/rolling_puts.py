"""The puts that change rolling state in a key-value table, in the order that survives a crash."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.track.rolling import (
    BEFORE_ALL,
    Loaded,
    facts_key,
    read_story,
    story_key,
    topic_key,
    visible,
)
from agents.track.stored import KeptStory, StoredFacts, StoredStory, StoredTopic, slim
from streams.codec import encode

if TYPE_CHECKING:
    from agents.track.cache import StateCache
    from agents.track.rolling import Get, TableView
    from agents.track.state import RollingState, StoryState

#: One put: key and value, None to delete.
Put = tuple[bytes, bytes | None]
Puts = Iterator[Put]


@dataclass(frozen=True)
class TopicChange:
    """What one record did to a topic: the state decided on, and the one it gave.

    A story that did not change is the same object in both.
    """

    topic: str
    offset: int
    before: Loaded
    after: RollingState


def save(change: TopicChange, table: TableView) -> Puts:
    """The puts, in their order, that apply a change."""
    topic, before, after = change.topic, change.before, change.after
    needless: list[bytes] = []
    for story, state in after.stories.items():
        if story in before.unsaved or before.state.stories.get(story) is not state:
            dropped = yield from _put_story(story, state, change, table)
            needless += dropped
    gone = tuple(story for story in before.state.stories if story not in after.stories)
    key = topic_key(topic)
    stored = StoredTopic(offset=change.offset, state=after.topic, dropped=gone)
    raw = encode(stored)
    table.cache.keep_topic(key, raw, stored)
    yield key, raw
    for each in needless:
        table.cache.forget(each)
        yield each, None
    # A crash may have fallen before the last batch's deletions: they are made again.
    for story in (*before.dropped, *gone):
        if story not in after.stories:
            yield from _delete_story(story_key(topic, story), table)


def _put_story(
    story: str, state: StoryState, change: TopicChange, table: TableView
) -> Generator[Put, None, list[bytes]]:
    """Puts what is new of a story, then the story; returns the keys that nothing names any more."""
    key = story_key(change.topic, story)
    base = _stored_offset(topic_key(change.topic), table)
    previous = visible(key, table.stored, base, table.cache)
    kept = {each.facts.key: each.facts for each in state.articles}
    # Not what the table holds: a crash may have left that in the local store, and not in Kafka.
    applied = _names(change.before.state.stories.get(story))
    for name, facts in kept.items():
        if name not in applied or table.get(facts_key(key, name)) is None:
            yield facts_key(key, name), encode(StoredFacts(facts=facts))
    held = _facts_of(key, table.get, table.cache) | _facts_of(key, table.stored, table.cache)
    needless = sorted(held - kept.keys() - _names(previous))
    stored = StoredStory(
        offset=change.offset,
        state=slim(state),
        previous=slim(previous) if previous else None,
        dropped=tuple(needless),
    )
    raw = encode(stored)
    whole = KeptStory(change.offset, state, previous, frozenset(stored.facts))
    table.cache.keep_story(key, raw, whole)
    yield key, raw
    return [facts_key(key, name) for name in needless]


def _delete_story(key: bytes, table: TableView) -> Puts:
    for each in (*named_facts(key, table), key):
        table.cache.forget(each)
        yield each, None


def heal(loaded: Loaded, topic: str, table: TableView) -> Puts:
    """The puts that write a topic's present values again.

    After a kill the local store can be ahead of the changelog in Kafka; a record that comes again
    is not decided again, but the values it led to are put again, so that the two agree.
    """
    stories = [story_key(topic, story) for story in loaded.state.stories]
    facts = (name for key in stories for name in named_facts(key, table))
    for key in (*facts, *stories, topic_key(topic)):
        value = table.get(key)
        if value is not None:
            yield key, value


def named_facts(story: bytes, table: TableView) -> list[bytes]:
    """The keys of all that the value of a story's key says its articles assert, also before."""
    return [facts_key(story, name) for name in sorted(_facts_of(story, table.get, table.cache))]


def _facts_of(key: bytes, get: Get, cache: StateCache) -> frozenset[str]:
    raw = get(key)
    return read_story(key, raw, get, cache).facts if raw else frozenset()


def _names(story: StoryState | None) -> set[str]:
    return {each.facts.key for each in (story.articles if story else ())}


def _stored_offset(key: bytes, table: TableView) -> int:
    raw = table.stored(key)
    return BEFORE_ALL if raw is None else table.cache.topic(key, raw).offset
