"""One topic that every article is about, followed by the production step.

Reading, sentences, vectors and the whole of track are those of the workers; only the gate and the
topic's score are left out, since a set has no topics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.article_text import headline_and_body, paragraphs_of
from agents.classify.embedded import sentences_to_embed
from agents.classify.language import agreed
from agents.classify.reading import read_page
from agents.track.state import empty_state
from agents.track.tracker import Decision, track
from streams.records import ArticleReference, ClassifiedArticle

if TYPE_CHECKING:
    from agents.track.state import RollingState
    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.records import Article, Sentence

_TOPIC: Final = "all"


class CatchAll:
    """The topic's rolling state, and the decision on one article after another."""

    def __init__(self, vectors: SentenceVectors | None, state: RollingState | None = None) -> None:
        self._vectors = vectors
        self.state = state or empty_state()

    def follow(self, article: Article) -> Decision:
        """Decides an article and remembers it."""
        self.state, decision = self._decided(article)
        return decision

    def ask(self, article: Article) -> Decision:
        """What the decision would be; nothing is remembered."""
        return self._decided(article)[1]

    def _decided(self, article: Article) -> tuple[RollingState, Decision]:
        classified = self.classified(article)
        return track(self.state, classified, classified.article.ingested_at)

    def classified(self, article: Article) -> ClassifiedArticle:
        """The record that classify would make of an article for a topic that it is all about."""
        page = read_page(headline_and_body(article)[0], paragraphs_of(article))
        language = agreed(article.language, page.language)
        return ClassifiedArticle(
            article=_reference(article, language),
            topic=_TOPIC,
            topic_name=_TOPIC,
            score=1,
            threshold=0.5,
            rank=1,
            topic_scores={_TOPIC: 1},
            topics_hash="",
            sentences=self._with_vectors(page.sentences(language)),
            vector_model=self._vectors.model if self._vectors else None,
        )

    def _with_vectors(self, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        if self._vectors is None:
            return sentences
        chosen = sentences_to_embed(sentences, ())
        made = self._vectors.of(
            [(sentences[each].text, sentences[each].language) for each in chosen]
        )
        found = dict(zip(chosen, made, strict=True))
        return tuple(
            each.model_copy(update={"vector": found.get(index)})
            for index, each in enumerate(sentences)
        )


def _reference(article: Article, language: str | None) -> ArticleReference:
    return ArticleReference(
        id=article.id,
        content_hash=article.content_hash,
        headline=article.headline[:300],
        publisher=article.publisher,
        language=language,
        published_at=article.published_at,
        ingested_at=article.ingested_at,
    )
