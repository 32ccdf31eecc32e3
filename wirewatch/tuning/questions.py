"""The models that `tune` fits: what each reads, and what each feature can speak for.

The sign of a feature follows from what it measures. Features are much alike, and without signs a
fit to a few hundred labels plays one against the other: words in common would speak against a
retelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

#: By the name of a feature: 1 where it can only speak for yes, -1 for no, 0 for either.
Signs = Mapping[str, int]

#: Inverse strengths of the pull towards 0. Pairs are many and much alike, labels are few.
_PAIRS: Final = 1.0
_STORIES: Final = 0.05
_NEWS: Final = 0.3
_TEXTS: Final = 1.0

#: What two articles share, without sentence vectors.
OF_TERMS: Final[Signs] = {
    "lead-names-missing": -1,
    "text-names": 1,
    "same-language": 0,
    "shared-numbers": 1,
    "old-unseen-numbers": -1,
    "hours": -1,
}

#: What sentence vectors tell of whether the earlier one reports what the new one does.
OF_VECTORS: Final[Signs] = {"old-text-retold": 1}


@dataclass(frozen=True)
class Question:
    """A model to be fitted: the features it reads, and how hard it is held back.

    Attributes:
        signs: of its features.
        strength: inverse of the pull of the slopes towards 0 (ridge).
        balanced: whether yes and no count alike, however rare one of them is.
        reach: of features that say nothing more beyond it, the quantiles among the labels from
            and to which they speak.
    """

    signs: Signs
    strength: float
    balanced: bool = False
    reach: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The features it reads."""
        return tuple(self.signs)

    def without(self, name: str) -> Question:
        """The same without one feature."""
        signs = {each: sign for each, sign in self.signs.items() if each != name}
        return replace(self, signs=signs)


#: Whether an article brings something.
NEWS: Final = Question(
    {
        "relevance": 1,
        "first-topic": 1,
        "late": -1,
        "length": 1,
        "fresh-numbers": 1,
        "reported": -1,
    },
    _NEWS,
    # A flash of two sentences is no less news than the shortest reports among the labels, and a
    # long read no more than the longest: how length counts beyond them nobody has shown.
    reach={"length": (0.05, 1.0)},
)

#: Whether an earlier article reports what a new one leads with.
PAIRS: Final = Question({**OF_VECTORS, **OF_TERMS}, _PAIRS)
PAIRS_OF_TERMS: Final = Question(OF_TERMS, _PAIRS)

#: Whether two articles are of one story.
STORIES: Final = Question(
    {
        "leads-alike": 1,
        "leads-names": 1,
        "same-language": 0,
        "shared-numbers": 1,
        "old-unseen-numbers": -1,
        "hours": -1,
    },
    _STORIES,
    balanced=True,
)

#: Whether one article is another one in another language.
TRANSLATION: Final = Question(
    {
        "aligned": 1,
        "mutual": 1,
        "length-spread": -1,
        "unseen-numbers": -1,
        "numbers-apart": -1,
    },
    _TEXTS,
    balanced=True,
)
