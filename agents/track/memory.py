"""What is remembered of a topic, laid out for comparing a new article with it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from agents.track.state import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agents.track.state import Facts, RollingState
    from streams.records import ArticleReference

#: How long a piece of news goes round: reports of one thing come within days, and what shares
#: its names a fortnight later is a new turn of the story.
NEWS_CYCLE: Final = timedelta(days=7)


@dataclass(frozen=True)
class Known:
    """An earlier article, and the story it is in."""

    story: str
    reference: ArticleReference
    facts: Facts


class Memory:
    """The earlier articles of a topic at one moment, the latest first."""

    def __init__(self, state: RollingState, at: datetime) -> None:
        found = [
            Known(story.id, article.reference, article.facts)
            for story in state.stories.values()
            for article in story.articles
            if at - article.reference.ingested_at <= WINDOW
        ]
        found.sort(key=_latest_first)
        self.known = tuple(found)
        self._oldest = at - NEWS_CYCLE

    @cached_property
    def recent(self) -> tuple[Known, ...]:
        """Those within the news cycle."""
        return tuple(each for each in self.known if each.reference.ingested_at >= self._oldest)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """All numbers that were reported."""
        return frozenset(value for each in self.known for value in each.facts.numbers)

    @cached_property
    def sentences(self) -> frozenset[int]:
        """All sentences that were published."""
        return frozenset(each for known in self.known for each in known.facts.sentences)

    @cached_property
    def anchors(self) -> frozenset[int]:
        """All names and numbers that were reported."""
        return frozenset().union(*(each.facts.anchor_set for each in self.known))

    def version_of(self, article: str) -> Known | None:
        """The earlier version of an article, by its id."""
        return next((each for each in self.known if each.reference.id == article), None)

    def weights(self, stems: Iterable[int]) -> dict[int, float]:
        """How much each word says: one that every article on the topic holds says little."""
        found: dict[int, float] = {}
        for stem in stems:
            holding = sum(stem in each.facts.stem_set for each in self.known)
            found[stem] = math.log(1 + (1 + len(self.known)) / (1 + holding))
        return found


def _latest_first(known: Known) -> tuple[float, str]:
    return -known.reference.ingested_at.timestamp(), known.reference.id
