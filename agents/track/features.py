"""What speaks for and against news in an article, as named features of the `news` model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from agents.track.facts import prose_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agents.track.facts import News
    from agents.track.pairs import Pair
    from agents.track.weights import Features
    from streams.records import ClassifiedArticle

#: What `reported` is where there is no earlier article: as sure a no as the model gives.
UNREPORTED: Final = -4.0

_HOUR: Final = 3600.0


def relevance(article: ClassifiedArticle) -> Features:
    """How much the article is about the topic, and whether more than about any other one."""
    return {
        "relevance": (article.score - article.threshold) / max(article.threshold, 0.01),
        "first-topic": float(article.rank == 1),
    }


def telling(news: News, at: datetime) -> Features:
    """How it is told: how late, and at what length."""
    published = news.article.article.published_at
    late = (at - published).total_seconds() / _HOUR if published else 0.0
    return {
        "late": math.log1p(max(0.0, late)),
        "length": math.log1p(sum(len(each.text) for each in prose_of(news.sentences))),
    }


def fresh_numbers(pairs: Sequence[Pair], news: News) -> Features:
    """Numbers of its lead that none of the nearest earlier articles states."""
    known = frozenset[float]().union(*(each.known.facts.numbers for each in pairs))
    return {"fresh-numbers": min(2.0, len(set(news.facts.lead_numbers) - known))}
