"""A page as it is read once it passed the gate: its parts with their words and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from agents.classify.language import language_of, main_language, of_paragraph
from agents.classify.terms import Forms
from agents.text.sentences import sentences
from streams.records import ParagraphRole, Sentence, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.classify.paragraphs import Paragraph

#: Sentences that go on with an article: more is a protocol or a dump, and its news is above.
MAX_SENTENCES: Final = 200

#: Paragraphs whose language is judged one by one; those below have the article's.
_JUDGED: Final = 40


@dataclass(frozen=True)
class Part:
    """The headline (index 0) or a paragraph of prose, with the places of its words.

    `start` is where its text begins in the headline or body as it came; `entry` is the entry of a
    live page or digest that it belongs to, if any.
    """

    role: ParagraphRole
    index: int
    text: str
    start: int
    forms: Forms
    language: str | None
    entry: int | None = None

    @property
    def of(self) -> Literal["headline", "body"]:
        """Which field of the article the places count in."""
        return "headline" if self.role is ParagraphRole.TITLE else "body"

    def holds(self, span: Span) -> bool:
        """Whether characters of the article are its own."""
        inside = self.start <= span.start and span.end <= self.start + len(self.text)
        return inside and span.part == self.of


@dataclass(frozen=True)
class Page:
    """What counts of an article: its headline, if any, and its prose; no furniture."""

    parts: tuple[Part, ...]
    title: Forms

    @property
    def language(self) -> str | None:
        """The language of most of the page, as far as its text tells."""
        return main_language((part.language, len(part.text)) for part in self.parts)

    def sentences(self, language: str | None) -> tuple[Sentence, ...]:
        """The sentences of the page, the first ones of a very long one.

        `language` is that of the article; a paragraph has its own where it is told clearly.
        """
        found: list[Sentence] = []
        for part in self.parts:
            found.extend(_sentences(part, language))
            if len(found) >= MAX_SENTENCES:
                break
        return tuple(found[:MAX_SENTENCES])


#: What is left of an article that is not read.
EMPTY_PAGE: Final = Page((), Forms.of(""))


def read_page(headline: str, paragraphs: Sequence[Paragraph]) -> Page:
    """Finds words and places; paragraph n of the body is part n, from 1."""
    parts = []
    if headline.strip():
        start = len(headline) - len(headline.lstrip())
        parts.append(_part(ParagraphRole.TITLE, 0, headline.strip(), start))
    for index, paragraph in enumerate(paragraphs, start=1):
        if paragraph.role.counts:
            parts.append(_part_of(paragraph, index))
    return Page(tuple(parts), Forms.of(headline))


def _part_of(paragraph: Paragraph, index: int) -> Part:
    place = paragraph.text, paragraph.start
    return _part(paragraph.role, index, *place, entry=paragraph.entry)


def _part(
    role: ParagraphRole, index: int, text: str, start: int, *, entry: int | None = None
) -> Part:
    # A page has one language or two, and a protocol of hundreds of paragraphs is no exception.
    language = language_of(text) if index <= _JUDGED else None
    return Part(role, index, text, start, Forms.of(text, start), language, entry)


def _sentences(part: Part, language: str | None) -> Iterator[Sentence]:
    # A headline is one sentence, whatever marks it holds.
    whole = [(0, len(part.text))] if part.role is ParagraphRole.TITLE else sentences(part.text)
    for start, end in whole:
        yield Sentence(
            text=part.text[start:end],
            span=Span(part=part.of, start=part.start + start, end=part.start + end),
            role=part.role,
            paragraph=part.index,
            language=of_paragraph(part.language, language),
            entry=part.entry,
        )
