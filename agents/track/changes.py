"""What an article changes of what was known: the quotes, figures and kinds of a development."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agents.track.claims import Claim, claim_of
from agents.track.figures import figure_of, known_figure
from agents.track.links import Links
from agents.track.memory import NEWS_CYCLE
from agents.track.origins import origins_of
from agents.track.previous import Before, replaced_by
from agents.track.quotes import quote_of
from agents.track.telling import Telling
from streams.records import Change, ChangeType, Kind

if TYPE_CHECKING:
    from agents.track.facts import News
    from agents.track.links import Stands
    from agents.track.memory import Memory
    from agents.track.previous import Replaced
    from agents.track.quantities import Quantity
    from agents.track.state import KnownClaim, KnownFigure, RollingState
    from streams.records import Quote, Sentence


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
        turns: whether what leads is the first to deny something known, or to tell what was ahead as
            seen.
        moves: whether what leads says that a known value is now another one, as nobody has yet.
    """

    changes: tuple[Change, ...]
    origins: tuple[str, ...]
    figures: tuple[KnownFigure, ...]
    replaced: tuple[KnownFigure, ...]
    claims: tuple[KnownClaim, ...]
    turns: bool = False
    moves: bool = False

    @property
    def stands_against_the_known(self) -> bool:
        """Whether a known quantity has another value here, or a known claim takes a turn."""
        return (
            self.turns
            or self.moves
            or any(figure.previous_quote for change in self.changes for figure in change.figures)
        )


def brought_by(news: News, memory: Memory, state: RollingState, story: str) -> Brought:
    """The changes that an article of a story brings: its newest leading sentence, then figures."""
    telling = Telling(news, memory, state.topic.figures)
    known = _links(state, story)
    told = [_tell(telling, sentence, known) for sentence in telling.chosen]
    return Brought(
        changes=tuple(each.change for each in told),
        origins=origins_of(told[0].claim, news.article.article.publisher, known),
        figures=tuple(figure for each in told for figure in each.figures),
        replaced=tuple(figure for each in told for figure in each.replaced),
        claims=tuple(each.claim.known(each.change.quote, each.change.kind) for each in told),
        turns=known.turns_first(told[0].claim),
        moves=told[0].moves,
    )


def _links(state: RollingState, story: str) -> Links:
    claims = (claim for each in state.stories.values() for claim in each.claims)
    latest = sorted(claims, key=lambda claim: claim.quote.at, reverse=True)[:_CLAIMS]
    own = state.stories[story].claims if story in state.stories else ()
    return Links(latest, frozenset(map(id, own)))


@dataclass(frozen=True)
class _Told:
    change: Change
    claim: Claim
    figures: tuple[KnownFigure, ...]
    replaced: tuple[KnownFigure, ...]
    moves: bool


def _tell(telling: Telling, sentence: Sentence, known: Links) -> _Told:
    quote = quote_of(telling.news.article, sentence)
    leads = sentence is telling.chosen[0]
    stated = telling.stated_in(sentence, lead=leads)
    row = telling.row(sentence)
    fresh = any(map(telling.is_fresh, stated))
    claim = claim_of(sentence, telling.news, fresh=fresh, leads=leads)
    before = _before(telling, stated, row, known.sentences(claim))
    found = [each for each in before.values() if each]
    change, previous = _change_type(telling, claim, known, found)
    return _Told(
        change=Change(
            kind=Kind.FIGURE if found else claim.kind,
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
        replaced=tuple(
            each.known for each in found if each.known and not _is_contested(claim, known, each)
        ),
        moves=any(_moves(each, telling.memory) for each in found),
    )


def _moves(replaced: Replaced, memory: Memory) -> bool:
    """Whether the article says that a value known to the topic is another now, unheard of."""
    by = replaced.by.number.value
    return bool(replaced.stated) and by not in memory.numbers and replaced.value in memory.numbers


def _before(
    telling: Telling, stated: list[Quantity], row: list[Quantity], linked: frozenset[Stands]
) -> dict[Quantity, Replaced | None]:
    """What each figure replaces; a value that one figure replaces is not another's too."""
    found: dict[Quantity, Replaced | None] = {}
    known = list(telling.known)
    for each in stated:
        before = Before(telling.quantities, known, linked, telling.taken)
        found[each] = old = replaced_by(each, row, before)
        if old and old.stated:
            telling.taken.append(old.stated)
        if old and old.known:
            known.remove(old.known)
    return found


def _change_type(
    telling: Telling, claim: Claim, known: Links, before: list[Replaced]
) -> tuple[ChangeType, Quote | None]:
    """How the change stands to what was known, and the words of that."""
    if before:
        contested = all(_is_contested(claim, known, each) for each in before)
        told = _words_of(telling, claim, before[0])
        return ChangeType.CONTRADICTED if contested else ChangeType.CHANGED, told
    change, of = known.transition(claim) or (ChangeType.NEW, None)
    return change, of.quote if of else None


def _words_of(telling: Telling, claim: Claim, replaced: Replaced) -> Quote | None:
    """The words of a replaced value; None where they are the claim's own sentence."""
    if replaced.known:
        return replaced.known.quote
    told = replaced.stated.sentence if replaced.stated else claim.sentence
    other = told.span != claim.sentence.span
    return quote_of(telling.news.article, told) if other else None


def _is_contested(claim: Claim, links: Links, replaced: Replaced) -> bool:
    """Whether a value stands beside a known one and not in its place.

    A lower value from another source, within the time that one piece of news goes round, is
    another count: nothing says that the quantity fell.
    """
    known, figure = replaced.known, replaced.by
    if known is None or figure.number.value >= known.value:
        return False
    other = links.speaker_of(known.quote)
    named = bool(claim.speaker and other) and not claim.is_by(other)
    return named and claim.at - known.quote.at <= NEWS_CYCLE
