"""What an article adds to a topic: track's pure decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from agents.track.changes import Brought, brought_by
from agents.track.facts import News
from agents.track.grey import is_grey, question_of
from agents.track.memory import Memory
from agents.track.novelty import Judgement, Novelty
from agents.track.offices import seen_with_offices
from agents.track.prune import pruned
from agents.track.remember import (
    at_time,
    entry_of,
    is_redelivery,
    touched,
    with_article,
    with_claims,
    with_figures,
    with_merged,
    with_seen,
)
from agents.track.revisions import added_to, judge_revision
from agents.track.state import RollingState, clock
from agents.track.stories import Place, place_of
from agents.track.weights import Weights, load_weights
from streams.records import (
    Candidate,
    ClassifiedArticle,
    Development,
    OfficeConflict,
    Question,
    Reason,
    Verdict,
    development_id,
    verdict_id,
)

if TYPE_CHECKING:
    from datetime import datetime

    from agents.track.state import Facts


#: Verdicts by which what an article leads with was told before, or is about something else.
_RETOLD: Final = frozenset({Reason.CORROBORATES, Reason.RECAP, Reason.PASSING_MENTION})


@dataclass(frozen=True)
class Decision:
    """The verdict on an article for a topic, and the development where it brings one.

    Attributes:
        grey: what a second reader may decide otherwise; None where the verdict was not a close one.
    """

    verdict: Verdict
    development: Development | None
    grey: Candidate | None = None


def track(
    state: RollingState,
    article: ClassifiedArticle,
    now: datetime,
    weights: Weights | None = None,
    *,
    band: float = 0.0,
) -> tuple[RollingState, Decision]:
    """Decides one (article, topic) on what is remembered of the topic.

    Args:
        state: the topic's rolling state; stays as it is.
        article: the article as classify judged it for the topic.
        now: when it reached its collector, as far as its own record may say.
        weights: of the models that decide; the shipped ones where there are none.
        band: how near its threshold a score is for a second reader to be asked; 0 for never.

    Returns:
        the state after it, in which every story that did not change is the same object, and the
        decision. A redelivery gives the very state that came in and never a development again.
    """
    weights = weights or load_weights()
    at = clock(state.topic, now)
    if is_redelivery(state.topic, article.article):
        return state, Decision(_verdict(article, Judgement(Reason.REDELIVERY), at), None)
    state = at_time(state, at)
    if not article.sentences:
        return state, Decision(_unremembered(article, Reason.FURNITURE_ONLY), None)
    if not article.on_topic:
        # Nothing of it is remembered: what an article on something else says in passing would
        # make the topic's own news look known, and its verdict needs no memory to be the same.
        return state, Decision(_unremembered(article, Reason.BELOW_THRESHOLD), None)
    return _decide(with_seen(state, article.article), article, at, weights, band)


def _unremembered(article: ClassifiedArticle, reason: Reason) -> Verdict:
    # Decided again when it comes again: the verdict must not hang on when that is.
    return _verdict(article, Judgement(reason), article.article.ingested_at)


def _decide(
    state: RollingState, article: ClassifiedArticle, at: datetime, weights: Weights, band: float
) -> tuple[RollingState, Decision]:
    memory = Memory(state, at)
    news = News(article, article.sentences)
    judgement, place, told = _judge(news, memory, state, at, weights)
    story = place.story
    state = with_merged(state, story, place.merged)
    grey, brought = band > 0 and is_grey(judgement, band), None
    if grey or judgement.reason in {Reason.BRINGS_SOMETHING, *_RETOLD}:
        brought = brought_by(told, memory, state, story)
        if brought.stands_against_the_known and judgement.reason in _RETOLD:
            # However alike the words are: another value for a known quantity is a development, and
            # so is a known claim's first denial, and what was ahead and has happened.
            judgement, grey = replace(judgement, reason=Reason.BRINGS_SOMETHING), False
    after, conflicts = _remembered(state, story, told, news.facts, judgement)
    if brought is None or not (judgement.brings_something or grey):
        return pruned(after, story), Decision(_verdict(article, judgement, at, place), None)
    told_after = touched(after, story, developments=1)
    development = _development(told_after, article, place, judgement, brought)
    development = development.model_copy(update={"conflicts": conflicts})
    question = question_of(told, memory, state) if grey else None
    if not judgement.brings_something:
        decision = _decision(_verdict(article, judgement, at, place), development, question)
        return pruned(after, story), decision
    after = with_figures(told_after, brought.figures, brought.replaced)
    after = with_claims(after, story, brought.claims)
    verdict = _verdict(article, judgement, at, place, development.id)
    return pruned(after, story), _decision(verdict, development, question)


def _remembered(
    state: RollingState, story: str, news: News, facts: Facts, judgement: Judgement
) -> tuple[RollingState, tuple[OfficeConflict, ...]]:
    """The state with an article in its story, and the names for an office that it contradicts.

    `facts` are of the whole article, `news` is what of it was judged.
    """
    if judgement.is_copy:
        return touched(state, story), ()
    state, conflicts = seen_with_offices(state, news, story)
    alerted = judgement.brings_something
    return with_article(state, story, news.article.article, facts, alerted=alerted), conflicts


def _decision(verdict: Verdict, development: Development, question: Question | None) -> Decision:
    grey = None
    if question:
        grey = Candidate(verdict=verdict, development=development, question=question)
    return Decision(verdict, development if verdict.development else None, grey)


def _judge(
    news: News, memory: Memory, state: RollingState, at: datetime, weights: Weights
) -> tuple[Judgement, Place, News]:
    """The judgement, where the article belongs, and the part of the article that was judged."""
    version = memory.version_of(news.article.article.id)
    if version is not None:
        added = added_to(version, news)
        return judge_revision(added, version, memory), Place(version.story), added
    novelty = Novelty(news, memory, at, weights)
    judgement = novelty.judge()
    return judgement, place_of(novelty, judgement, state, at), news


def _verdict(
    article: ClassifiedArticle,
    judgement: Judgement,
    at: datetime,
    place: Place | None = None,
    development: str | None = None,
) -> Verdict:
    rests_on = judgement.rests_on.reference.id if judgement.rests_on else None
    return Verdict(
        id=verdict_id(article.topic, article.article),
        topic=article.topic,
        article=article.article,
        reason=judgement.reason,
        on_topic=article.on_topic,
        score=article.score,
        story=place.story if place else None,
        merged=place.merged if place else (),
        rests_on=rests_on,
        copy_of=rests_on if judgement.repeats else None,
        development=development,
        features=dict(judgement.features),
        parts=dict(judgement.parts),
        decided_at=at,
    )


def _development(
    after: RollingState,
    article: ClassifiedArticle,
    place: Place,
    judgement: Judgement,
    brought: Brought,
) -> Development:
    entry = entry_of(after, place.story)
    if entry is None or after.topic.now is None:
        raise ValueError("a development belongs to a story of its topic")
    return Development(
        id=development_id(article.topic, article.article),
        topic=article.topic,
        topic_name=article.topic_name,
        iptc=article.iptc,
        story=place.story,
        merged=place.merged,
        update=entry.developments,
        changes=brought.changes,
        origins=brought.origins,
        article=article.article,
        score=article.score,
        reasons=judgement.reasons,
        decided_at=after.topic.now,
    )
