"""What an article asserts, boiled down to what it and later articles are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from agents.text.names import names
from agents.text.numbers import numbers
from agents.text.words import JOINING, folded_words, stem
from agents.track.digests import digest32
from agents.track.state import Facts
from streams.records import ParagraphRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from streams.records import ClassifiedArticle, Sentence, Span

#: Words in a row that make a shingle: two texts in their own words share a few by chance and
#: quotation, two copies nearly all, also where every tenth word was changed.
_SHINGLE: Final = 4

#: Digests kept of a text: all of a short one; of a long one the smallest, which are a fair
#: sample of it. 96 tell a share of one half to within a tenth.
_SHINGLES: Final = 96
_STEMS: Final = 120
_ANCHORS: Final = 80
_NUMBERS: Final = 24

#: All sentences that classify hands on: of a revision each must be known again.
_SENTENCES: Final = 200

#: A lead is the headline and so many sentences after it.
LEAD: Final = 2

#: Sentences from the top that are compared one by one.
FIRST: Final = 8

#: Shorter words tell texts apart in no language that has blanks between words.
_SHORTEST: Final = 3


@dataclass(frozen=True)
class News:
    """An article as it is compared: of a revision only what was added.

    Attributes:
        article: the article as it came from classify.
        sentences: those that count, in their order.
    """

    article: ClassifiedArticle
    sentences: tuple[Sentence, ...]

    @cached_property
    def facts(self) -> Facts:
        """What it asserts."""
        language = (self.article.article.language or "").partition("-")[0].casefold()
        return facts_of(self.sentences, language or None, self.article.vector_model)

    @cached_property
    def lead(self) -> tuple[Sentence, ...]:
        """The headline and the first sentences after it: what it says its news is."""
        return lead_of(self.sentences)

    @cached_property
    def on_topic(self) -> tuple[Sentence, ...]:
        """The sentences of the paragraphs that speak of the topic; all where none is known to."""
        spans = [match.span for match in self.article.matches]
        speaking = {each.paragraph for each in self.sentences if _holds_any(each, spans)}
        found = tuple(each for each in self.sentences if each.paragraph in speaking)
        return found or self.sentences


def facts_of(
    sentences: Sequence[Sentence], language: str | None = None, model: str | None = None
) -> Facts:
    """The facts of an article's sentences, whose vectors are by `model`."""
    prose = prose_of(sentences)
    shingles = shingles_of(prose or sentences)
    lead, first = lead_of(sentences), first_of(sentences)
    vectors = [each.vector for each in first if each.vector]
    whole = model is not None and len(vectors) == len(first)
    return Facts(
        shingles=tuple(sorted(shingles)[:_SHINGLES]),
        shingle_count=len(shingles),
        stems=tuple(sorted(stems_of(sentences))[:_STEMS]),
        anchors=tuple(sorted(anchors_of(sentences))[:_ANCHORS]),
        sentences=tuple(map(sentence_digest, (prose or sentences)[:_SENTENCES])),
        frames=tuple(frame_digest(each) for each in prose[:FIRST]),
        numbers=tuple(sorted(values_of(sentences))[-_NUMBERS:]),
        lead_stems=tuple(sorted(stems_of(lead))),
        lead_anchors=tuple(sorted(anchors_of(lead))),
        lead_numbers=tuple(sorted(values_of(lead))),
        lengths=tuple(len(each.text) for each in prose[:FIRST]),
        language=language,
        titled=len(first) > len(prose[:FIRST]),
        vectors=b"".join(vectors) if whole else b"",
        vector_model=model if whole else None,
    )


def lead_of(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The headline and the first sentences after it: what an article says its news is."""
    return (*titles_of(sentences)[:1], *prose_of(sentences)[:LEAD])


def first_of(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The headline and the first sentences: what of an article is compared by its vectors.

    Pages have tails of other matters, which would hide that two articles begin alike.
    """
    return (*titles_of(sentences)[:1], *prose_of(sentences)[:FIRST])


def titles_of(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences of the headline."""
    return [each for each in sentences if each.role is ParagraphRole.TITLE]


def prose_of(sentences: Iterable[Sentence]) -> list[Sentence]:
    """The sentences without the headline, which copies change at will."""
    return [each for each in sentences if each.role is not ParagraphRole.TITLE]


def shingles_of(sentences: Iterable[Sentence]) -> set[int]:
    """Digests of all rows of words of a text, across its sentences."""
    found = [word for each in sentences for word in folded_words(each.text)]
    size = min(_SHINGLE, len(found))
    rows = range(len(found) - size + 1) if size else range(0)
    return {digest32(" ".join(found[index : index + size])) for index in rows}


def stems_of(sentences: Iterable[Sentence]) -> set[int]:
    """Digests of the stems of the words that carry meaning, numbers left out."""
    return {each for sentence in sentences for each in stems_of_text(sentence.text)}


def stems_of_text(text: str) -> set[int]:
    """Digests of the stems of the words that carry meaning, numbers left out."""
    return {digest32(stem(word)) for word in folded_words(text) if _carries_meaning(word)}


def anchors_of(sentences: Iterable[Sentence]) -> set[int]:
    """Digests of names and numbers. Headlines write any word large, so they give no names."""
    found = {f"{value:g}" for value in values_of(sentences)}
    for each in prose_of(sentences):
        found.update(names(each.text))
    return {digest32(anchor) for anchor in found}


def values_of(sentences: Iterable[Sentence]) -> set[float]:
    """The numbers that a text states."""
    return {number.value for each in sentences for number in numbers(each.text, each.language)}


def sentence_digest(sentence: Sentence) -> int:
    """By what a sentence is known again, whatever its marks."""
    return digest32(" ".join(folded_words(sentence.text)))


def frame_digest(sentence: Sentence) -> int:
    """By what a sentence is known again when only its numbers were changed."""
    return digest32(" ".join(word for word in folded_words(sentence.text) if word.isalpha()))


def _holds_any(sentence: Sentence, spans: Iterable[Span]) -> bool:
    own = sentence.span
    return any(own.part == span.part and own.start <= span.start < own.end for span in spans)


def _carries_meaning(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in JOINING and not word[0].isdigit()
