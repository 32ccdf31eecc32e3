"""Which sentences of an article are embedded: each costs more than all else that is done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agents.classify.scoring import TopicHit
    from streams.records import Sentence

#: Sentences from the top that are embedded, the headline among them: news is told there.
_FROM_THE_TOP: Final = 16

#: Sentences that are embedded at most; behind the first ones, those that hold a topic's words.
MOST: Final = 24


def sentences_to_embed(sentences: Sequence[Sentence], hits: Iterable[TopicHit]) -> tuple[int, ...]:
    """The indexes of the sentences that are embedded, in their order."""
    chosen = list(range(min(len(sentences), _FROM_THE_TOP)))
    matched = {(span.part, span.start) for each in hits for span in each.spans}
    for index in range(len(chosen), len(sentences)):
        if len(chosen) == MOST:
            break
        if _holds_one(sentences[index], matched):
            chosen.append(index)
    return tuple(chosen)


def _holds_one(sentence: Sentence, places: Iterable[tuple[str, int]]) -> bool:
    span = sentence.span
    return any(part == span.part and span.start <= at < span.end for part, at in places)
