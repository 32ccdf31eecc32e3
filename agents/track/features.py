"""What speaks for and against news in an article, as named features of the `news` model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from agents.track.facts import FIRST, LEAD, prose_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agents.track.facts import News
    from agents.track.pairs import Pair
    from agents.track.weights import Features
    from streams.records import ClassifiedArticle, Sentence

#: What `reported` is where there is no earlier article: as sure a no as the model gives.
UNREPORTED: Final = -4.0

#: A sentence is known when an earlier one is nearer in meaning than this; unrelated ones on one
#: topic are around 0, a translation is .5 and more.
_KNOWN: Final = 0.4

_HOUR: Final = 3600.0
_DAY: Final = 24.0


def relevance(article: ClassifiedArticle) -> Features:
    """How much the article is about the topic, and about no other one."""
    others = [score for topic, score in article.topic_scores.items() if topic != article.topic]
    scale = max(article.threshold, 0.01)
    return {
        "relevance": (article.score - article.threshold) / scale,
        "ahead-of-other-topics": (article.score - max(others, default=0.0)) / scale,
        "first-topic": float(article.rank == 1),
    }


def telling(news: News, at: datetime) -> Features:
    """How it is told: when, at what length, and how much of it is on the topic."""
    prose = prose_of(news.sentences)
    on_topic = {each.span.start for each in news.on_topic}
    published = news.article.article.published_at
    late = (at - published).total_seconds() / _HOUR if published else 0.0
    return {
        "late": math.log1p(max(0.0, late)),
        "length": math.log1p(sum(len(each.text) for each in prose)),
        "on-topic": sum(each.span.start in on_topic for each in prose) / max(1, len(prose)),
        "lead-on-topic": _lead_on_topic(news),
    }


def _lead_on_topic(news: News) -> float:
    spans = {(each.span.part, each.span.start) for each in news.on_topic}
    lead: Sequence[Sentence] = news.lead
    return sum((each.span.part, each.span.start) in spans for each in lead) / max(1, len(lead))


def known_before(pairs: Sequence[Pair], news: News, at: datetime) -> Features:
    """How much of it the earlier articles hold together, and on how many days they told it."""
    facts = news.facts
    numbers = {number for each in pairs for number in each.known.facts.numbers}
    names = frozenset().union(*(each.known.facts.anchors for each in pairs))
    lead = frozenset(facts.lead_anchors)
    features = {
        "fresh-numbers": min(2.0, len(set(facts.lead_numbers) - numbers)),
        "fresh-names": len(lead - names) / max(3, len(lead)),
    }
    return features | _told(pairs, news, at)


def _told(pairs: Sequence[Pair], news: News, at: datetime) -> Features:
    """Of its first sentences, the share that is known, over how many days, and the lead's novelty.

    A piece that looks back gathers what was told on several days; a report has one of them.
    """
    meant = [each for each in pairs if len(each.meaning)]
    if not meant:
        return {"lead-novelty": 1.0, "known-share": 0.0, "days-told": 0.0}
    best = np.stack([each.meaning.max(axis=1) for each in meant])
    nearest, told = best.argmax(axis=0), best.max(axis=0)
    body = range(int(news.facts.titled), len(told))
    known = [index for index in body if told[index] > _KNOWN]
    lead = told[: LEAD + news.facts.titled]
    return {
        "lead-novelty": 1 - float(lead.mean()),
        "known-share": len(known) / min(FIRST, max(1, len(body))),
        "days-told": float(len({_days(meant[nearest[index]], at) for index in known})),
    }


def _days(pair: Pair, at: datetime) -> int:
    return int((at - pair.known.reference.ingested_at).total_seconds() / _HOUR // _DAY)
