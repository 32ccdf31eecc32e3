"""What a sentence asserts, who asserts it, and which known claim it changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.text.days import days
from agents.text.names import names
from agents.text.sources import is_same_source
from agents.text.speech import modality_of, says, spoken_language
from agents.track.asserters import asserter, is_confirmed_behind, stands_in
from agents.track.digests import digest32
from agents.track.facts import titles_of, values_of
from agents.track.quantities import content_stems
from agents.track.quotes import KEPT_CHARACTERS, short
from agents.track.state import KnownClaim
from streams.records import Kind, Modality

if TYPE_CHECKING:
    from datetime import date, datetime

    from agents.track.facts import News
    from streams.records import Quote, Sentence, Speaker

# Words with a capital in a row; of a sentence's first word one can't tell.
_NAME: Final = re.compile(r"(?<=\w[ ,’'])[^\W\d_a-zа-яіїєґ][\w’-]+(?: [^\W\d_a-zа-яіїєґ][\w’-]+)*")

_MOST_CHARACTERS: Final = 1000
_MOST_STEMS: Final = 40
_MOST_ACTORS: Final = 6


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
        at: when its article reached its collector.
        stems: the words that carry its meaning.
        anchors: its names, alike in all languages.
        confirms: whether it is told as the confirmation of what others had claimed.
        vector: what it means, by `vector_model`; empty where it was not embedded.
    """

    sentence: Sentence
    kind: Kind
    modality: Modality
    speaker: Speaker | None
    actors: tuple[str, ...]
    as_of: date | None
    at: datetime
    stems: frozenset[int]
    anchors: frozenset[int]
    confirms: bool = False
    vector: bytes = b""
    vector_model: str | None = None

    def known(self, quote: Quote, kind: Kind) -> KnownClaim:
        """The claim as its story remembers it."""
        return KnownClaim(
            stems=tuple(sorted(self.stems)[:_MOST_STEMS]),
            anchors=tuple(sorted(self.anchors)[:_MOST_STEMS]),
            kind=kind,
            modality=self.modality,
            speaker=self.speaker.name[:KEPT_CHARACTERS] if self.speaker else "",
            quote=short(quote),
            vector=self.vector,
            vector_model=self.vector_model if self.vector else None,
        )

    def is_by(self, speaker: str) -> bool:
        """Whether a speaker is the one of this claim."""
        return self.speaker is not None and is_same_source(self.speaker.name, speaker)


def claim_of(sentence: Sentence, news: News, *, fresh: bool, leads: bool = False) -> Claim:
    """What a sentence asserts.

    Args:
        sentence: the sentence.
        news: its article.
        fresh: whether it states a figure that nobody had.
        leads: whether it is what the article says its news is.
    """
    text = sentence.text[:_MOST_CHARACTERS]
    language = spoken_language(text, sentence.language)
    speaker = asserter(sentence, news, leads=leads)
    modality = modality_of(text, language, attributed=speaker is not None)
    counts = fresh and _is_told_by_headline(sentence, news)
    quoted = speaker is not None and stands_in(sentence, speaker)
    kind = _answer_or_decision(text, language, modality, fresh=fresh) or (
        Kind.FIGURE if counts else _event_or_claim(text, language, quoted=quoted)
    )
    return Claim(
        sentence=sentence,
        kind=kind,
        modality=modality,
        speaker=speaker,
        actors=tuple(dict.fromkeys(_NAME.findall(text)))[:_MOST_ACTORS],
        as_of=next(days(text, language, news.article.article.ingested_at.date()), None),
        at=news.article.article.ingested_at,
        stems=frozenset(map(digest32, content_stems(text))),
        anchors=frozenset(map(digest32, names(text))),
        confirms=kind is Kind.CONFIRMATION or is_confirmed_behind(sentence, speaker, news),
        vector=sentence.vector or b"",
        vector_model=news.article.vector_model,
    )


def _answer_or_decision(
    text: str, language: str, modality: Modality, *, fresh: bool
) -> Kind | None:
    if modality is Modality.DENIED:
        return Kind.DENIAL
    # 'The number of confirmed cases is 17' confirms nothing.
    if says("confirmed", text, language) and not fresh:
        return Kind.CONFIRMATION
    return Kind.DECISION if says("decided", text, language) else None


def _event_or_claim(text: str, language: str, *, quoted: bool) -> Kind:
    """What is told flatly has happened; what is in somebody's mouth, or to come, is a claim."""
    flat = modality_of(text, language, attributed=quoted) is Modality.OBSERVED
    return Kind.EVENT if flat else Kind.CLAIM


def _is_told_by_headline(sentence: Sentence, news: News) -> bool:
    """Whether a sentence's number is the news, and not a part of telling it."""
    titles = titles_of(news.sentences)
    return not titles or bool(values_of(titles) & values_of([sentence]))
