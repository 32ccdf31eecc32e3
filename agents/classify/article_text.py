"""An article's texts as far as they are read, and the page that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.background import with_background
from agents.classify.language import agreed
from agents.classify.paragraphs import paragraphs as split
from agents.classify.publishers import NO_HINTS, Publishers
from agents.classify.query import Asked

if TYPE_CHECKING:
    from agents.classify.paragraphs import Paragraph
    from agents.classify.reading import Page
    from streams.records import Article

#: Characters of a body that are read. Articles are shorter by far; what is longer is a dump of
#: pages, and a gate that reads megabytes would let one record stop a stream.
READ: Final = 200_000

#: Characters of a headline that are read.
_HEADLINE: Final = 2000


def headline_and_body(article: Article) -> tuple[str, str]:
    """An article's two texts as far as they are read."""
    return article.headline[:_HEADLINE], article.body[:READ]


def paragraphs_of(article: Article, publishers: Publishers = NO_HINTS) -> tuple[Paragraph, ...]:
    """The paragraphs of an article with their roles, background by its own date."""
    found = split(*headline_and_body(article), publishers.of(article.publisher))
    published = article.published_at
    return with_background(found, published.date()) if published else found


def ask(article: Article, page: Page) -> Asked:
    """The article as queries and scopes look at it."""
    # Where the publisher gave no language, a guess by words is better than to drop the article.
    language = agreed(article.language, page.language) or page.language
    return Asked(page, article.publisher, language)
