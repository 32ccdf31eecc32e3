"""Values of rolling state as they were last decoded, so that only what changed is decoded again."""

from __future__ import annotations

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


class _Decoded(Generic[Value]):
    """The last versions of each key, by their very bytes: none can be stale."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._held = 0
        self._known: dict[bytes, list[tuple[bytes, Value]]] = {}

    def find(self, key: bytes, raw: bytes) -> Value | None:
        return next((value for known, value in self._known.get(key, ()) if known == raw), None)

    def keep(self, key: bytes, raw: bytes, value: Value) -> None:
        versions = self._known.pop(key, [])
        self._held += len(raw) - sum(len(each) for each, _ in versions[:-1])
        self._known[key] = [*versions[-1:], (raw, value)][-_VERSIONS:]
        while self._held > self._limit:
            oldest = self._known.pop(next(iter(self._known)))
            self._held -= sum(len(each) for each, _ in oldest)

    def keys(self) -> KeysView[bytes]:
        return self._known.keys()

    def forget(self, key: bytes) -> None:
        self._held -= sum(len(each) for each, _ in self._known.pop(key, ()))


class StateCache:
    """Topics, stories and what articles assert, as they were last decoded or put.

    A value is taken from here only where its bytes are the very same, or where its key names its
    content, so the cache can't be stale, whatever happened to the table.
    """

    def __init__(self, limit_bytes: int = 16 * 1024 * 1024) -> None:
        """Keeps so many encoded bytes; decoded they take some fourteen times that."""
        self._topics: _Decoded[StoredTopic] = _Decoded(limit_bytes // 4)
        self._stories: _Decoded[KeptStory] = _Decoded(limit_bytes // 4)
        self._facts: _Decoded[Facts] = _Decoded(limit_bytes // 2)

    def topic(self, key: bytes, raw: bytes) -> StoredTopic:
        """The topic that `raw`, the value of `key`, holds."""
        found = self._topics.find(key, raw)
        if found is None:
            found = read_topic(raw)
            self._topics.keep(key, raw, found)
        return found

    def story(self, key: bytes, raw: bytes, facts: Callable[[str], bytes | None]) -> KeptStory:
        """The story that `raw`, the value of `key`, holds; `facts` reads what articles assert."""
        found = self._stories.find(key, raw)
        if found is None:
            found = read_story(raw, lambda name: self._fact(key, name, facts))
            self._stories.keep(key, raw, found)
        return found

    def keys(self) -> set[bytes]:
        """The keys of which something is remembered."""
        return {*self._topics.keys(), *self._stories.keys(), *self._facts.keys()}

    def keep_topic(self, key: bytes, raw: bytes, topic: StoredTopic) -> None:
        """Remembers a topic that was put."""
        self._topics.keep(key, raw, topic)

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
                self._facts.keep(key, raw, found)
        return found
