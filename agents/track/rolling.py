"""Rolling state in a key-value table: what a crash between two puts must not break.

An article touches several keys: those of the stories it changed, and that of its topic. They are
put one after the other, and a crash can fall between. So the stories are put first and the topic
last; only the topic carries the last applied offset; and a story carries the offset that it was
put at together with its version from before that batch. A story put at an offset that its topic
has not reached is read as the version before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.track.state import RollingState, StoryState, empty_state
from streams.records import STORY_DIGITS

if TYPE_CHECKING:
    from agents.track.cache import StateCache
    from agents.track.stored import KeptStory

Get = Callable[[bytes], bytes | None]

BEFORE_ALL = -1


@dataclass(frozen=True)
class Loaded:
    """A topic's rolling state as it stands in the table.

    Attributes:
        state: what the decision is made on.
        offset: the last offset that is applied in it; -1 when none is.
        dropped: stories that the last batch let go; deleted after the topic was put.
        missing: stories that the topic lists and the table lacks; for the log.
        unsaved: stories that the table has under another name; put with the next change.
    """

    state: RollingState
    offset: int = BEFORE_ALL
    dropped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unsaved: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TableView:
    """A table as one record sees it.

    Attributes:
        get: reads it with what the record's batch has staged.
        stored: reads it as it was before the batch.
        cache: what was decoded before.
    """

    get: Get
    stored: Get
    cache: StateCache


def load(get: Get, topic: str, cache: StateCache) -> Loaded:
    """Reads the rolling state of a topic through `get`."""
    raw = get(topic_key(topic))
    if raw is None:
        return Loaded(empty_state())
    stored = cache.topic(topic_key(topic), raw)
    ids = [story.id for story in stored.state.stories]
    found = {story: visible(story_key(topic, story), get, stored.offset, cache) for story in ids}
    stories = {story: state for story, state in found.items() if state is not None}
    missing = tuple(story for story in ids if story not in stories)
    index = tuple(entry for entry in stored.state.stories if entry.id in stories)
    topic_state = stored.state.model_copy(update={"stories": index}) if missing else stored.state
    loaded = Loaded(RollingState(topic_state, stories), stored.offset, stored.dropped, missing)
    return _renamed(loaded) if stored.version == 1 else loaded


def _renamed(loaded: Loaded) -> Loaded:
    """State of the first release, whose story ids were twice as long, under the names of now."""
    short = {story: story[:STORY_DIGITS] for story in loaded.state.stories}
    entries = (
        entry.model_copy(update={"id": short[entry.id]}) for entry in loaded.state.topic.stories
    )
    topic = loaded.state.topic.model_copy(update={"stories": tuple(entries)})
    stories = {
        short[story]: state.model_copy(update={"id": short[story]})
        for story, state in loaded.state.stories.items()
    }
    renamed = (story for story in short if short[story] != story)
    return Loaded(
        RollingState(topic, stories),
        loaded.offset,
        (*loaded.dropped, *renamed),
        loaded.missing,
        frozenset(stories),
    )


def topic_key(topic: str) -> bytes:
    """The key of a topic's own value."""
    return topic.encode()


def story_key(topic: str, story: str) -> bytes:
    """The key of a story's value; no topic id holds a slash."""
    return f"{topic}/{story}".encode()


def facts_key(story: bytes, name: str) -> bytes:
    """The key of what an article of a story asserts, by the key of the story."""
    return story + b"/" + name.encode()


def read_story(key: bytes, raw: bytes, get: Get, cache: StateCache) -> KeptStory:
    """The story that `raw`, the value of `key`, holds."""
    return cache.story(key, raw, lambda name: get(facts_key(key, name)))


def visible(key: bytes, get: Get, offset: int, cache: StateCache) -> StoryState | None:
    """A story as it was at an offset of its topic."""
    raw = get(key)
    if raw is None:
        return None
    stored = read_story(key, raw, get, cache)
    return stored.state if stored.offset <= offset else stored.previous
