"""Rolling state in a key-value table: what a crash between two puts must not break.

An article touches several keys: those of the stories it changed, and that of its topic. They are
put one after the other, and a crash can fall between. So the stories are put first and the topic
last; only the topic carries the last applied offset; and a story carries the offset that it was
put at together with its version from before that batch. A story put at an offset that its topic
has not reached is read as the version before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from agents.track.state import RollingState, StoryState, TopicState, empty_state
from streams.codec import Model, decode, encode
from streams.errors import BadRecord, StateError
from streams.records import Record

Get = Callable[[bytes], bytes | None]
#: One put: key and value, None to delete.
Put = tuple[bytes, bytes | None]
Puts = Iterator[Put]

_BEFORE_ALL = -1


class StoredTopic(Record):
    """The value of a topic's key."""

    version: Literal[1] = 1
    offset: int
    state: TopicState
    dropped: tuple[str, ...] = ()


class StoredStory(Record):
    """The value of a story's key."""

    version: Literal[1] = 1
    offset: int
    state: StoryState
    previous: StoryState | None = None


@dataclass(frozen=True)
class Loaded:
    """A topic's rolling state as it stands in the table.

    Attributes:
        state: what the decision is made on.
        offset: the last offset that is applied in it; -1 when none is.
        dropped: stories that the last batch let go; deleted after the topic was put.
        missing: stories that the topic lists and the table lacks; for the log.
    """

    state: RollingState
    offset: int = _BEFORE_ALL
    dropped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicChange:
    """What one record did to a topic: the state decided on, and the one it gave.

    A story that did not change is the same object in both.
    """

    topic: str
    offset: int
    before: Loaded
    after: RollingState


class StoryCache:
    """Stories as they were last decoded, so that only what changed is decoded again.

    A story is taken from here only where its bytes are the very same, so the cache can't be
    stale, whatever happened to the table.
    """

    def __init__(self, limit_bytes: int = 8 * 1024 * 1024) -> None:
        """Keeps stories of so many encoded bytes; decoded they take some fourteen times that."""
        self._limit = limit_bytes
        self._held = 0
        self._decoded: dict[bytes, tuple[bytes, StoredStory]] = {}

    def decode(self, key: bytes, raw: bytes) -> StoredStory:
        """The story that `raw`, the value of `key`, holds."""
        known = self._decoded.get(key)
        if known is not None and known[0] == raw:
            return known[1]
        story = _read(StoredStory, raw)
        self._forget(key)
        self._decoded[key] = (raw, story)
        self._held += len(raw)
        while self._held > self._limit:
            self._forget(next(iter(self._decoded)))
        return story

    def _forget(self, key: bytes) -> None:
        if known := self._decoded.pop(key, None):
            self._held -= len(known[0])


def load(get: Get, topic: str, cache: StoryCache) -> Loaded:
    """Reads the rolling state of a topic through `get`."""
    raw = get(topic_key(topic))
    if raw is None:
        return Loaded(empty_state())
    stored = _read(StoredTopic, raw)
    ids = [story.id for story in stored.state.stories]
    found = {story: _visible(story_key(topic, story), get, stored.offset, cache) for story in ids}
    stories = {story: state for story, state in found.items() if state is not None}
    missing = tuple(story for story in ids if story not in stories)
    index = tuple(entry for entry in stored.state.stories if entry.id in stories)
    topic_state = stored.state.model_copy(update={"stories": index}) if missing else stored.state
    return Loaded(RollingState(topic_state, stories), stored.offset, stored.dropped, missing)


def save(change: TopicChange, stored: Get, cache: StoryCache) -> Puts:
    """The puts, in their order, that apply a change; `stored` reads the table before the batch."""
    topic, before, after = change.topic, change.before, change.after
    base = _stored_offset(stored(topic_key(topic)))
    for story, state in after.stories.items():
        if before.state.stories.get(story) is not state:
            key = story_key(topic, story)
            previous = _visible(key, stored, base, cache)
            yield key, encode(StoredStory(offset=change.offset, state=state, previous=previous))
    dropped = tuple(story for story in before.state.stories if story not in after.stories)
    value = StoredTopic(offset=change.offset, state=after.topic, dropped=dropped)
    yield topic_key(topic), encode(value)
    # A crash may have fallen before the last batch's deletions: they are made again.
    for story in (*before.dropped, *dropped):
        if story not in after.stories:
            yield story_key(topic, story), None


def heal(loaded: Loaded, topic: str, get: Get) -> Puts:
    """The puts that write a topic's present values again.

    After a kill the local store can be ahead of the changelog in Kafka; a record that comes again
    is not decided again, but the values it led to are put again, so that the two agree.
    """
    keys = [story_key(topic, story) for story in loaded.state.stories]
    for key in (*keys, topic_key(topic)):
        value = get(key)
        if value is not None:
            yield key, value


def topic_key(topic: str) -> bytes:
    """The key of a topic's own value."""
    return topic.encode()


def story_key(topic: str, story: str) -> bytes:
    """The key of a story's value; no topic id holds a slash."""
    return f"{topic}/{story}".encode()


def _read(model: type[Model], raw: bytes) -> Model:
    try:
        return decode(model, raw)
    except BadRecord as error:
        raise StateError(f"stored {model.__name__} can't be read: {error}") from None


def _visible(key: bytes, get: Get, offset: int, cache: StoryCache) -> StoryState | None:
    raw = get(key)
    if raw is None:
        return None
    stored = cache.decode(key, raw)
    return stored.state if stored.offset <= offset else stored.previous


def _stored_offset(raw: bytes | None) -> int:
    return _BEFORE_ALL if raw is None else _read(StoredTopic, raw).offset
