"""Whether an article brings anything that the topic's earlier articles have not told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from agents.track.copies import COPY, adds_to, alignment, containment, corrects
from agents.track.facts import values_of
from agents.track.features import fresh_numbers, relevance, telling
from agents.track.memory import NEWS_CYCLE
from agents.track.pairs import Comparison, fits, likeliest
from agents.track.weights import rounded
from streams.records import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from agents.track.facts import News
    from agents.track.memory import Memory
    from agents.track.pairs import Pair
    from agents.track.state import Known
    from agents.track.weights import Features, Models, Weights

#: What a verdict against news is called, by the features that spoke most against it.
_REASONS: Final[Mapping[Reason, tuple[str, ...]]] = {
    Reason.CORROBORATES: ("reported", "fresh-numbers"),
    Reason.PASSING_MENTION: ("relevance", "first-topic", "length"),
    Reason.TOO_OLD: ("late",),
}


#: Share of its substance that an article must have in common with one of a story to be a part
#: of it: less than retelling it takes, more than any two articles on the topic have.
_SAME_STORY: Final = 0.3


#: What was told longer ago, and by nobody since, is looked back on and no longer confirmed.
_SAME_DAY: Final = timedelta(days=1)

#: Of fewer earlier articles no word can be told to be rare, and without sentence vectors the models
#: have nothing but words: then an article that has half of its substance in common with one of
#: them, and no number of its own in the lead, tells the same.
_TOO_FEW: Final = 5
_TOLD: Final = 0.5


@dataclass(frozen=True)
class Judgement:
    """Why an article brings something or not.

    Attributes:
        reason: the verdict's.
        rests_on: the earlier article that comes nearest, where there is one.
        fresh_numbers: numbers of the lead that no earlier article of the topic states.
        features: the measures that decided, by name.
        parts: what each of them added to the score.
    """

    reason: Reason
    rests_on: Known | None = None
    fresh_numbers: frozenset[float] = frozenset()
    features: Mapping[str, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def brings_something(self) -> bool:
        """Whether it makes a development."""
        return self.reason is Reason.BRINGS_SOMETHING

    @property
    def is_copy(self) -> bool:
        """Whether it is the text of the article that it rests on, and adds nothing."""
        return self.reason in {Reason.DUPLICATE, Reason.TRANSLATION}

    @property
    def repeats(self) -> bool:
        """Whether it is that text, also where a correction alerts."""
        return self.is_copy or "corrected" in self.features

    @property
    def reasons(self) -> tuple[str, ...]:
        """For a reader: what the judgement rests on."""
        found = [f"states {value:,.15g}, not known before" for value in sorted(self.fresh_numbers)]
        parts = sorted(self.parts.items(), key=lambda part: -part[1])
        return (*found, *(f"{name} speaks for news" for name, part in parts[:2] if part > 0))


class Novelty:
    """One article beside all that is remembered of its topic."""

    def __init__(self, news: News, memory: Memory, at: datetime, weights: Weights) -> None:
        self.news = news
        self.memory = memory
        self._at = at
        self._weights = weights

    @cached_property
    def models(self) -> Models:
        """Those with vectors where the article has some."""
        return self._weights.vectors if self.news.facts.vectors else self._weights.terms

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The earlier articles that come nearest."""
        facts = self.news.facts
        near = self.memory.nearest(facts)
        return Comparison(facts, self._at, near, self._weights.retold).pairs

    def judge(self) -> Judgement:
        """Judges an article that is on the topic and new by its id."""
        if copy := self.copy:
            return copy
        published = self.news.article.article.published_at
        if published and self._at - published > NEWS_CYCLE:
            days = float((self._at - published).days)
            return Judgement(Reason.TOO_OLD, self.teller[0], features={"days-old": days})
        return self._judge_news()

    @cached_property
    def copy(self) -> Judgement | None:
        """The judgement on an article that is another one's text; None on all others."""
        ours = self.news.facts.shingle_set
        alike = (each for each in self.memory.known if not ours.isdisjoint(each.facts.shingles))
        original, copied = _most(alike, self._copied)
        if original and copied >= COPY:
            if corrects(original.facts, self.news):
                reason = Reason.BRINGS_SOMETHING if original.alerted else Reason.DUPLICATE
                features = {"copied": copied, "corrected": 1.0}
                return Judgement(reason, original, features=features)
            if not adds_to(original.facts, self.news):
                return Judgement(Reason.DUPLICATE, original, features={"copied": copied})
        original, translated = _most((each.known for each in self.pairs), self._translated)
        if original is None:
            return None
        return Judgement(Reason.TRANSLATION, original, features={"translated": translated})

    @cached_property
    def teller(self) -> tuple[Known | None, float]:
        """The earlier article that most likely reports what this one leads with."""
        model = self.models.reported
        return likeliest(self.pairs, model, lambda pair: pair.told(model))

    @cached_property
    def nearest(self) -> Known | None:
        """The earlier article that is most likely of this one's story; None where none is."""
        if self.models.same_story:
            model = self.models.same_story
            known, score = likeliest(self.pairs, model, lambda pair: model.score(pair.features))
            return known if score >= 0 else None
        recent = [each for each in self.pairs if self._is_recent(each.known)]
        shared = max((each.features["in-common"] for each in recent), default=0.0)
        if shared < _SAME_STORY:
            return None
        return next(each.known for each in recent if each.features["in-common"] == shared)

    def _is_recent(self, known: Known) -> bool:
        return self._at - known.reference.ingested_at <= NEWS_CYCLE

    @cached_property
    def features(self) -> Features:
        """The features of the `news` model."""
        return rounded(
            relevance(self.news.article)
            | telling(self.news, self._at)
            | fresh_numbers(self.pairs, self.news)
            | {"reported": self.teller[1], "words-retold": self._retold}
        )

    @property
    def _retold(self) -> float:
        """The greatest share of its lead's words that one earlier article has; for the record."""
        return max((each.features["words-retold"] for each in self.pairs), default=0.0)

    def _judge_news(self) -> Judgement:
        model, threshold = self.models.news, self.models.thresholds[self.news.article.alert]
        score, parts = model.score(self.features), model.parts(self.features)
        told = self.teller[1] >= 0
        reason = Reason.BRINGS_SOMETHING if score >= threshold else _against(parts, told=told)
        if not self.news.facts.vectors and len(self.pairs) < _TOO_FEW and self._is_told:
            reason = Reason.CORROBORATES
        if reason is Reason.CORROBORATES and self._is_recap:
            reason = Reason.RECAP
        return Judgement(
            reason,
            self.teller[0],
            frozenset(values_of(self.news.lead) - self.memory.numbers),
            self.features | {"score": score, "needed": threshold},
            parts,
        )

    @property
    def _is_recap(self) -> bool:
        """Whether what it leads with was told on another day, and by nobody since."""
        model = self.models.reported
        tellers = [each for each in self.pairs if fits(model, each)]
        sure = (each.known for each in tellers if each.told(model) >= 0)
        latest = next(sure, self.teller[0])
        return latest is not None and self._at - latest.reference.ingested_at > _SAME_DAY

    @property
    def _is_told(self) -> bool:
        if set(self.news.facts.lead_numbers) - self.memory.numbers:
            return False
        recent = (each for each in self.pairs if self._is_recent(each.known))
        return any(each.features["in-common"] >= _TOLD for each in recent)

    def _copied(self, known: Known) -> float:
        return containment(self.news.facts, known.facts)

    def _translated(self, known: Known) -> float:
        """How sure it is that the article is the known one in another language; 0 for not."""
        model, facts = self.models.translation, self.news.facts
        other_language = facts.language != known.facts.language
        if model is None or not other_language or not self._is_recent(known):
            return 0.0
        features = alignment(facts, known.facts)
        # What leads with a number that the other lacks is never swallowed. Names are spelled, bent
        # and abbreviated in each language's own way: a third of those of a translation look new.
        if not features or features["unseen-numbers"]:
            return 0.0
        return max(0.0, model.score(features))


def _against(parts: Mapping[str, float], *, told: bool) -> Reason:
    """The reason whose features spoke most against news.

    What no earlier article is likely to have `told` corroborates nothing, whatever else is against.
    """
    sums = {
        reason: sum(parts.get(name, 0.0) for name in names)
        for reason, names in _REASONS.items()
        if told or reason is not Reason.CORROBORATES
    }
    return min(sums, key=lambda reason: sums[reason])


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
