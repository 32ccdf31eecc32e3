"""An article as far as its words tell, before any sentence of it is compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agents.classify.reading import EMPTY_PAGE, Page
from agents.classify.reasons import ClassifyReason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agents.classify.relevance import Shares
    from agents.classify.scoring import TopicHit
    from agents.vectors.sentence_vectors import Wanted
    from streams.records import Article, Sentence

_REASONS: Final = tuple(ClassifyReason)


@dataclass(frozen=True)
class Draft:
    """An article read as far as its words tell; what is left to know are vectors of sentences.

    Attributes:
        reason: `matched`, or why the article goes no further; then the rest is empty.
        embedded: the sentences to be embedded, by their index.
        shares: how fully the topics that sentences are to be compared with have their terms said.
        dropped: the topics that it could be about by its words, and why it is not.
    """

    article: Article
    reason: ClassifyReason
    page: Page = EMPTY_PAGE
    hits: tuple[TopicHit, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    embedded: tuple[int, ...] = ()
    shares: Mapping[str, Shares] = field(default_factory=dict)
    dropped: Mapping[str, ClassifyReason] = field(default_factory=dict)

    @property
    def wanted(self) -> list[Wanted]:
        """The sentences to be embedded."""
        chosen = (self.sentences[index] for index in self.embedded)
        return [(sentence.text, sentence.language) for sentence in chosen]


def stopped(article: Article, dropped: Mapping[str, ClassifyReason]) -> Draft:
    """An article that goes no further: of the reasons of its topics, that of the last step."""
    nothing = ClassifyReason.NO_TERM_MATCHED
    reason = max(dropped.values(), key=_REASONS.index, default=nothing)
    return Draft(article, reason, dropped=dropped)
