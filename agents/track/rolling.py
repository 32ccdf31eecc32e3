"""Rolling state in a key-value table: what a crash between two puts must not break.

An article touches several keys: those of the stories it changed, and that of its topic. They are
put one after the other, and a crash can fall between. So the stories are put first and the topic
last; only the topic carries the last applied offset; and a story carries the offset that it was
put at together with its version from before that batch. A story put at an offset that its topic
has not reached is read as the version before.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from agents.track.state import RollingState, StoryState, empty_state
from agents.track.stored import (
    KeptStory,
    StoredFacts,
    StoredStory,
    StoredTopic,
    read_story,
    read_topic,
    slim,
)
from streams.codec import encode
from streams.records import STORY_DIGITS

Get = Callable[[bytes], bytes | None]
#: One put: key and value, None to delete.
Put = tuple[bytes, bytes | None]
Puts = Iterator[Put]

_BEFORE_ALL = -1


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
    offset: int = _BEFORE_ALL
    dropped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unsaved: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TopicChange:
    """What one record did to a topic: the state decided on, and the one it gave.

    A story that did not change is the same object in both.
    """

    topic: str
    offset: int
    before: Loaded
    after: RollingState


@dataclass(frozen=True)
class TableView:
    """A table as one record sees it.

    Attributes:
        get: reads it with what the record's batch has staged.
        stored: reads it as it was before the batch.
        cache: stories decoded before.
    """

    get: Get
    stored: Get
    cache: StoryCache


class StoryCache:
    """Stories as they were last decoded, so that only what changed is decoded again.

    A story is taken from here only where its bytes are the very same, so the cache can't be
    stale, whatever happened to the table.
    """

    def __init__(self, limit_bytes: int = 16 * 1024 * 1024) -> None:
        """Keeps stories of so many encoded bytes; decoded they take some fourteen times that."""
        self._limit = limit_bytes
        self._held = 0
        self._decoded: dict[bytes, tuple[bytes, KeptStory, int]] = {}

    def decode(self, key: bytes, raw: bytes, get: Get) -> KeptStory:
        """The story that `raw`, the value of `key`, holds."""
        known = self._decoded.get(key)
        if known is not None and known[0] == raw:
            return known[1]
        size = len(raw)

        def facts(name: str) -> bytes | None:
            nonlocal size
            value = get(_facts_key(key, name))
            size += len(value or b"")
            return value

        story = read_story(raw, facts)
        self._forget(key)
        self._decoded[key] = (raw, story, size)
        self._held += size
        while self._held > self._limit:
            self._forget(next(iter(self._decoded)))
        return story

    def _forget(self, key: bytes) -> None:
        if known := self._decoded.pop(key, None):
            self._held -= known[2]


def load(get: Get, topic: str, cache: StoryCache) -> Loaded:
    """Reads the rolling state of a topic through `get`."""
    raw = get(topic_key(topic))
    if raw is None:
        return Loaded(empty_state())
    stored = read_topic(raw)
    ids = [story.id for story in stored.state.stories]
    found = {story: _visible(story_key(topic, story), get, stored.offset, cache) for story in ids}
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


def save(change: TopicChange, table: TableView) -> Puts:
    """The puts, in their order, that apply a change."""
    topic, before, after = change.topic, change.before, change.after
    needless: list[bytes] = []
    for story, state in after.stories.items():
        if story in before.unsaved or before.state.stories.get(story) is not state:
            dropped = yield from _put_story(story_key(topic, story), state, change, table)
            needless += dropped
    gone = tuple(story for story in before.state.stories if story not in after.stories)
    yield (
        topic_key(topic),
        encode(StoredTopic(offset=change.offset, state=after.topic, dropped=gone)),
    )
    for key in needless:
        yield key, None
    # A crash may have fallen before the last batch's deletions: they are made again.
    for story in (*before.dropped, *gone):
        if story not in after.stories:
            yield from _delete_story(story_key(topic, story), table)


def _put_story(
    key: bytes, state: StoryState, change: TopicChange, table: TableView
) -> Generator[Put, None, list[bytes]]:
    """Puts what is new of a story, then the story; returns the keys that nothing names any more."""
    base = _stored_offset(table.stored(topic_key(change.topic)))
    previous = _visible(key, table.stored, base, table.cache)
    kept = {each.facts.key: each.facts for each in state.articles}
    known = _facts_of(key, table.get, table.cache)
    for name, facts in kept.items():
        if name not in known or table.get(_facts_key(key, name)) is None:
            yield _facts_key(key, name), encode(StoredFacts(facts=facts))
    named = kept.keys() | {each.facts.key for each in (previous.articles if previous else ())}
    needless = sorted((known | _facts_of(key, table.stored, table.cache)) - named)
    yield (
        key,
        encode(
            StoredStory(
                offset=change.offset,
                state=slim(state),
                previous=slim(previous) if previous else None,
                dropped=tuple(needless),
            )
        ),
    )
    return [_facts_key(key, name) for name in needless]


def _delete_story(key: bytes, table: TableView) -> Puts:
    yield from ((name, None) for name in named_facts(key, table))
    yield key, None


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


def topic_key(topic: str) -> bytes:
    """The key of a topic's own value."""
    return topic.encode()


def story_key(topic: str, story: str) -> bytes:
    """The key of a story's value; no topic id holds a slash."""
    return f"{topic}/{story}".encode()


def named_facts(story: bytes, table: TableView) -> list[bytes]:
    """The keys of all that the value of a story's key says its articles assert, also before."""
    return [_facts_key(story, name) for name in sorted(_facts_of(story, table.get, table.cache))]


def _facts_key(story: bytes, name: str) -> bytes:
    return story + b"/" + name.encode()


def _facts_of(key: bytes, get: Get, cache: StoryCache) -> frozenset[str]:
    raw = get(key)
    return cache.decode(key, raw, get).facts if raw else frozenset()


def _visible(key: bytes, get: Get, offset: int, cache: StoryCache) -> StoryState | None:
    raw = get(key)
    if raw is None:
        return None
    stored = cache.decode(key, raw, get)
    return stored.state if stored.offset <= offset else stored.previous


def _stored_offset(raw: bytes | None) -> int:
    return _BEFORE_ALL if raw is None else read_topic(raw).offset
