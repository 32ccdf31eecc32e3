"""What an article changes of what was known: the quotes, figures and kinds of a development."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.track.claims import Claim, claim_of
from agents.track.figures import figure_of, known_figure
from agents.track.origins import origins_of
from agents.track.previous import replaced_by
from agents.track.telling import Telling
from streams.records import Change, ChangeType, Kind, Quote

if TYPE_CHECKING:
    from agents.track.facts import News
    from agents.track.memory import Memory
    from agents.track.previous import Replaced
    from agents.track.quantities import Quantity
    from agents.track.state import KnownClaim, KnownFigure, RollingState
    from streams.records import ClassifiedArticle, Sentence


#: Claims of the topic, the latest ones, that what an article asserts is compared with.
_CLAIMS: Final = 60


@dataclass(frozen=True)
class Brought:
    """What an article brings, and what is to be remembered of it.

    Attributes:
        changes: the changes, the news first.
        origins: the independent sources of what leads, this article's own first.
        figures: what it states, as the topic remembers it.
        replaced: figures of the topic that no longer hold.
        claims: what it asserts, as its story remembers it.
    """

    changes: tuple[Change, ...]
    origins: tuple[str, ...]
    figures: tuple[KnownFigure, ...]
    replaced: tuple[KnownFigure, ...]
    claims: tuple[KnownClaim, ...]


def brought_by(news: News, memory: Memory, state: RollingState) -> Brought:
    """The changes that an article brings: its newest leading sentence, then further figures."""
    telling = Telling(news, memory, state.topic.figures)
    claims = (claim for story in state.stories.values() for claim in story.claims)
    known = sorted(claims, key=lambda claim: claim.quote.at, reverse=True)[:_CLAIMS]
    told = [_tell(telling, sentence, known) for sentence in telling.chosen]
    return Brought(
        changes=tuple(each.change for each in told),
        origins=origins_of(told[0].claim, news.article.article.publisher, known),
        figures=tuple(figure for each in told for figure in each.figures),
        replaced=tuple(figure for each in told for figure in each.replaced),
        claims=tuple(each.claim.known(each.change.quote, each.change.kind) for each in told),
    )


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


@dataclass(frozen=True)
class _Told:
    change: Change
    claim: Claim
    figures: tuple[KnownFigure, ...]
    replaced: tuple[KnownFigure, ...]


def _tell(telling: Telling, sentence: Sentence, known: list[KnownClaim]) -> _Told:
    quote = quote_of(telling.news.article, sentence)
    stated = telling.stated_in(sentence, lead=sentence in telling.news.lead)
    row = telling.row(sentence)
    before = _before(telling, stated, row)
    claim = claim_of(sentence, telling.news, fresh=any(map(telling.is_fresh, stated)))
    change, previous = _change_type(telling, claim, known, list(before.values()))
    return _Told(
        change=Change(
            kind=Kind.FIGURE
            if change is ChangeType.CHANGED and any(before.values())
            else claim.kind,
            change=change,
            quote=quote,
            previous=previous,
            figures=tuple(figure_of(each, before[each]) for each in stated),
            modality=claim.modality,
            asserted_by=claim.speaker,
            actors=claim.actors,
            as_of=claim.as_of,
        ),
        claim=claim,
        figures=tuple(known_figure(each, quote) for each in stated),
        replaced=tuple(each.known for each in before.values() if each and each.known),
    )


def _before(
    telling: Telling, stated: list[Quantity], row: list[Quantity]
) -> dict[Quantity, Replaced | None]:
    """What each figure replaces; a value that one figure replaces is not another's too."""
    found: dict[Quantity, Replaced | None] = {}
    for each in stated:
        found[each] = replaced_by(each, row, telling.quantities, telling.known, telling.taken)
        if (old := found[each]) and old.stated:
            telling.taken.append(old.stated)
    return found


def _change_type(
    telling: Telling, claim: Claim, known: list[KnownClaim], before: list[Replaced | None]
) -> tuple[ChangeType, Quote | None]:
    """How the change stands to what was known, and the words of that."""
    replaced = next((each for each in before if each), None)
    if replaced:
        if replaced.known:
            return ChangeType.CHANGED, replaced.known.quote
        told = replaced.stated.sentence if replaced.stated else claim.sentence
        other = told.span != claim.sentence.span
        return ChangeType.CHANGED, quote_of(telling.news.article, told) if other else None
    transition = claim.transition(known)
    return (transition[0], transition[1].quote) if transition else (ChangeType.NEW, None)
