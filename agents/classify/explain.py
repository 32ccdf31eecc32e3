"""Why an article is about a topic or not, told by the parts that decide it in production.

Score, rank and matches are those of `Classifier`; what is added are the steps that it need not
tell: how far the gate let a topic, and which words of a term are missing where.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from agents.classify.article_text import ask, headline_and_body, paragraphs_of
from agents.classify.classifier import Classifier
from agents.classify.compile_terms import terms_of
from agents.classify.conditions import obstacle
from agents.classify.explain_clauses import explained_clauses
from agents.classify.explanation import (
    ExplainedPart,
    ExplainedTerm,
    ExplainedTopic,
    Explanation,
    MissingWord,
    TermState,
    TopicReason,
)
from agents.classify.gate import Gate
from agents.classify.gate_steps import GateSteps, gate_steps
from agents.classify.language import agreed
from agents.classify.publishers import NO_HINTS, Publishers
from agents.classify.reading import Page, Part, read_page
from agents.classify.reasons import ClassifyReason
from agents.classify.scoring import FoundWord, found_words, is_found
from streams.records import ParagraphRole, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agents.classify.paragraphs import Paragraph
    from agents.classify.query import Asked
    from agents.classify.terms import Term
    from agents.text.aliases import Aliases
    from agents.topics.definitions import Topic, TopicSet
    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.records import Article, ClassifiedArticle

# No decision of classify hangs on the time; the records only carry it.
_NO_TIME: Final = datetime.fromtimestamp(0, UTC)

_REASON_OF: Final = {
    Standing.ABOUT: TopicReason.ON_TOPIC,
    Standing.PASSING_MENTION: TopicReason.PASSING_MENTION,
    Standing.BELOW_THRESHOLD: TopicReason.BELOW_THRESHOLD,
}

#: The least share of a term's words by which it was nearly found.
_NEARLY: Final = 0.5


class Explainer:
    """The monitored topics, ready to explain articles."""

    def __init__(
        self,
        topics: TopicSet,
        vectors: SentenceVectors | None = None,
        publishers: Publishers = NO_HINTS,
    ) -> None:
        self._topics = topics
        self._publishers = publishers
        self._classifier = Classifier(topics, vectors, publishers)
        self._gate = Gate(topics, wide=vectors is not None)

    def explain(self, article: Article) -> Explanation:
        """Explains one article: what was decided for every topic, and why."""
        headline, body = headline_and_body(article)
        paragraphs = paragraphs_of(article, self._publishers)
        steps = gate_steps(self._gate, headline, body, paragraphs)
        decided = self._classifier.classify(article, article.ingested_at or _NO_TIME)
        records = {record.topic: record for record in decided.articles}
        sheet = _Sheet.of(headline, paragraphs)
        page = read_page(headline, paragraphs)
        asked = ask(article, page)
        topics = [
            replace(
                _topic(topic, records.get(topic.id), sheet, self._topics.aliases),
                reason=_reason(topic, records.get(topic.id), steps, asked, decided.dropped),
                clauses=explained_clauses(topic, asked, sheet.page),
            )
            for topic in self._topics.topics
        ]
        return Explanation(
            article=article,
            reason=decided.reason,
            language=agreed(article.language, page.language),
            parts=tuple(map(_part, sheet.page.parts, sheet.roles, sheet.told)),
            topics=tuple(sorted(topics, key=lambda each: each.rank or len(topics) + 1)),
        )


@dataclass(frozen=True)
class _Sheet:
    """The whole page as it is read, furniture included, and what each part is in truth."""

    page: Page
    roles: tuple[ParagraphRole, ...]
    told: tuple[Paragraph | None, ...]

    @classmethod
    def of(cls, headline: str, paragraphs: Sequence[Paragraph]) -> _Sheet:
        # Furniture is read as if it were prose, to show what it holds; its role says that it
        # does not count.
        page = read_page(headline, [replace(each, role=ParagraphRole.BODY) for each in paragraphs])
        roles = [ParagraphRole.TITLE, *(each.role for each in paragraphs)]
        told = [None, *paragraphs]
        indexes = [part.index for part in page.parts]
        return cls(page, tuple(roles[at] for at in indexes), tuple(told[at] for at in indexes))


@dataclass(frozen=True)
class _Sighting:
    """What of a term stands in a part."""

    part: Part
    found: tuple[FoundWord, ...]
    state: TermState


def _part(part: Part, role: ParagraphRole, told: Paragraph | None) -> ExplainedPart:
    end = part.start + len(part.text)
    why = (told.sign, told.kind, told.entry) if told else (None, None, None)
    return ExplainedPart(part.index, role, *why, part.start, end, part.language, part.text)


def _topic(
    topic: Topic, record: ClassifiedArticle | None, sheet: _Sheet, aliases: Aliases
) -> ExplainedTopic:
    terms = (_term(term, sheet) for term in terms_of(topic, aliases))
    return ExplainedTopic(
        topic=topic.id,
        name=topic.name,
        reason=TopicReason.NO_TERM_MATCHED,
        score=record.score if record else 0.0,
        threshold=topic.threshold,
        rank=record.rank if record else None,
        matches=tuple(match.span for match in record.matches) if record else (),
        terms=tuple(term for term in terms if term),
        score_parts=record.score_parts if record else None,
        support=record.support if record else (),
    )


def _reason(
    topic: Topic,
    record: ClassifiedArticle | None,
    steps: GateSteps,
    asked: Asked,
    dropped: Mapping[str, ClassifyReason],
) -> TopicReason:
    if record:
        return _REASON_OF[record.standing or Standing.BELOW_THRESHOLD]
    if dropped.get(topic.id) is ClassifyReason.FAR_FROM_TOPIC:
        return TopicReason.FAR_FROM_TOPIC
    if not topic.enabled:
        return TopicReason.DISABLED
    passed = topic.id in steps.in_prose
    if (passed or not topic.terms) and (reason := obstacle(topic, asked)):
        return TopicReason(reason.value)
    # Half of a term passes the gate; where no sentence is compared, it is too little.
    return TopicReason.NO_TERM_MATCHED if passed else _stopped(topic.id, steps)


def _stopped(topic: str, steps: GateSteps) -> TopicReason:
    """Where the gate stopped an article."""
    if topic in steps.together:
        return TopicReason.FURNITURE_ONLY
    return TopicReason.WORDS_APART if topic in steps.somewhere else TopicReason.NO_TERM_MATCHED


def _term(term: Term, sheet: _Sheet) -> ExplainedTerm | None:
    sightings = [
        _sighting(term, part, role, sheet.page)
        for part, role in zip(sheet.page.parts, sheet.roles, strict=True)
    ]
    for state in TermState:
        # The fullest one first, then the one nearest to the top.
        seen = sorted(
            (each for each in sightings if each.state is state), key=lambda each: -len(each.found)
        )
        if seen and len(seen[0].found) >= _NEARLY * len(term.words):
            return _explained(term, state, seen, sheet.page)
    return None


def _sighting(term: Term, part: Part, role: ParagraphRole, page: Page) -> _Sighting:
    found = tuple(found_words(term, part, page.title))
    if not is_found(term, part, found):
        return _Sighting(part, found, TermState.NEARLY)
    return _Sighting(part, found, TermState.FOUND if role.counts else TermState.OUTSIDE_PROSE)


def _explained(
    term: Term, state: TermState, seen: Sequence[_Sighting], page: Page
) -> ExplainedTerm:
    best = seen[0]
    there = {each.word for each in best.found}
    parts = seen if state is TermState.FOUND else [best]
    return ExplainedTerm(
        term=term.text,
        state=state,
        parts=tuple(sorted(each.part.index for each in parts)),
        spans=tuple(each.span for each in best.found),
        missing=tuple(
            MissingWord(
                word.text,
                next((part.index for part in page.parts if part.forms.first(word)), None),
            )
            for word in term.words
            if word not in there
        ),
    )
