"""Which topics an article is about, and what of it counts for them: classify's pure decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from agents.classify.background import with_background
from agents.classify.conditions import obstacle
from agents.classify.embedded import sentences_to_embed
from agents.classify.gate import Gate
from agents.classify.language import agreed
from agents.classify.paragraphs import paragraphs as split
from agents.classify.paragraphs import places_of
from agents.classify.prototypes import prototypes_of
from agents.classify.publishers import NO_HINTS, Publishers
from agents.classify.query import Asked, spans
from agents.classify.reading import EMPTY_PAGE, Page, read_page
from agents.classify.reasons import ClassifyReason
from agents.classify.relevance import Embedded, Relevance, Shares, compare, relevances
from agents.classify.scoring import TopicHit, hit, query_hit, term_shares
from streams.records import Article, ArticleReference, ClassifiedArticle, Sentence, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from agents.classify.paragraphs import Paragraph
    from agents.classify.terms import Term
    from agents.topics.definitions import Topic, TopicSet
    from agents.vectors.sentence_vectors import SentenceVectors, Wanted


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


@dataclass(frozen=True)
class Judged:
    """A topic that passed the gate: its words, and what comparing sentences gave, if they were."""

    hit: TopicHit
    relevance: Relevance | None = None

    @property
    def score(self) -> float:
        """What is compared with the topic's threshold."""
        return self.relevance.score if self.relevance else self.hit.score

    def standing(self, threshold: float) -> Standing:
        """About the topic, or its terms are said in full but not what the article is about."""
        if self.score >= threshold:
            return Standing.ABOUT
        mentioned = self.relevance and self.hit.score
        return Standing.PASSING_MENTION if mentioned else Standing.BELOW_THRESHOLD


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

#: A topic that holds no term in full goes on, to be remembered as a near miss, from this share of
#: its threshold on. What is further off is most of what half of a term lets through.
_NEAR: Final = 0.7


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
        self._gate = Gate(topics, wide=vectors is not None)
        self._vectors = vectors
        self._prototypes = {topic.id: prototypes_of(topic) for topic in topics.topics}

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
        kept = {topic: terms[topic] for topic in terms if topic not in dropped}
        shares = self._shares(page, kept)
        found = [self._hit(asked, topic, kept[topic]) for topic in kept]
        hits = tuple(each for each in found if each.score > 0 or each.topic in shares)
        if not hits:
            return _stopped(article, dropped)
        sentences = page.sentences(agreed(article.language, page.language))
        embedded = sentences_to_embed(sentences, hits) if self._vectors else ()
        matched = ClassifyReason.MATCHED
        return Draft(article, matched, page, hits, sentences, embedded, shares, dropped)

    def _shares(self, page: Page, terms: Mapping[str, Sequence[Term]]) -> dict[str, Shares]:
        if self._vectors is None:
            return {}
        # A topic that has a query alone is about all that the query takes.
        compared = {
            topic: each
            for topic, each in terms.items()
            if self._prototypes[topic] and self._topics.by_id[topic].terms
        }
        return {topic: term_shares(page, each) for topic, each in compared.items()}

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
        read = [draft for draft in drafts if draft.embedded]
        texts = {topic: self._prototypes[topic] for draft in read for topic in draft.shares}
        wanted = [prototype.wanted for each in texts.values() for prototype in each]
        wanted += [each for draft in read for each in draft.wanted]
        if self._vectors and wanted:
            self._vectors.of(wanted)

    def conclude(self, draft: Draft, at: datetime) -> Classification:
        """The decision on a draft.

        Raises:
            EmbeddingError: its sentences are not embedded, and can't be now.
        """
        if draft.reason is not ClassifyReason.MATCHED:
            return Classification(draft.reason, dropped=draft.dropped)
        sentences = self._with_vectors(draft)
        judged = self._judged(draft, sentences)
        far = {each.hit.topic for each in judged if self._is_far(each)}
        dropped = dict(draft.dropped) | dict.fromkeys(sorted(far), ClassifyReason.FAR_FROM_TOPIC)
        near = [each for each in judged if each.hit.topic not in far]
        if not near:
            return Classification(ClassifyReason.FAR_FROM_TOPIC, dropped=dropped)
        return Classification(draft.reason, self._records(draft, at, sentences, near), dropped)

    def _judged(self, draft: Draft, sentences: Sequence[Sentence]) -> list[Judged]:
        if self._vectors is None or not draft.shares:
            return list(map(Judged, draft.hits))
        compared = tuple(sentence for sentence in sentences if sentence.vector is not None)
        embedded = [sentence.vector for sentence in compared if sentence.vector is not None]
        page = Embedded(compared, embedded, self._vectors.across)
        # In the order of their names, so that the order of the file decides nothing.
        near = {
            topic: compare(page, self._prototypes[topic], self._vectors_of(topic))
            for topic in sorted(draft.shares)
        }
        found = relevances(page, near, draft.shares)
        return [Judged(hit, found.get(hit.topic)) for hit in draft.hits]

    def _vectors_of(self, topic: str) -> list[bytes]:
        assert self._vectors is not None  # noqa: S101 - asked only where there are vectors
        return self._vectors.of([prototype.wanted for prototype in self._prototypes[topic]])

    def _is_far(self, judged: Judged) -> bool:
        if judged.hit.score > 0:
            return False
        return judged.score < _NEAR * self._topics.by_id[judged.hit.topic].threshold

    def _records(
        self, draft: Draft, at: datetime, sentences: tuple[Sentence, ...], near: Iterable[Judged]
    ) -> tuple[ClassifiedArticle, ...]:
        ranked = sorted(near, key=lambda each: (-each.score, each.hit.topic))
        scores = {each.hit.topic: each.score for each in ranked}
        reference = _reference(draft.article, at, draft.page)
        common = {
            "article": reference,
            "topic_scores": scores,
            "topics_hash": self._topics.hash,
            "sentences": sentences,
            "vector_model": self._vectors.model if self._vectors else None,
        }
        return tuple(
            _record(self._topics.by_id[each.hit.topic], each, rank, common)
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


def _record(
    topic: Topic, judged: Judged, rank: int, common: Mapping[str, Any]
) -> ClassifiedArticle:
    relevance = judged.relevance
    return ClassifiedArticle(
        topic=topic.id,
        topic_name=topic.name,
        score=judged.score,
        threshold=topic.threshold,
        alert=topic.alert,
        rank=rank,
        iptc=topic.iptc,
        matches=judged.hit.matches,
        standing=judged.standing(topic.threshold),
        score_parts=relevance.parts if relevance else None,
        support=relevance.support if relevance else (),
        **common,
    )


def _stopped(article: Article, dropped: Mapping[str, ClassifyReason]) -> Draft:
    nothing = ClassifyReason.NO_TERM_MATCHED
    reason = max(dropped.values(), key=_REASONS.index, default=nothing)
    return Draft(article, reason, dropped=dropped)


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
