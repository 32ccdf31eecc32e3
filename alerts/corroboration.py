"""A further source for what is known, in the form of a development: for routes that ask for it.

track sends a verdict alone for it, and by default nobody is alerted. A corroboration says nothing
that was not said before: it has the article's headline, the words that it tells anew, and one
origin more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.records import Change, ChangeType, Development, Kind, Quote, Span, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streams.records import Verdict


def corroboration_of(
    verdict: Verdict, known: Development | None, earlier: Sequence[Development] = ()
) -> Development:
    """What a verdict that corroborates is to those who want to hear of it.

    Args:
        verdict: with the reason `corroborates`.
        known: the development that told it first; None where retention took it.
        earlier: its corroborations until now.
    """
    article = verdict.article
    told = known.changes[0] if known else None
    words = Quote(
        text=article.headline,
        span=Span(part="headline", start=0, end=len(article.headline)),
        article_id=article.id,
        publisher=article.publisher,
        url=article.url,
        at=article.ingested_at,
        language=article.language,
    )
    change = Change(
        kind=told.kind if told else Kind.CLAIM,
        change=ChangeType.CORROBORATED,
        quote=words,
        previous=told.quote if told else None,
    )
    origins = [*(known.origins if known else ()), *(one.article.publisher for one in earlier)]
    return Development(
        id=digest("corroboration", verdict.topic, article.id, article.content_hash),
        topic=verdict.topic,
        topic_name=known.topic_name if known else verdict.topic,
        iptc=known.iptc if known else (),
        story=verdict.story or (known.story if known else ""),
        update=known.update if known else 1,
        changes=(change,),
        origins=tuple(dict.fromkeys(name for name in (*origins, article.publisher) if name)),
        article=article,
        score=verdict.score,
        reasons=("a further source for what is known",),
        decided_at=verdict.decided_at,
    )


def is_corroboration(development: Development) -> bool:
    """Whether nothing of it is new."""
    return all(one.change is ChangeType.CORROBORATED for one in development.changes)
