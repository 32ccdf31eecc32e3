"""When a claim is a later stage of a known one: planned and happened, agreed and in force.

That two claims are about one thing is not enough: on one topic much is planned and much happens.
What happened is what was planned when the words or numbers that few claims of the topic have, the
names and the speakers left out, are in both. Another language has other words; there the numbers
and what the claims mean have to say it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from agents.text.numbers import numbers
from agents.text.speech import Stage, spoken_language, stage_of
from agents.text.words import AUXILIARIES, JOINING, fold, is_unspaced, script_of_word, stem, words
from agents.track.digests import digest32
from streams.records import Modality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.track.claims import Claim
    from agents.track.state import KnownClaim

#: Words and numbers that two tellings of one act have in common at least.
_SHARED: Final = 3

#: Share of the known claims that may have such a word, and how many may anyway: what more of them
#: have is of the topic and not of the act.
_RARE: Final = 0.25
_FEW: Final = 2

#: A smaller number is in too many sentences to tell two acts apart.
_TELLING: Final = 10

#: Shorter words with a meaning of their own are few where words are written with blanks.
_SHORTEST: Final = 4

#: What is near, and within this time of a plan, is another telling of the plan.
_SAME_DAY: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Stages:
    """The known claims of a topic as stages of what is told of it."""

    known: Sequence[KnownClaim]

    def is_later(self, claim: Claim, known: KnownClaim) -> bool:
        """Whether a claim, were it about the same, would be a later stage than a known one.

        What is no longer ahead has happened, whatever the words; further stages need words.
        """
        now = _stage(claim.sentence.text, claim.sentence.language)
        before = _stage(known.quote.text, known.quote.language)
        if before is None or known.modality is Modality.DENIED or now is Stage.AHEAD:
            return False
        return before is Stage.AHEAD or (now is not None and before < now)

    def is_same_act(self, claim: Claim, known: KnownClaim) -> bool:
        """Whether two claims have in common what few claims of the topic have."""
        shared = self._words_of(claim, known) & set(known.stems)
        return len(shared) + len(shared_numbers(claim, known)) >= _SHARED

    def _words_of(self, claim: Claim, known: KnownClaim) -> set[int]:
        """The claim's words that tell one act of the topic from another."""
        text = claim.sentence.text
        language = spoken_language(text, claim.sentence.language)
        spoken = f"{claim.speaker.name if claim.speaker else ''} {known.speaker}"
        return {
            each
            for each in common_words(text, language) - common_words(spoken.casefold(), language)
            if self._holders[each] <= max(_FEW, _RARE * len(self.known))
        }

    @cached_property
    def _holders(self) -> Counter[int]:
        """How many of the known claims have each word."""
        return Counter(each for known in self.known for each in known.stems)


def is_other_language(claim: Claim, known: KnownClaim) -> bool:
    """Whether two claims can't have words in common."""
    ours, theirs = claim.sentence, known.quote
    return spoken_language(ours.text, ours.language) != spoken_language(
        theirs.text, theirs.language
    )


def is_another_day(claim: Claim, known: KnownClaim) -> bool:
    """Whether so much time lies between two claims that the later is no telling of the earlier."""
    return claim.at - known.quote.at > _SAME_DAY


def shared_numbers(claim: Claim, known: KnownClaim) -> frozenset[float]:
    """The numbers that two claims have in common and that tell something."""
    ours = _values(claim.sentence.text, claim.sentence.language)
    return ours & _values(known.quote.text, known.quote.language)


@lru_cache(maxsize=4096)
def _stage(text: str, language: str | None) -> Stage | None:
    return stage_of(text, spoken_language(text, language))


@lru_cache(maxsize=4096)
def _values(text: str, language: str | None) -> frozenset[float]:
    return frozenset(
        each.value for each in numbers(text, language) if each.percent or each.value >= _TELLING
    )


def common_words(text: str, language: str) -> set[int]:
    """Digests of the words of a text that carry meaning and are no names.

    German writes every noun with a capital, so there the names stay in.
    """
    capitals = language == "de"
    found = (
        fold(match.group())
        for match in words(text)
        if not match.group()[0].isupper() or (capitals and match.start())
    )
    return {digest32(stem(word)) for word in found if _tells(word)}


def _tells(word: str) -> bool:
    if word in JOINING or word in AUXILIARIES or word[0].isdigit():
        return False
    return len(word) >= _SHORTEST or is_unspaced(word) or script_of_word(word) == "hangul"
