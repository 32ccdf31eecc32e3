"""Which known claims a new one is about: by its words, by its names, and by its meaning.

Words link claims of one language; meaning, what is left of a sentence's vector when the mean of the
topic's claims is taken off, links those of two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.track.stages import Stages, is_another_day, is_other_language, shared_numbers
from agents.vectors.quantised import rows
from streams.records import ChangeType, Kind, Modality

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.track.claims import Claim
    from agents.track.state import KnownClaim
    from agents.vectors.quantised import Similarities
    from streams.records import Quote

#: Share of the words of the shorter of two claims that both must hold to be about one thing.
_WORDS: Final = 0.4

#: Names of two claims tell that they are about one thing: so many, and this share of the fewer.
_NAMES: Final = 0.6
_FEWEST_NAMES: Final = 3

#: Translations are as near as this and nearer; unrelated claims on one topic are around 0.
_MEANING: Final = 0.5

#: What makes a link. A denial or a confirmation says itself that something was claimed: the
#: nearest claim is the one, and half of the evidence is enough.
LINKED: Final = 1.0
_ANSWERED: Final = 0.5

#: Claims that share four in five of their words tell of one act, whatever the words are.
_SAME_WORDS: Final = 2.0

#: Claims by which the mean of a topic is held back while few are known.
_PRIOR: Final = 20

_REACHED: Final = frozenset({Modality.OBSERVED, Modality.ASSERTED, Modality.REPORTED})
_ANSWERS: Final = frozenset({Kind.DENIAL, Kind.CONFIRMATION})


#: An article's id, and the first character of a sentence of it.
Stands = tuple[str, int]


def stands(quote: Quote) -> Stands:
    """By what a quoted sentence is known again."""
    return quote.article_id, quote.span.start


@dataclass(frozen=True)
class Links:
    """The known claims of a topic, the latest first.

    Attributes:
        known: the claims.
        own: which of them, by identity, are of the story that the new claim belongs to.
    """

    known: Sequence[KnownClaim]
    own: frozenset[int] = frozenset()

    def about(self, claim: Claim) -> Iterator[KnownClaim]:
        """Those that the claim is about, the latest first."""
        return (
            known
            for known, near in zip(self.known, self._near(claim), strict=True)
            if near >= LINKED
        )

    def sentences(self, claim: Claim) -> frozenset[Stands]:
        """Where the sentences stand that say what the claim is about."""
        return frozenset(stands(each.quote) for each in self.about(claim))

    def transition(self, claim: Claim) -> tuple[ChangeType, KnownClaim | None] | None:
        """How the claim changes a known one, and which; None where it changes none.

        A confirmation says itself that others claimed it, so it is one also where nobody knows of
        that claim.
        """
        near = self._near(claim)
        if claim.kind is Kind.DENIAL or claim.confirms:
            return self._answer(claim, near) or self._confirmation(claim, near)
        later = self._stages_before(claim, near)
        return (ChangeType.CHANGED, later[0]) if later else None

    def _answer(
        self, claim: Claim, near: list[float]
    ) -> tuple[ChangeType, KnownClaim | None] | None:
        """What a denial or a confirmation is of: the nearest claim."""
        places = [index for index, each in enumerate(self.known) if _answers(claim, each)]
        best = max(places, key=lambda index: near[index], default=None)
        if best is None or near[best] < self._needed(self.known[best]):
            return None
        denied = claim.kind is Kind.DENIAL
        return (ChangeType.CONTRADICTED if denied else ChangeType.CONFIRMED), self.known[best]

    def _confirmation(
        self, claim: Claim, near: list[float]
    ) -> tuple[ChangeType, KnownClaim | None] | None:
        """A confirmation of what is not known; nobody confirms what they said themselves."""
        pairs = zip(near, self.known, strict=True)
        own = any(near >= _ANSWERED / 2 and claim.is_by(each.speaker) for near, each in pairs)
        named = claim.confirms and claim.speaker is not None
        return (ChangeType.CONFIRMED, None) if named and not own else None

    def turns_first(self, claim: Claim) -> bool:
        """Whether a claim is the first to deny a known one, or to tell what was ahead as seen.

        That it is of the same matter has to be sure, since it makes news of a retelling: words in
        common say so, a number in two languages does not. For an earlier denial, which takes it
        back, the evidence of an answer is enough.
        """
        pairs = list(zip(self._near(claim), self.known, strict=True))
        linked = [each for near, each in pairs if near >= LINKED]
        if claim.kind is Kind.DENIAL:
            denied = (near >= self._needed(each) for near, each in pairs if each.kind is claim.kind)
            return any(_answers(claim, each) for each in linked) and not any(denied)
        if claim.modality is not Modality.OBSERVED:
            return False
        seen = any(each.modality is claim.modality for each in linked)
        before = self._stages_before(claim, [near for near, _ in pairs])
        return not seen and any(not is_other_language(claim, each) for each in before)

    def _stages_before(self, claim: Claim, near: list[float]) -> list[KnownClaim]:
        """The known claims of which the claim is a later stage, the latest first."""
        if claim.modality not in _REACHED:
            return []
        return [
            each
            for index, each in enumerate(self.known)
            if self._stages.is_later(claim, each) and self._is_same_act(claim, each, near[index])
        ]

    def _is_same_act(self, claim: Claim, known: KnownClaim, near: float) -> bool:
        """Whether two claims tell of one act; being of one story is a half of the evidence.

        In another language, a number in common on another day is the other half.
        """
        own = id(known) in self.own
        if is_other_language(claim, known):
            numbered = is_another_day(claim, known) and bool(shared_numbers(claim, known))
            return near >= LINKED or (own and numbered and near >= self._needed(known))
        if _alike(claim, known) >= _SAME_WORDS:
            return True
        return near >= (LINKED / 2 if own else LINKED) and self._stages.is_same_act(claim, known)

    def _needed(self, known: KnownClaim) -> float:
        """The link that is enough for an answer; being of one story is a half of it."""
        return _ANSWERED / 2 if id(known) in self.own else _ANSWERED

    def speaker_of(self, quote: Quote) -> str:
        """Whom a known quote's article named for it; empty where nobody or not known."""
        places = (each.speaker for each in self.known if stands(each.quote) == stands(quote))
        return next(places, "")

    def _near(self, claim: Claim) -> list[float]:
        """How much links the claim to each known one; 1 is enough."""
        meaning = self._meaning(claim)
        return [max(_alike(claim, each), meaning[index]) for index, each in enumerate(self.known)]

    def _meaning(self, claim: Claim) -> list[float]:
        found = [0.0] * len(self.known)
        if claim.vector and self._vectors.get(claim.vector_model):
            places = self._vectors[claim.vector_model]
            every = rows([claim.vector, *(self.known[index].vector for index in places)])
            every = _units(every - every.sum(axis=0) / (len(every) + _PRIOR))
            for index, near in zip(places, every[1:] @ every[0], strict=True):
                found[index] = round(float(near), 4) / _MEANING
        return found

    @cached_property
    def _stages(self) -> Stages:
        return Stages(self.known)

    @cached_property
    def _vectors(self) -> dict[str | None, list[int]]:
        """By model, the places of the claims that have a vector."""
        found: dict[str | None, list[int]] = {}
        for index, each in enumerate(self.known):
            if each.vector:
                found.setdefault(each.vector_model, []).append(index)
        return found


def _alike(claim: Claim, known: KnownClaim) -> float:
    """How much the words or the names of two claims link them."""
    ours, theirs = claim.stems, set(known.stems)
    words = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
    shared = len(claim.anchors & set(known.anchors))
    fewer = max(1, min(len(claim.anchors), len(known.anchors)))
    names = shared / fewer if shared >= _FEWEST_NAMES else 0.0
    return max(words / _WORDS, names / _NAMES)


def _answers(claim: Claim, known: KnownClaim) -> bool:
    """Whether a denial or a confirmation can be of a known claim.

    A denial is of no other denial; a confirmation of neither, and never of its own source's claim.
    """
    if claim.kind is Kind.DENIAL:
        return known.kind is not Kind.DENIAL
    return known.kind not in _ANSWERS and not claim.is_by(known.speaker)


def _units(vectors: Similarities) -> Similarities:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Similarities = (vectors / np.maximum(lengths, 1)).astype(np.float32)
    return units
