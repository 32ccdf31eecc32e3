"""Which topics an article is about, and what of it counts for them: classify's pure decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agents.classify.background import with_background
from agents.classify.conditions import obstacle
from agents.classify.embedded import sentences_to_embed
from agents.classify.gate import Gate
from agents.classify.language import agreed
from agents.classify.paragraphs import paragraphs as split
from agents.classify.paragraphs import places_of
from agents.classify.publishers import NO_HINTS, Publishers
from agents.classify.query import Asked, spans
from agents.classify.reading import EMPTY_PAGE, Page, read_page
from agents.classify.reasons import ClassifyReason
from agents.classify.scoring import TopicHit, hit, query_hit
from streams.records import Article, ArticleReference, ClassifiedArticle, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from agents.classify.paragraphs import Paragraph
    from agents.classify.terms import Term
    from agents.topics.definitions import TopicSet
    from agents.vectors.sentence_vectors import SentenceVectors, Wanted


@dataclass(frozen=True)
class Draft:
    """An article read as far as its words tell; what is left to know are vectors of sentences.

    Attributes:
        reason: `matched`, or why the article goes no further; then the rest is empty.
        embedded: the sentences to be embedded, by their index.
        dropped: the topics that it could be about by its words, and why it is not.
    """

    article: Article
    reason: ClassifyReason
    page: Page = EMPTY_PAGE
    hits: tuple[TopicHit, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    embedded: tuple[int, ...] = ()
    dropped: Mapping[str, ClassifyReason] = field(default_factory=dict)

    @property
    def wanted(self) -> list[Wanted]:
        """The sentences to be embedded."""
        chosen = (self.sentences[index] for index in self.embedded)
        return [(sentence.text, sentence.language) for sentence in chosen]


@dataclass(frozen=True)
class Classification:
    """What came of an article: one record for each topic that it may be about.

    `dropped` are the topics that it could be about by its words, and why it is not.
    """

    reason: ClassifyReason
    articles: tuple[ClassifiedArticle, ...] = ()
    dropped: Mapping[str, ClassifyReason] = field(default_factory=dict)


#: Characters of a body that are read. Articles are shorter by far; what is longer is a dump of
#: pages, and a gate that reads megabytes would let one record stop a stream.
READ: Final = 200_000

#: Characters of a headline that are read.
_HEADLINE: Final = 2000

#: Characters of a headline that are carried along to name the article by. A broken page can give
#: megabytes, and records between the workers hold no more than Kafka's usual 1 MiB.
_SHOWN: Final = 500

_REASONS: Final = tuple(ClassifyReason)


class Classifier:
    """The monitored topics, ready to judge articles; the same article always gets the same.

    Args:
        topics: what is monitored.
        vectors: where sentence vectors come from; None leaves the decision to the terms.
        publishers: hints at what publishers print around their articles.
    """

    def __init__(
        self,
        topics: TopicSet,
        vectors: SentenceVectors | None = None,
        publishers: Publishers = NO_HINTS,
    ) -> None:
        self._publishers = publishers
        self._topics = topics
        self._gate = Gate(topics)
        self._vectors = vectors

    def classify(self, article: Article, at: datetime) -> Classification:
        """Judges one article; `at` is when it reached its collector, in its own record's words.

        What passed the gate comes out with its score, also below its topic's threshold, so that
        it too gets a verdict. No topic is given for what stands in page furniture alone.
        """
        return self.conclude(self.draft(article), at)

    def draft(self, article: Article) -> Draft:
        """Reads one article as far as its words go, which is nearly nothing for most."""
        headline, body = headline_and_body(article)
        candidates = self._gate.candidates(headline, body)
        if not candidates or not self._gate.in_one(candidates, headline, _texts(body)):
            return Draft(article, ClassifyReason.NO_TERM_MATCHED)
        paragraphs = paragraphs_of(article, self._publishers)
        prose = [each.text for each in paragraphs if each.role.counts]
        terms = self._gate.in_one(candidates, headline, prose)
        if not terms:
            return Draft(article, ClassifyReason.FURNITURE_ONLY)
        page = read_page(headline, paragraphs)
        asked = ask(article, page)
        dropped = self._dropped(terms, asked)
        found = [self._hit(asked, topic, terms[topic]) for topic in terms if topic not in dropped]
        hits = tuple(each for each in found if each.score > 0)
        if not hits:
            nothing = ClassifyReason.NO_TERM_MATCHED
            reason = max(dropped.values(), key=_REASONS.index, default=nothing)
            return Draft(article, reason, dropped=dropped)
        sentences = page.sentences(agreed(article.language, page.language))
        embedded = sentences_to_embed(sentences, hits) if self._vectors else ()
        return Draft(article, ClassifyReason.MATCHED, page, hits, sentences, embedded, dropped)

    def _dropped(self, topics: Iterable[str], asked: Asked) -> dict[str, ClassifyReason]:
        judged = {topic: obstacle(self._topics.by_id[topic], asked) for topic in topics}
        return {topic: reason for topic, reason in judged.items() if reason}

    def _hit(self, asked: Asked, topic: str, terms: Sequence[Term]) -> TopicHit:
        definition = self._topics.by_id[topic]
        if definition.terms or definition.condition is None:
            return hit(asked.page, topic, terms)
        return query_hit(asked.page, topic, spans(definition.condition, asked))

    def embed_ahead(self, drafts: Iterable[Draft]) -> None:
        """Embeds the sentences of several articles at once, so that `conclude` finds them made.

        Raises:
            EmbeddingError: they can't be had now.
        """
        wanted = [each for draft in drafts for each in draft.wanted]
        if self._vectors and wanted:
            self._vectors.of(wanted)

    def conclude(self, draft: Draft, at: datetime) -> Classification:
        """The decision on a draft.

        Raises:
            EmbeddingError: its sentences are not embedded, and can't be now.
        """
        if draft.reason is not ClassifyReason.MATCHED:
            return Classification(draft.reason, dropped=draft.dropped)
        return Classification(draft.reason, self._records(draft, at), draft.dropped)

    def _records(self, draft: Draft, at: datetime) -> tuple[ClassifiedArticle, ...]:
        # Equal scores keep the order of the topics file: sorting is stable.
        ranked = sorted(draft.hits, key=lambda each: -each.score)
        scores = {each.topic: each.score for each in ranked}
        reference = _reference(draft.article, at, draft.page)
        sentences = self._with_vectors(draft)
        return tuple(
            ClassifiedArticle(
                article=reference,
                topic=each.topic,
                topic_name=self._topics.by_id[each.topic].name,
                score=each.score,
                threshold=self._topics.by_id[each.topic].threshold,
                rank=rank,
                topic_scores=scores,
                topics_hash=self._topics.hash,
                iptc=self._topics.by_id[each.topic].iptc,
                matches=each.matches,
                sentences=sentences,
                vector_model=self._vectors.model if self._vectors else None,
            )
            for rank, each in enumerate(ranked, start=1)
        )

    def _with_vectors(self, draft: Draft) -> tuple[Sentence, ...]:
        if not self._vectors:
            return draft.sentences
        made = dict(zip(draft.embedded, self._vectors.of(draft.wanted), strict=True))
        return tuple(
            sentence.model_copy(update={"vector": made[index]}) if index in made else sentence
            for index, sentence in enumerate(draft.sentences)
        )


def headline_and_body(article: Article) -> tuple[str, str]:
    """An article's two texts as far as they are read."""
    return article.headline[:_HEADLINE], article.body[:READ]


def ask(article: Article, page: Page) -> Asked:
    """The article as queries and scopes look at it."""
    # Where the publisher gave no language, a guess by words is better than to drop the article.
    language = agreed(article.language, page.language) or page.language
    return Asked(page, article.publisher, language)


def paragraphs_of(article: Article, publishers: Publishers = NO_HINTS) -> tuple[Paragraph, ...]:
    """The paragraphs of an article with their roles, background by its own date."""
    found = split(*headline_and_body(article), publishers.of(article.publisher))
    published = article.published_at
    return with_background(found, published.date()) if published else found


def _texts(body: str) -> list[str]:
    return [body[start:end] for start, end in places_of(body)]


def _reference(article: Article, at: datetime, page: Page) -> ArticleReference:
    return ArticleReference(
        id=article.id,
        content_hash=article.content_hash,
        url=article.url,
        headline=article.headline[:_SHOWN],
        publisher=article.publisher,
        language=agreed(article.language, page.language),
        published_at=article.published_at,
        ingested_at=at,
    )
