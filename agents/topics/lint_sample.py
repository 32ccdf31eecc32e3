"""What a sample of articles tells about topics: how much each of them would bring."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from agents.classify.article_text import headline_and_body
from agents.classify.classifier import Classifier
from agents.classify.gate import Gate
from agents.classify.gate_steps import gate_steps
from agents.classify.paragraphs import paragraphs
from agents.topics.lint_finding import Field, Finding, LintReason
from agents.topics.lint_terms import placed_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.topics.definitions import Topic, TopicSet
    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.records import Article

#: A term in more than a fifth of all articles is no subject, unless they were picked for it. A
#: sample of a few articles tells nothing about shares.
_TOO_MUCH: Final = 0.2
_ENOUGH_ARTICLES: Final = 50

_NARROW: Final = "add a word that tells what is meant, unless the sample was picked for it"

# No decision of classify hangs on the time; the records only carry it.
_NO_TIME: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Estimate:
    """What a topic would have brought on the sample, in articles; shares are of all of them."""

    topic: str
    past_gate: int
    on_topic: int
    share_past_gate: float
    share_on_topic: float


@dataclass
class Sample:
    """Counts over the articles of a sample, taken one at a time.

    With `vectors` by the full decision; without them by the terms alone.
    """

    topics: TopicSet
    vectors: SentenceVectors | None = None
    articles: int = 0
    _past_gate: Counter[str] = field(default_factory=Counter)
    _on_topic: Counter[str] = field(default_factory=Counter)
    _by_term: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._classifier = Classifier(self.topics, self.vectors)
        self._gate = Gate(self.topics)

    def take(self, article: Article) -> None:
        """Counts one article, by the decisions of production."""
        self.articles += 1
        records = self._classifier.classify(article, _NO_TIME).articles
        if not records:
            return
        self._past_gate.update(record.topic for record in records)
        self._on_topic.update(record.topic for record in records if record.on_topic)
        headline, body = headline_and_body(article)
        steps = gate_steps(self._gate, headline, body, paragraphs(headline, body))
        for topic, terms in steps.in_prose.items():
            self._by_term.update((topic, term.text) for term in terms)

    def estimates(self) -> list[Estimate]:
        """One for each topic, in the order of the file."""
        return [self._estimate(topic.id) for topic in self.topics.topics]

    def findings(self) -> Iterator[Finding]:
        """Topics that brought nothing, and terms that stand nearly everywhere."""
        if not self.articles:
            return
        for index, topic in enumerate(self.topics.topics):
            if not self._past_gate[topic.id]:
                what = f"none of {self.articles} articles of the sample is one for it"
                advice = "ask for the reason with an article that it should find: topics explain"
                yield Finding(index, _main_field(topic), LintReason.HITS_NOTHING, what, advice)
            yield from self._wide_terms(index, topic)
            if not topic.terms and self._is_wide(self._on_topic[topic.id]):
                what = f"it takes {self._share(self._on_topic[topic.id])}"
                field = _main_field(topic)
                yield Finding(index, field, LintReason.MATCHES_TOO_MUCH, what, _NARROW)

    def _wide_terms(self, index: int, topic: Topic) -> Iterator[Finding]:
        for placed in placed_terms(topic):
            count = self._by_term[topic.id, placed.term.text]
            if self._is_wide(count):
                what = f"'{placed.term.text}' stands in {self._share(count)}"
                yield Finding(index, placed.field, LintReason.MATCHES_TOO_MUCH, what, _NARROW)

    def _is_wide(self, count: int) -> bool:
        return self.articles >= _ENOUGH_ARTICLES and count > _TOO_MUCH * self.articles

    def _share(self, count: int) -> str:
        return f"{count} of {self.articles} articles, {count / self.articles:.0%}"

    def _estimate(self, topic: str) -> Estimate:
        past_gate, on_topic, of = self._past_gate[topic], self._on_topic[topic], self.articles or 1
        return Estimate(topic, past_gate, on_topic, past_gate / of, on_topic / of)


def _main_field(topic: Topic) -> Field:
    """Where a topic says what it seeks."""
    return ("terms",) if topic.terms else next((field for field, _ in topic.conditions()), ())
