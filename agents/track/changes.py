"""What an article changes of what was known: the quotes, figures and kinds of a development."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agents.text.numbers import numbers
from agents.track.facts import prose_of, sentence_digest, values_of
from agents.track.figures import figure_of, replaced, replaced_in_text, unit_key
from agents.track.state import KnownFigure
from streams.records import Change, ChangeType, Kind, ParagraphRole, Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.text.numbers import Number
    from agents.track.facts import News
    from agents.track.memory import Memory
    from streams.records import ClassifiedArticle, Sentence

#: An alert names the news and at most so many further facts; the rest is in the article.
_MOST: Final = 3

_QUOTED: Final = re.compile(r"[“«„‟「『\"].{8,}?[”»“」』\"]", re.DOTALL)


def changes_of(news: News, memory: Memory, figures: Sequence[KnownFigure]) -> tuple[Change, ...]:
    """The changes that an article brings: its newest leading sentence, then further numbers."""
    return tuple(_change(news.article, each, memory, figures) for each in _chosen(news, memory))


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


def known_figures(changes: Sequence[Change]) -> list[KnownFigure]:
    """The figures of changes as the topic remembers them; not the ones that they replace."""
    return [
        KnownFigure(unit=unit_key(number), value=number.value, quote=change.quote)
        for change in changes
        for number in _standing(change.quote.text, change.quote.language)
    ]


def _standing(text: str, language: str | None) -> list[Number]:
    found = list(numbers(text, language))
    replaced_ones = replaced_in_text(found, text).values()
    return [number for number in found if number not in replaced_ones]


def _chosen(news: News, memory: Memory) -> list[Sentence]:
    """The newest sentence, then those with further numbers: any in the lead, else fresh ones."""
    leading = [each for each in news.on_topic if each in news.lead]
    prose = prose_of(news.on_topic)
    chosen = [_newest(prose_of(leading) or prose or leading, memory)]
    stated = values_of(chosen)
    for each in (*leading, *prose):
        further = values_of([each]) - stated
        if further - (frozenset() if each in leading else memory.numbers):
            chosen.append(_told_in_full(each, further, prose))
            stated |= further
    return chosen[:_MOST]


def _told_in_full(sentence: Sentence, values: set[float], prose: Sequence[Sentence]) -> Sentence:
    """For a headline the sentence that states the same numbers: it says what they count."""
    if sentence.role is not ParagraphRole.TITLE:
        return sentence
    return next((each for each in prose if values <= values_of([each])), sentence)


def _newest(candidates: Sequence[Sentence], memory: Memory) -> Sentence:
    """The first sentence with a number that nobody had; else the first that nobody published.

    Candidates hold a headline only where there is no sentence: that one says who and when.
    """
    unseen = [each for each in candidates if sentence_digest(each) not in memory.sentences]
    found = unseen or candidates
    return next((each for each in found if values_of([each]) - memory.numbers), found[0])


def _change(
    article: ClassifiedArticle, sentence: Sentence, memory: Memory, known: Sequence[KnownFigure]
) -> Change:
    found = list(numbers(sentence.text, sentence.language))
    in_text = replaced_in_text(found, sentence.text)
    replaces = {} if in_text else _replaces(found, sentence, known)
    values = {number: old.value for number, old in in_text.items()}
    values |= {number: old.value for number, old in replaces.items()}
    before = next(iter(replaces.values()), None)
    return Change(
        kind=Kind.FIGURE if values else _kind(sentence, found, memory),
        change=ChangeType.CHANGED if values else ChangeType.NEW,
        quote=quote_of(article, sentence),
        previous=before.quote if before else None,
        figures=tuple(
            figure_of(each, values.get(each))
            for each in _standing(sentence.text, sentence.language)
        ),
    )


def _replaces(
    found: Sequence[Number], sentence: Sentence, known: Sequence[KnownFigure]
) -> dict[Number, KnownFigure]:
    pairs = ((number, replaced(number, sentence, known)) for number in found)
    return {number: figure for number, figure in pairs if figure}


def _kind(sentence: Sentence, found: Sequence[Number], memory: Memory) -> Kind:
    if any(number.value not in memory.numbers for number in found):
        return Kind.FIGURE
    return Kind.CLAIM if _QUOTED.search(sentence.text) else Kind.EVENT
