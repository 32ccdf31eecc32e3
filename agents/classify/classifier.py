"""Which topics an article is about, and what of it counts for them: classify's pure decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.article_text import ask, headline_and_body, paragraphs_of
from agents.classify.classification import Classification, Judged, Made, records_of
from agents.classify.conditions import obstacle
from agents.classify.draft import Draft, stopped
from agents.classify.embedded import sentences_to_embed
from agents.classify.gate import Gate
from agents.classify.language import agreed
from agents.classify.paragraphs import prose_of
from agents.classify.prototypes import prototypes_of
from agents.classify.publishers import NO_HINTS, Publishers
from agents.classify.query import spans
from agents.classify.reading import read_page
from agents.classify.reasons import ClassifyReason
from agents.classify.relevance import Embedded, compare, relevances
from agents.classify.scoring import hit, query_hit, term_shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from agents.classify.query import Asked
    from agents.classify.reading import Page
    from agents.classify.relevance import Shares
    from agents.classify.scoring import TopicHit
    from agents.classify.terms import Term
    from agents.topics.definitions import TopicSet
    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.records import Article, Sentence

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
        sighting = self._gate.look(headline, body)
        if not sighting.together():
            return Draft(article, ClassifyReason.NO_TERM_MATCHED)
        paragraphs = paragraphs_of(article, self._publishers)
        terms = sighting.together(prose_of(paragraphs))
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
            return stopped(article, dropped)
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
        made = Made(sentences, self._vectors.model if self._vectors else None, at)
        records = records_of(draft, near, self._topics, made)
        return Classification(draft.reason, records, dropped)

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

    def _with_vectors(self, draft: Draft) -> tuple[Sentence, ...]:
        if not self._vectors:
            return draft.sentences
        made = dict(zip(draft.embedded, self._vectors.of(draft.wanted), strict=True))
        return tuple(
            sentence.model_copy(update={"vector": made[index]}) if index in made else sentence
            for index, sentence in enumerate(draft.sentences)
        )
