"""What is remembered of a topic, laid out for comparing a new article with it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.track.facts import LEAD
from agents.track.state import is_within_window
from agents.vectors.quantised import similarities

if TYPE_CHECKING:
    from datetime import datetime

    from agents.track.state import Facts, Known, RollingState

#: How long a piece of news goes round: reports of one thing come within days, and what shares
#: its names a fortnight later is a new turn of the story.
NEWS_CYCLE: Final = timedelta(days=7)

#: Earlier articles that a new one is compared with in full: those that its lead comes nearest to.
COMPARED: Final = 60


class Memory:
    """The earlier articles of a topic at one moment, the latest first."""

    def __init__(self, state: RollingState, at: datetime) -> None:
        found = [
            each
            for story in state.stories.values()
            for each in story.known
            if is_within_window(each.reference.ingested_at, at)
        ]
        found.sort(key=attrgetter("latest_first"))
        self.known = tuple(found)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """All numbers that were reported."""
        return frozenset().union(*(each.facts.numbers for each in self.known))

    @cached_property
    def sentences(self) -> frozenset[int]:
        """All sentences that were published."""
        return frozenset().union(*(each.facts.sentences for each in self.known))

    @cached_property
    def anchors(self) -> frozenset[int]:
        """All names and numbers that were reported."""
        return frozenset().union(*(each.facts.anchors for each in self.known))

    def version_of(self, article: str) -> Known | None:
        """The earlier version of an article, by its id."""
        return next((each for each in self.known if each.reference.id == article), None)

    def nearest(self, facts: Facts, most: int = COMPARED) -> tuple[Known, ...]:
        """The articles whose leads come nearest in meaning and in words, the latest first."""
        if len(self.known) <= most:
            return self.known
        near = self._meanings(facts) + self._retold(facts)
        # Stable: of equals the latest.
        chosen = sorted(np.argsort(-near, kind="stable")[:most].tolist())
        return tuple(self.known[index] for index in chosen)

    def _retold(self, facts: Facts) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The share of the lead's words and names that each known article holds, by their rarity.

        As of a query in a search engine: what few articles hold tells, and its own length counts,
        not that of the text that is found.
        """
        ours = np.sort(np.fromiter(facts.lead_set, np.int64, len(facts.lead_set)))
        words = [each.words for each in self.known]
        theirs = np.concatenate(words)
        owners = np.repeat(np.arange(len(words)), list(map(len, words)))
        place = np.searchsorted(ours, theirs)
        held = place < len(ours)
        held[held] = ours[place[held]] == theirs[held]
        place, owners = place[held], owners[held]
        rarity = (
            np.log1p((len(self.known) + 1) / (1 + np.bincount(place, minlength=len(ours)))) ** 2
        )
        shared = np.bincount(owners, rarity[place], len(self.known))
        return shared / max(1.0, float(rarity.sum()))

    def _meanings(self, facts: Facts) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """How near the lead of each known article comes in meaning; 0 where it has no vectors."""
        near = np.zeros(len(self.known))
        ours = lead_rows(facts)
        if not len(ours):
            return near
        leads = [
            (index, lead_rows(each.facts))
            for index, each in enumerate(self.known)
            if each.facts.vector_model == facts.vector_model
        ]
        leads = [(index, rows) for index, rows in leads if len(rows)]
        if not leads:
            return near
        best = similarities(ours, np.concatenate([rows for _, rows in leads])).max(axis=0)
        starts = np.cumsum([0, *(len(rows) for _, rows in leads[:-1])])
        near[[index for index, _ in leads]] = np.maximum.reduceat(best, starts)
        return near


def lead_rows(facts: Facts) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """The vectors of an article's lead."""
    return facts.matrix[: LEAD + facts.titled]
