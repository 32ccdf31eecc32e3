"""What a sentence asserts, who asserts it, and which known claim it changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.text.days import days
from agents.text.names import consonants, names
from agents.text.speakers import speaker_of
from agents.text.speech import modality_of, says, spoken_language
from agents.track.digests import digest32
from agents.track.quantities import content_stems
from agents.track.state import KnownClaim
from streams.records import ChangeType, Kind, Modality, Span, Speaker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from agents.track.facts import News
    from streams.records import Quote, Sentence

#: Share of the words of the shorter of two claims that both must hold to be about one thing.
_SAME_CLAIM: Final = 0.4

#: Claims in two languages are told to be one by names: so many, and this share of the fewer.
_SAME_NAMES: Final = 0.6
_FEWEST_NAMES: Final = 3

# Words with a capital in a row; of a sentence's first word one can't tell.
_NAME: Final = re.compile(r"(?<=\w[ ,’'])[^\W\d_a-zа-яіїєґ][\w’-]+(?: [^\W\d_a-zа-яіїєґ][\w’-]+)*")

_MOST_CHARACTERS: Final = 1000
_MOST_STEMS: Final = 40
_MOST_ACTORS: Final = 6
_AHEAD: Final = frozenset({Modality.EXPECTED, Modality.PLANNED})
_REACHED: Final = frozenset({Modality.OBSERVED, Modality.ASSERTED})


@dataclass(frozen=True)
class Claim:
    """A sentence as a claim.

    Attributes:
        sentence: its own words.
        kind: what sort of thing it tells.
        modality: how far it has come.
        speaker: whom the article names for it.
        actors: the names in it.
        as_of: the day it speaks of.
        stems: the words that carry its meaning.
        anchors: its names, alike in all languages.
    """

    sentence: Sentence
    kind: Kind
    modality: Modality
    speaker: Speaker | None
    actors: tuple[str, ...]
    as_of: date | None
    stems: frozenset[int]
    anchors: frozenset[int]

    @property
    def origin_key(self) -> frozenset[int]:
        """The names by which its speaker is known again, however they are spelled."""
        return key_of(self.speaker.name) if self.speaker else frozenset()

    def known(self, quote: Quote, kind: Kind) -> KnownClaim:
        """The claim as its story remembers it."""
        return KnownClaim(
            stems=tuple(sorted(self.stems)[:_MOST_STEMS]),
            anchors=tuple(sorted(self.anchors)[:_MOST_STEMS]),
            kind=kind,
            modality=self.modality,
            speaker=self.speaker.name if self.speaker else "",
            quote=quote,
        )

    def is_about(self, known: KnownClaim) -> bool:
        """Whether a known claim is about the same thing."""
        ours, theirs = self.stems, set(known.stems)
        if len(ours & theirs) >= _SAME_CLAIM * max(1, min(len(ours), len(theirs))):
            return True
        shared = self.anchors & set(known.anchors)
        fewer = min(len(self.anchors), len(known.anchors))
        return len(shared) >= _FEWEST_NAMES and len(shared) >= _SAME_NAMES * fewer

    def transition(self, known: Sequence[KnownClaim]) -> tuple[ChangeType, KnownClaim] | None:
        """How the claim changes a known one, the latest first, and which; None for none."""
        for each in known:
            if self.is_about(each) and (change := self._changes(each)):
                return change, each
        return None

    def _changes(self, known: KnownClaim) -> ChangeType | None:
        if self.kind is Kind.DENIAL and known.kind is not Kind.DENIAL:
            return ChangeType.CONTRADICTED
        if self.kind is Kind.CONFIRMATION and known.kind is not Kind.CONFIRMATION:
            return None if self.origin_key & key_of(known.speaker) else ChangeType.CONFIRMED
        if known.modality in _AHEAD and self.modality in _REACHED:
            return ChangeType.CHANGED
        return None


def claim_of(sentence: Sentence, news: News, *, fresh: bool) -> Claim:
    """What a sentence asserts; `fresh` says that it states a figure that nobody had."""
    text = sentence.text[:_MOST_CHARACTERS]
    language = spoken_language(text, sentence.language)
    named = speaker_of(text, language)
    speaker = None
    if named:
        start = sentence.span.start + named.start
        span = Span(part=sentence.span.part, start=start, end=start + len(named.text))
        speaker = Speaker(name=named.text, span=span)
    modality = modality_of(text, language, attributed=named is not None)
    return Claim(
        sentence=sentence,
        kind=_kind(text, language, modality, fresh=fresh),
        modality=modality,
        speaker=speaker,
        actors=tuple(dict.fromkeys(_NAME.findall(text)))[:_MOST_ACTORS],
        as_of=next(days(text, language, news.article.article.ingested_at.date()), None),
        stems=frozenset(map(digest32, content_stems(text))),
        anchors=frozenset(map(digest32, names(text))),
    )


def _kind(text: str, language: str, modality: Modality, *, fresh: bool) -> Kind:
    if modality is Modality.DENIED:
        return Kind.DENIAL
    if says("confirmed", text, language):
        return Kind.CONFIRMATION
    if says("decided", text, language):
        return Kind.DECISION
    if fresh:
        return Kind.FIGURE
    return Kind.EVENT if modality is Modality.OBSERVED else Kind.CLAIM


def key_of(speaker: str) -> frozenset[int]:
    """Digests of the sounds of a speaker's name; of all its words where it has no capitals."""
    named = [word for word in speaker.split() if word[:1].isupper() or "가" <= word[:1] <= "힣"]
    sounds = (consonants(word) for word in named or speaker.split())
    return frozenset(digest32(each) for each in sounds if len(each) > 1)
