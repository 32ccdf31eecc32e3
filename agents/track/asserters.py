"""Whom an article names for a sentence: in it, or beside it as prose does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.text.names import consonants, names
from agents.text.speakers import announced_by, is_said_by_pronoun, speaker_of
from agents.text.speech import says, spoken_language
from agents.track.facts import prose_of, titles_of
from streams.records import ParagraphRole, Span, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.text.speakers import Named
    from agents.track.facts import News
    from streams.records import Sentence

#: What is longer is no sentence.
_MOST_CHARACTERS: Final = 1000

#: Sentences back in which a pronoun's speaker is named.
_BACK: Final = 2


def asserter(sentence: Sentence, news: News, *, leads: bool) -> Speaker | None:
    """Who asserts a sentence; None where the article speaks itself.

    A sentence that is somebody's by a pronoun is of who spoke last. What an article leads with is
    of the speaker whom its headline names, or the sentence behind it ('that was announced by ...').
    """
    beside = _before(sentence, news) if _is_by_pronoun(sentence) else []
    if leads:
        beside += _around(sentence, news)
    found = (_speaker(each) for each in (sentence, *beside))
    return next((each for each in found if each and _is_known(each, news)), None)


def is_confirmed_behind(sentence: Sentence, speaker: Speaker | None, news: News) -> bool:
    """Whether the sentence behind says that its speaker confirmed it: 'X confirmed the report'."""
    behind = _around(sentence, news)[-1:]
    return any(
        speaker is not None and stands_in(each, speaker) and _confirms_what_was_told(each)
        for each in behind
        if each.span.start >= sentence.span.end
    )


def stands_in(sentence: Sentence, speaker: Speaker) -> bool:
    """Whether a sentence names a speaker itself."""
    own, named = sentence.span, speaker.span
    return own.part == named.part and own.start <= named.start < own.end


def _confirms_what_was_told(sentence: Sentence) -> bool:
    language = spoken_language(sentence.text, sentence.language)
    groups = ("confirmed", "what_was_told")
    return all(says(each, sentence.text, language) for each in groups)


def _is_known(speaker: Speaker, news: News) -> bool:
    """Whether a speaker of a headline is named below it; a label ('Live: ...') is not."""
    if speaker.span.part != "headline":
        return True
    key = set(map(consonants, speaker.name.split()))
    return any(not key.isdisjoint(names(each.text)) for each in prose_of(news.sentences))


def _is_by_pronoun(sentence: Sentence) -> bool:
    text = sentence.text[:_MOST_CHARACTERS]
    return is_said_by_pronoun(text, spoken_language(text, sentence.language))


def _before(sentence: Sentence, news: News) -> list[Sentence]:
    """The sentences before one, the nearest first."""
    before = [each for each in news.sentences if each.span.start < sentence.span.start]
    prose = [each for each in before if each.span.part == sentence.span.part]
    return prose[: -_BACK - 1 : -1]


def _around(sentence: Sentence, news: News) -> list[Sentence]:
    """The headline, and the sentence behind one."""
    behind = [each for each in news.sentences if each.span.start >= sentence.span.end]
    return [
        *titles_of(news.sentences)[:1],
        *[each for each in behind if each.span.part == sentence.span.part][:1],
    ]


def _speaker(sentence: Sentence) -> Speaker | None:
    named = next(_named(sentence), None)
    if named is None:
        return None
    start = sentence.span.start + named.start
    span = Span(part=sentence.span.part, start=start, end=start + len(named.text))
    return Speaker(name=named.text, span=span)


def _named(sentence: Sentence) -> Iterator[Named]:
    text = sentence.text[:_MOST_CHARACTERS]
    titled = sentence.role is ParagraphRole.TITLE
    for found in (
        speaker_of(text, spoken_language(text, sentence.language)),
        announced_by(text) if titled else None,
    ):
        if found:
            yield found
