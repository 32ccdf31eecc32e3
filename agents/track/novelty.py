"""Whether an article brings anything that the topic's earlier articles have not told."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from agents.track.copies import COPY, adds_to, containment
from agents.track.facts import prose_of, sentence_digest, stems_of, values_of
from agents.track.memory import NEWS_CYCLE
from streams.records import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from agents.track.facts import News
    from agents.track.memory import Known, Memory

#: Share of an article's substance that one earlier article must hold to have told it. What less
#: than half of is known has its news in the other half.
TOLD: Final = 0.5

#: Fewer names and numbers than this don't tell two reports apart: every article on a topic
#: shares a few.
_FEWEST_ANCHORS: Final = 8


@dataclass(frozen=True)
class Judgement:
    """Why an article brings something or not.

    Attributes:
        reason: the verdict's.
        rests_on: the earlier article that comes nearest, where there is one.
        fresh_numbers: numbers of the lead that no earlier article of the topic states.
        features: the measures that decided, by name.
    """

    reason: Reason
    rests_on: Known | None = None
    fresh_numbers: frozenset[float] = frozenset()
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def brings_something(self) -> bool:
        """Whether it makes a development."""
        return self.reason is Reason.BRINGS_SOMETHING

    @property
    def is_known(self) -> bool:
        """Whether the article that it rests on told the same."""
        return self.reason in {Reason.DUPLICATE, Reason.CORROBORATES}

    @property
    def reasons(self) -> tuple[str, ...]:
        """For a reader: what the judgement rests on."""
        found = [f"states {value:,.15g}, not known before" for value in sorted(self.fresh_numbers)]
        told = self.features.get("told")
        if told is not None:
            found.append(f"no earlier article told more than {told:.0%} of it")
        return tuple(found)


class Novelty:
    """One article beside all that is remembered of its topic."""

    def __init__(self, news: News, memory: Memory) -> None:
        self.news = news
        self.memory = memory

    def judge(self, at: datetime) -> Judgement:
        """Judges an article that is on the topic and new by its id."""
        original, copied = _most(self.memory.known, self._copied)
        if original and copied >= COPY and not adds_to(original.facts, self.news):
            return Judgement(Reason.DUPLICATE, original, features={"copied": copied})
        published = self.news.article.article.published_at
        if published and at - published > NEWS_CYCLE:
            return Judgement(Reason.TOO_OLD, features={"days-old": float((at - published).days)})
        teller, told = self.teller
        fresh = frozenset(values_of(self.news.lead) - self.memory.numbers)
        known = told >= TOLD and not fresh
        return Judgement(
            Reason.CORROBORATES if known else Reason.BRINGS_SOMETHING,
            teller,
            fresh,
            {"told": told, "fresh-numbers": float(len(fresh))},
        )

    @cached_property
    def teller(self) -> tuple[Known | None, float]:
        """The article of this news cycle that told most of this one, and how much of it."""
        return _most(self.memory.recent, self._told)

    @cached_property
    def nearest(self) -> tuple[Known | None, float]:
        """The article of this news cycle that has most in common with this one, and how much."""
        return _most(self.memory.recent, self._shared)

    def _shared(self, known: Known) -> float:
        return max(self._words_told(known), self._anchors_told(known))

    def _copied(self, known: Known) -> float:
        return containment(self.news.facts, known.facts)

    def _told(self, known: Known) -> float:
        ours = _language(self.news.article.article.language)
        if ours and ours == _language(known.reference.language):
            return self._words_told(known)
        return self._shared(known)

    def _words_told(self, known: Known) -> float:
        weights = self._lead_weights
        told = math.fsum(weights[stem] for stem in weights.keys() & known.facts.stem_set)
        return told / self._lead_weight if weights else 0.0

    def _anchors_told(self, known: Known) -> float:
        ours, theirs = self.news.facts.anchor_set, known.facts.anchor_set
        return len(ours & theirs) / max(_FEWEST_ANCHORS, min(len(ours), len(theirs)))

    @cached_property
    def _lead_weight(self) -> float:
        return math.fsum(self._lead_weights.values())

    @cached_property
    def _lead_weights(self) -> dict[int, float]:
        return self.memory.weights(stems_of(self.news.lead))


def added_to(version: Known, news: News) -> News:
    """Of a revision, what its earlier version didn't say; headlines change for any reason."""
    old = set(version.facts.sentences)
    added = (each for each in prose_of(news.sentences) if sentence_digest(each) not in old)
    return replace(news, sentences=tuple(added))


def judge_revision(added: News, version: Known, memory: Memory) -> Judgement:
    """Judges what a revision added: a number or a name that the topic didn't know is news."""
    fresh = frozenset(values_of(added.sentences) - memory.numbers)
    named = added.facts.anchor_set - memory.anchors
    reason = Reason.BRINGS_SOMETHING if fresh or named else Reason.REVISION_WITHOUT_NEWS
    features = {"added-sentences": float(len(added.sentences)), "fresh-numbers": float(len(fresh))}
    return Judgement(reason, version, fresh, features)


def _language(tag: str | None) -> str:
    return (tag or "").partition("-")[0].casefold()


def _most(
    candidates: Iterable[Known], measure: Callable[[Known], float]
) -> tuple[Known | None, float]:
    """The candidate with the greatest measure, the first of equals; None where all are 0."""
    best, most = None, 0.0
    for each in candidates:
        value = measure(each)
        if value > most:
            best, most = each, value
    return best, most
