"""Sentences as quotes: verbatim, with where they stand and who published them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from streams.records import Quote

if TYPE_CHECKING:
    from streams.records import ClassifiedArticle, Sentence

#: Of a quote that is remembered to be shown beside a later one; state has to stay small.
KEPT_CHARACTERS: Final = 400


def quote_of(article: ClassifiedArticle, sentence: Sentence) -> Quote:
    """A sentence as a quote of its article."""
    return Quote(
        text=sentence.text,
        span=sentence.span,
        article_id=article.article.id,
        publisher=article.article.publisher,
        url=article.article.url,
        at=article.article.ingested_at,
        language=sentence.language or article.article.language,
    )


def short(quote: Quote) -> Quote:
    """The quote as it is remembered: its beginning, still verbatim at its span."""
    span = quote.span
    end = min(span.end, span.start + KEPT_CHARACTERS)
    url = quote.url if len(quote.url or "") <= KEPT_CHARACTERS else None
    text = quote.text[: end - span.start]
    return quote.model_copy(
        update={"text": text, "url": url, "span": span.model_copy(update={"end": end})}
    )
