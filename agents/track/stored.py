"""The values of rolling state as they lie in the table, and how older releases wrote them.

A value that a newer release wrote stops the worker with a clear word: to read it as if nothing
were known would alert a month of old news again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import orjson

from agents.track.state import Facts, KnownArticle, KnownClaim, StoryState, TopicState
from streams.codec import Model, decode
from streams.errors import BadRecord, StateError
from streams.records import ArticleReference, Record
from streams.staging import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pydantic import BaseModel

#: Raised with every change of what lies in the table. 1 had all of a story in one value; 2 got
#: claims, vectors and merges as it went; 3 is 2 with all of these; 4 has offices.
VERSION: Final = 4

_SLASH: Final = b"/"


class StoredTopic(Record):
    """The value of a topic's key; of version 1 its story ids are twice as long."""

    version: Literal[1, 2, 3, 4] = VERSION
    offset: int
    state: TopicState
    dropped: tuple[str, ...] = ()


class SlimArticle(Record):
    """An article of a story; what it asserts lies under a key of its own."""

    reference: ArticleReference
    facts: str
    alerted: bool = False


class SlimStory(Record):
    """A story as it lies in the table."""

    id: str
    articles: tuple[SlimArticle, ...] = ()
    claims: tuple[KnownClaim, ...] = ()


class StoredStory(Record):
    """The value of a story's key; `dropped` are the facts that this put made needless."""

    version: Literal[2, 3, 4] = VERSION
    offset: int
    state: SlimStory
    previous: SlimStory | None = None
    dropped: tuple[str, ...] = ()

    @property
    def facts(self) -> set[str]:
        """All facts that it may have in the table."""
        versions = (self.state, self.previous) if self.previous else (self.state,)
        return {each.facts for story in versions for each in story.articles} | set(self.dropped)


class StoredFacts(Record):
    """The value of the key of what an article asserts."""

    version: Literal[2, 3, 4] = VERSION
    facts: Facts


class _FirstStory(Record):
    """A story as the first release wrote it, with all that its articles assert."""

    version: Literal[1]
    offset: int
    state: StoryState
    previous: StoryState | None = None


@dataclass(frozen=True)
class KeptStory:
    """A story's value, whichever release wrote it.

    Attributes:
        offset: it was put at.
        state: as it was put.
        previous: its version before that batch.
        facts: all facts that it may have in the table.
    """

    offset: int
    state: StoryState
    previous: StoryState | None
    facts: frozenset[str]


def read_topic(raw: bytes) -> StoredTopic:
    """A topic's value.

    Raises:
        StateError: it can't be read, or a newer release wrote it.
    """
    _check_version(StoredTopic, raw)
    return _read(StoredTopic, raw)


def read_story(raw: bytes, facts: Callable[[str], Facts]) -> KeptStory:
    """A story's value, with what its articles assert, which `facts` gives.

    Raises:
        StateError: as `read_topic`.
    """
    if _check_version(StoredStory, raw) == 1:
        first = _read(_FirstStory, raw)
        return KeptStory(first.offset, first.state, first.previous, frozenset())
    stored = _read(StoredStory, raw)
    known: dict[str, Facts] = {key: facts(key) for key in stored.facts}
    previous = _whole(stored.previous, known) if stored.previous else None
    state = _whole(stored.state, known)
    return KeptStory(stored.offset, state, previous, frozenset(stored.facts))


def slim(story: StoryState) -> SlimStory:
    """A story without what its articles assert."""
    return SlimStory(
        id=story.id,
        articles=tuple(
            SlimArticle(reference=each.reference, facts=each.facts.key, alerted=each.alerted)
            for each in story.articles
        ),
        claims=story.claims,
    )


def _whole(story: SlimStory, facts: Mapping[str, Facts]) -> StoryState:
    return StoryState(
        id=story.id,
        articles=tuple(
            KnownArticle(reference=each.reference, facts=facts[each.facts], alerted=each.alerted)
            for each in story.articles
        ),
        claims=story.claims,
    )


def read_facts(raw: bytes | None) -> Facts:
    """What an article asserts.

    Nothing is compared with an article whose facts are lost; it still gives the story its name.

    Raises:
        StateError: as `read_topic`.
    """
    return _read(StoredFacts, raw).facts if raw else Facts()


def refuse_newer(keys: Iterable[bytes], get: Callable[[bytes], bytes | None]) -> None:
    """Looks at all topics of a table; their values are the last that a change puts.

    Raises:
        StateError: a newer release wrote one, or it can't be read.
    """
    for key in keys:
        if _SLASH not in key and not key.startswith(MARKER) and (raw := get(key)):
            _check_version(StoredTopic, raw)


def _check_version(model: type[BaseModel], raw: bytes) -> int:
    try:
        version = orjson.loads(raw)["version"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise StateError(f"stored {model.__name__} can't be read: it names no version") from None
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        raise StateError(
            f"stored {model.__name__} is of version {version}, and this release reads up to "
            f"{VERSION}: a newer release wrote it; install that one again, or begin from nothing "
            "with another WIREWATCH_STATE_DIR and WIREWATCH_KAFKA_TOPIC_PREFIX"
        )
    return version


def _read(model: type[Model], raw: bytes) -> Model:
    try:
        return decode(model, raw)
    except BadRecord as error:
        raise StateError(f"stored {model.__name__} can't be read: {error}") from None
