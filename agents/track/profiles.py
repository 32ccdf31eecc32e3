"""How near an article comes to each story of its topic, by words and names.

All stories on a topic have words and names in common. So a word counts by how few of the topic's
articles hold it (TF-IDF; Salton and Buckley 1988), and a story is the sum of its articles, in which
one that strays weighs little. What is left in common, the mean of all stories, is taken off: else
a story that once took in two matters looks like any article, and takes in ever more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Cosines = NDArray[np.float64]

#: Stories by which the mean of a topic's stories is held back while there are few.
_PRIOR: Final = 20

#: Divides where there is nothing to divide.
_NONE: Final = float(np.finfo(float).tiny)

#: Added to how many articles hold a word: among a topic's few hundred, one that a single article
#: holds is hardly rarer than one that three hold. Chosen on ECB+, whole and cut to 10, 20 and 40
#: words: 2 does better than 0 at each length, 5 does worse.
_HELD: Final = 2


@dataclass(frozen=True, eq=False)
class Profile:
    """The words and names of a story, by their digests, and how many articles hold each.

    Compared by identity: it is made of its story, and says no more.
    """

    words: NDArray[np.int64]
    counts: NDArray[np.int64]


def profile_of(articles: Sequence[NDArray[np.int64]]) -> Profile:
    """The profile of articles that hold these words, each of them once."""
    words = np.concatenate((*articles, np.zeros(0, np.int64)))
    return Profile(*np.unique(words, return_counts=True))


@dataclass(frozen=True)
class Profiles:
    """The stories of a topic as vectors of words; `articles` are those of all of them."""

    stories: Sequence[Profile]
    articles: int

    def near(self, words: NDArray[np.int64]) -> Cosines:
        """The cosine of each story to an article that holds these words, -1 to 1.

        The article itself counts for how many hold a word, so that a word that no other one holds
        has a weight too.
        """
        if not self.stories:
            return np.zeros(0)
        ours = np.isin(self._known, words)
        weights = self._weights(self._holding + ours)
        unknown = (len(words) - int(ours.sum())) * float(self._weights(np.ones(1))[0]) ** 2
        return self._cosines(weights, weights * ours, unknown)

    def alike(self, story: int) -> Cosines:
        """The cosine of each story to the one at an index of `stories`."""
        weights = self._weights(self._holding)
        own = self._story == story
        ours = np.zeros(len(self._known))
        ours[self._place[own]] = self._counts[own]
        return self._cosines(weights, weights * ours)

    def _weights(self, holding: Cosines) -> Cosines:
        """The weight of words that so many articles hold."""
        weights: Cosines = np.log1p((self.articles + 1) / (holding + _HELD))
        return weights

    def _cosines(self, weights: Cosines, ours: Cosines, unknown: float = 0.0) -> Cosines:
        """The cosines to a vector of known words, with what the mean story has taken off both."""
        count = len(self.stories)
        theirs = self._counts * weights[self._place]
        lengths = np.sqrt(np.bincount(self._story, theirs**2, count))
        theirs /= np.maximum(lengths, _NONE)[self._story]
        ours = ours / max(np.sqrt((ours**2).sum() + unknown), _NONE)
        mean = np.bincount(self._place, theirs, len(self._known)) / (count + _PRIOR)
        both = np.stack([ours, mean])
        dots, usual = (np.bincount(self._story, theirs * each[self._place], count) for each in both)
        (_, own), (_, square) = both @ both.T
        found: Cosines = dots - own - usual + square
        found /= np.sqrt(np.maximum((1 - 2 * own + square) * (1 - 2 * usual + square), _NONE))
        return found

    @cached_property
    def _counts(self) -> Cosines:
        """How many articles of a story hold a word, story by story."""
        return np.concatenate([each.counts for each in self.stories]).astype(np.float64)

    @cached_property
    def _story(self) -> NDArray[np.int64]:
        """Which story each of the counts is of."""
        sizes = [len(each.words) for each in self.stories]
        return np.repeat(np.arange(len(sizes)), sizes)

    @cached_property
    def _words(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        words = np.concatenate([each.words for each in self.stories])
        known, place = np.unique(words, return_inverse=True)
        return known, place

    @property
    def _known(self) -> NDArray[np.int64]:
        """All words of the topic."""
        return self._words[0]

    @property
    def _place(self) -> NDArray[np.int64]:
        """Which word of `_known` each of the counts is of."""
        return self._words[1]

    @cached_property
    def _holding(self) -> Cosines:
        """How many articles of the topic hold each word."""
        return np.bincount(self._place, self._counts, len(self._known)).astype(np.float64)
