"""How much an article is about a topic, by where and how fully it speaks the topic's terms."""

from __future__ import annotations

from dataclasses import dataclass
from operator import or_
from typing import TYPE_CHECKING, Final

from agents.classify.relevance import Shares
from streams.records import ParagraphRole, Span, TermMatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agents.classify.query import ClauseSpan
    from agents.classify.reading import Page, Part
    from agents.classify.terms import Forms, Term, TermWord

#: What a term found in full is worth by where it stands. A mention anywhere in the prose makes
#: the threshold by itself; the lead and the headline say that it is not in passing.
_IN_PROSE: Final = 0.5
_IN_LEAD: Final = 0.25
_IN_TITLE: Final = 0.25

#: What it adds when every paragraph speaks of the topic.
_THROUGHOUT: Final = 0.6

#: Worth of a term found in part, for each share of its words.
_IN_PART: Final = 0.6

_MAX_MATCHES: Final = 50


@dataclass(frozen=True)
class TopicHit:
    """A topic's score on a page, and the words that it rests on."""

    topic: str
    score: float
    matches: tuple[TermMatch, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the words stand."""
        return tuple(match.span for match in self.matches)


def hit(page: Page, topic: str, terms: Sequence[Term]) -> TopicHit:
    """Scores one topic by its terms.

    0 where nothing is found, 0.5 for a term in the prose of a long article, up to 1.6 for one in
    the headline, the lead and every paragraph.
    """
    worth: dict[ParagraphRole, list[float]] = {role: [] for role in ParagraphRole}
    matches: dict[Span, TermMatch] = {}
    for part in page.parts:
        found = [(term, _matches(term, part, page.title)) for term in terms]
        worth[part.role].append(max(_worth(term, each) for term, each in found))
        for match in (match for _, each in found for match in each):
            matches.setdefault(match.span, match)
    return TopicHit(topic, _score(worth), tuple(matches.values())[:_MAX_MATCHES])


def term_shares(page: Page, terms: Sequence[Term]) -> Shares:
    """How much of a term the parts of a page hold, read with the headline, at their fullest."""
    return Shares.of(
        [(part.role, max(_share(term, part, page.title) for term in terms)) for part in page.parts]
    )


def _share(term: Term, part: Part, title: Forms) -> float:
    found = found_words(term, part, title)
    own = any(each.span.part == part.of for each in found)
    return len(found) / len(term.words) if own else 0.0


def query_hit(page: Page, topic: str, found: Sequence[Sequence[ClauseSpan]]) -> TopicHit:
    """Scores a topic that has a query alone, which holds: by where its clauses stand.

    `found` is one sequence for each part of the query that must hold. On the scale of `hit`: what
    a query takes makes the usual threshold, and more where its words stand together in the
    headline, the lead and throughout.
    """
    matches = {
        span: TermMatch(term=clause.text, span=span) for each in found for clause, span in each
    }
    worth: dict[ParagraphRole, list[float]] = {role: [] for role in ParagraphRole}
    title = next((part for part in page.parts if part.role is ParagraphRole.TITLE), None)
    for part in page.parts:
        worth[part.role].append(_query_worth(part, title, found))
    return TopicHit(topic, max(_IN_PROSE, _score(worth)), tuple(matches.values())[:_MAX_MATCHES])


def _query_worth(part: Part, title: Part | None, found: Sequence[Sequence[ClauseSpan]]) -> float:
    """How much of a query stands in a part; what the headline says too need not be repeated."""
    here = [any(part.holds(span) for _, span in each) for each in found]
    if not any(here):
        return 0
    above = [title is not None and any(title.holds(span) for _, span in each) for each in found]
    share = sum(map(or_, here, above)) / len(found)
    return 1 if share == 1 else _IN_PART * share


def _score(worth: Mapping[ParagraphRole, list[float]]) -> float:
    title = worth[ParagraphRole.TITLE]
    # A bare headline is all the prose there is.
    below = [found for role, found in worth.items() if role is not ParagraphRole.TITLE]
    prose = [each for found in below for each in found] or title
    score = _IN_PROSE * max(prose, default=0)
    score += _IN_LEAD * max(worth[ParagraphRole.LEAD], default=0)
    score += _IN_TITLE * max(title, default=0)
    return round(score + _THROUGHOUT * sum(prose) / max(len(prose), 1), 4)


def _worth(term: Term, found: Sequence[TermMatch]) -> float:
    if len(found) == len(term.words):
        return 1
    return _IN_PART * len(found) / len(term.words)


@dataclass(frozen=True)
class FoundWord:
    """A word of a term, and where a form of it stands."""

    word: TermWord
    span: Span


def found_words(term: Term, part: Part, title: Forms) -> list[FoundWord]:
    """Those of a term's words that stand in a part, or else in the headline."""
    found: list[FoundWord] = []
    for word in term.words:
        here = part.forms.first(word)
        token = here or title.first(word)
        if token is not None:
            span = Span(part=part.of if here else "headline", start=token[1], end=token[2])
            found.append(FoundWord(word, span))
    return found


def is_found(term: Term, part: Part, found: Sequence[FoundWord]) -> bool:
    """Whether these are enough of the term's words, at least one of them the part's own."""
    own = any(each.span.part == part.of for each in found)
    return own and len(found) >= term.fewest


def _matches(term: Term, part: Part, title: Forms) -> list[TermMatch]:
    """The term's words in a part, or in it and the headline together; none if too few are."""
    found = found_words(term, part, title)
    if not is_found(term, part, found):
        return []
    return [TermMatch(term=term.text, span=each.span) for each in found]
