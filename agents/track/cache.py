"""Values of rolling state as they were last decoded, so that only what changed is decoded again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from agents.track.rolling import facts_key
from agents.track.stored import read_facts, read_story, read_topic

if TYPE_CHECKING:
    from collections.abc import Callable, KeysView

    from agents.track.state import Facts
    from agents.track.stored import KeptStory, StoredTopic

    Get = Callable[[bytes], bytes | None]

Value = TypeVar("Value")

#: The value as a batch has staged it, and as it was before the batch.
_VERSIONS = 2

#: Values that were asked for within so many articles stay, whatever else is read: an article asks
#: for all stories of its topic, and where not all fit, each would push out the one asked for next.
_RECENT_ARTICLES = 100


@dataclass
class _Versions(Generic[Value]):
    """The last versions of a key: their bytes, and what these hold."""

    last: list[tuple[bytes, Value]] = field(default_factory=list)
    used_at: int = 0

    @property
    def size(self) -> int:
        return sum(len(raw) for raw, _ in self.last)


class _Decoded(Generic[Value]):
    """The last versions of each key, by their very bytes: none can be stale."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._held = 0
        self._articles = 0
        #: The least recently used first.
        self._known: dict[bytes, _Versions[Value]] = {}

    def next_article(self) -> None:
        """Another article is decided."""
        self._articles += 1

    def find(self, key: bytes, raw: bytes) -> Value | None:
        versions = self._known.pop(key, None)
        if versions is None:
            return None
        self._known[key] = versions
        versions.used_at = self._articles
        return next((value for known, value in versions.last if known == raw), None)

    def keep(self, key: bytes, raw: bytes, value: Value) -> None:
        """Keeps what was put."""
        versions = self._known.pop(key, None) or _Versions()
        self._held -= versions.size
        versions.last = [*versions.last[-1:], (raw, value)][-_VERSIONS:]
        versions.used_at = self._articles
        self._held += versions.size
        self._known[key] = versions
        while self._held > self._limit:
            self.forget(next(iter(self._known)))

    def keep_if_room(self, key: bytes, raw: bytes, value: Value) -> None:
        """Keeps what was read, in the place of what nobody asked for of late."""
        while self._held + len(raw) > self._limit:
            oldest = next(iter(self._known), None)
            if oldest is None or not self._is_idle(self._known[oldest]):
                return
            self.forget(oldest)
        self.keep(key, raw, value)

    def _is_idle(self, versions: _Versions[Value]) -> bool:
        return self._articles - versions.used_at > _RECENT_ARTICLES

    def keys(self) -> KeysView[bytes]:
        return self._known.keys()

    def forget(self, key: bytes) -> None:
        if versions := self._known.pop(key, None):
            self._held -= versions.size


class StateCache:
    """Topics, stories and what articles assert, as they were last decoded or put.

    A value is taken from here only where its bytes are the very same, or where its key names its
    content, so the cache can't be stale, whatever happened to the table.
    """

    def __init__(self, limit_bytes: int = 16 * 1024 * 1024) -> None:
        """Keeps so many encoded bytes; decoded they take some twenty times that."""
        self._topics: _Decoded[StoredTopic] = _Decoded(limit_bytes // 8)
        # A story holds what its articles assert, and is counted without it.
        self._stories: _Decoded[KeptStory] = _Decoded(limit_bytes * 5 // 8)
        self._facts: _Decoded[Facts] = _Decoded(limit_bytes // 4)

    def topic(self, key: bytes, raw: bytes) -> StoredTopic:
        """The topic that `raw`, the value of `key`, holds."""
        found = self._topics.find(key, raw)
        if found is None:
            found = read_topic(raw)
            self._topics.keep_if_room(key, raw, found)
        return found

    def story(self, key: bytes, raw: bytes, facts: Callable[[str], bytes | None]) -> KeptStory:
        """The story that `raw`, the value of `key`, holds; `facts` reads what articles assert."""
        found = self._stories.find(key, raw)
        if found is None:
            found = read_story(raw, lambda name: self._fact(key, name, facts))
            self._stories.keep_if_room(key, raw, found)
        return found

    def keys(self) -> set[bytes]:
        """The keys of which something is remembered."""
        return {*self._topics.keys(), *self._stories.keys(), *self._facts.keys()}

    def keep_topic(self, key: bytes, raw: bytes, topic: StoredTopic) -> None:
        """Remembers a topic that was put, with the last change that an article makes."""
        self._topics.keep(key, raw, topic)
        for each in (self._topics, self._stories, self._facts):
            each.next_article()

    def keep_story(self, key: bytes, raw: bytes, story: KeptStory) -> None:
        """Remembers a story that was put."""
        self._stories.keep(key, raw, story)

    def forget(self, key: bytes) -> None:
        """Lets go of what is deleted from the table: memory is to grow with live state alone."""
        self._stories.forget(key)
        self._facts.forget(key)

    def _fact(self, story: bytes, name: str, facts: Callable[[str], bytes | None]) -> Facts:
        raw = facts(name)
        key = facts_key(story, name)
        found = self._facts.find(key, raw) if raw else None
        if found is None:
            found = read_facts(raw)
            if raw:
                self._facts.keep_if_room(key, raw, found)
        return found
