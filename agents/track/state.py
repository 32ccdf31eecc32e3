"""What track remembers of a topic: bounded, serialisable, changed only by making it anew.

A topic's state lies under one key and each of its stories under another, so that an article
rewrites two small values and not the whole month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from pydantic import Field, FiniteFloat

from agents.track.digests import Digests, LongDigests
from agents.track.index import StoryIndex
from agents.track.known_offices import KnownOffice
from agents.track.profiles import Profile, profile_of
from agents.vectors.laid_out import LaidOut, laid_out
from streams.codec import encode
from streams.records import (
    ArticleReference,
    Instant,
    Kind,
    Modality,
    Quote,
    Record,
    Vector,
    WireRecord,
    digest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from numpy.typing import NDArray

    from agents.vectors.quantised import Similarities

#: What is older is not news that an article could repeat unnoticed: after a month a report of
#: the same thing is a reminder, and most readers have lost sight of the first.
WINDOW: Final = timedelta(days=30)

#: Largest JSON of a topic's value. Brokers and RocksDB take far more, but it is rewritten with
#: every article of the topic, and 64 KiB is what that may cost.
TOPIC_BYTES: Final = 60 * 1024

#: Largest JSON of a story's value, without what its articles assert, which lies under keys of its
#: own; stored twice (with its version before the last batch), the two stay under 64 KiB.
STORY_BYTES: Final = 28 * 1024

#: Live stories of a topic: thirty new ones a day over the window.
MAX_STORIES: Final = 1000

#: Stories that one article lets go at most: after a long silence a topic's whole month is over
#: at once, and the list of what is to be deleted lies in the topic's value.
MAX_DROPPED: Final = 100

#: Articles of a story that later ones are compared with, the latest ones: copies don't count,
#: and two dozen reports in different words cover what a story's month is made of.
MAX_ARTICLES: Final = 24

#: Articles by which a redelivery is recognised, fifty a day over the window.
MAX_RECENT: Final = 1500

#: Claims of a story that later ones are compared with, the latest ones.
MAX_CLAIMS: Final = 8

#: Quantities of a topic whose latest value is kept.
MAX_FIGURES: Final = 60


class KnownFigure(Record):
    """The latest value of a quantity, with the words that stated it."""

    unit: tuple[str, ...] = Field(description="stems of the words counted")
    value: FiniteFloat
    quote: Quote
    status: Modality = Modality.ASSERTED
    running: bool = Field(default=True, description="a level, which another value replaces")
    actors: Digests = Field(default=(), description="names before it, alike in all languages")


class KnownClaim(Record):
    """What an article of a story asserted, as far as later claims are compared with it."""

    stems: Digests = Field(default=(), description="words that carry its meaning")
    anchors: Digests = Field(default=(), description="its names, alike in all languages")
    kind: Kind
    modality: Modality
    speaker: str = Field(default="", description="whom the article named for it")
    quote: Quote
    vector: Vector = Field(default=b"", description="what it means; empty where not embedded")
    vector_model: str | None = None


class Pruned(Record):
    """How much was let go for the state to stay small; old age alone is not counted."""

    stories: int = 0
    articles: int = 0
    figures: int = 0
    offices: int = 0


class TopicState(WireRecord):
    """What is remembered of a topic as a whole."""

    now: Instant | None = Field(default=None, description="the topic's clock; never goes back")
    stories: StoryIndex = ()
    recent: LongDigests = Field(
        default=(), description="digests of article ids with their contents; oldest first"
    )
    figures: tuple[KnownFigure, ...] = ()
    offices: tuple[KnownOffice, ...] = Field(default=(), description="the latest first")
    pruned: Pruned = Pruned()


class Facts(Record):
    """What one article asserts, as far as later ones are compared with it."""

    shingles: Digests = Field(default=(), description="rows of words; the smallest of a long text")
    shingle_count: int = Field(default=0, ge=0, description="rows of words in the whole text")
    stems: Digests = Field(default=(), description="words that carry meaning")
    anchors: Digests = Field(default=(), description="names and numbers, alike in all languages")
    sentences: Digests = Field(default=(), description="whole sentences")
    frames: Digests = Field(default=(), description="first sentences without their numbers")
    numbers: tuple[FiniteFloat, ...] = ()
    lead_stems: Digests = ()
    lead_anchors: Digests = ()
    lead_numbers: tuple[FiniteFloat, ...] = ()
    lengths: tuple[int, ...] = Field(default=(), description="characters of the first sentences")
    language: str | None = Field(default=None, description="primary tag: en, uk")
    titled: bool = Field(default=False, description="the first vector is the headline's")
    vectors: Vector = Field(default=b"", description="of the headline and the first sentences")
    vector_model: str | None = None

    @cached_property
    def shingle_set(self) -> frozenset[int]:
        """`shingles` for comparing."""
        return frozenset(self.shingles)

    @cached_property
    def stem_set(self) -> frozenset[int]:
        """`stems` for comparing."""
        return frozenset(self.stems)

    @cached_property
    def anchor_set(self) -> frozenset[int]:
        """`anchors` for comparing."""
        return frozenset(self.anchors)

    @cached_property
    def lead_set(self) -> frozenset[int]:
        """Words and names of the lead for comparing."""
        return frozenset((*self.lead_anchors, *self.lead_stems))

    @property
    def held(self) -> frozenset[int]:
        """All words and names; made anew, since all that is known would keep its own."""
        return frozenset((*self.anchors, *self.stems))

    @property
    def words(self) -> NDArray[np.int64]:
        """All words and names, each once; not kept here, as facts are compared for being equal."""
        return np.unique(np.array((*self.anchors, *self.stems), np.int64))

    @cached_property
    def laid_out(self) -> LaidOut:
        """`vectors` for comparing; gone together with what they are of."""
        return laid_out(self.vectors, len(self.lengths) + self.titled)

    @property
    def matrix(self) -> Similarities:
        """`vectors`, one a row."""
        return self.laid_out.matrix

    @cached_property
    def key(self) -> str:
        """Tells these facts from others of a story."""
        return digest("facts", encode(self).decode())[:16]


class KnownArticle(Record):
    """An article of a story: how to name it, and what it asserted."""

    reference: ArticleReference
    facts: Facts
    alerted: bool = Field(default=False, description="whether it made a development")


@dataclass(frozen=True)
class Known:
    """An earlier article, and the story it is in."""

    story: str
    reference: ArticleReference
    facts: Facts
    alerted: bool = False

    @cached_property
    def words(self) -> NDArray[np.int64]:
        """All its words and names, for comparing many articles at once."""
        return self.facts.words

    @cached_property
    def latest_first(self) -> tuple[float, str]:
        """Sorts the latest article first."""
        return -self.reference.ingested_at.timestamp(), self.reference.id


class StoryState(WireRecord):
    """What is remembered of a story: its articles, oldest first, and what they asserted."""

    id: str
    articles: tuple[KnownArticle, ...] = ()
    claims: tuple[KnownClaim, ...] = Field(default=(), description="the latest, oldest first")

    @cached_property
    def profile(self) -> Profile:
        """How many of its articles hold each word and name."""
        return profile_of([each.words for each in self.known])

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """Its articles as later ones are compared with them."""
        return tuple(
            Known(self.id, each.reference, each.facts, each.alerted) for each in self.articles
        )


@dataclass(frozen=True)
class RollingState:
    """All that a decision for one topic rests on. A story that didn't change is the same object."""

    topic: TopicState
    stories: Mapping[str, StoryState]


def empty_state() -> RollingState:
    """The state of a topic that nothing is known of."""
    return RollingState(TopicState(), {})


def is_within_window(at: datetime, now: datetime) -> bool:
    """Whether what was said at a time is still remembered."""
    return now - at <= WINDOW


def clock(topic: TopicState, now: datetime) -> datetime:
    """The topic's time at an article that says `now`: it never goes back."""
    return now if topic.now is None else max(topic.now, now)
