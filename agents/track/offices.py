"""Two names for one office: shown beside each other, never merged.

Nothing in a sentence tells an office of one person (a minister) from a role of many (a lawmaker).
What tells them apart is who was seen with it: a role of many soon has a second name. So a further
name is told as a conflict once, where the first had been seen with the office in articles of two
publishers, or where both stand in one story with the office as a formal title; after that the
office has several names.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, Final

from agents.text.names import consonants
from agents.text.offices import offices_in
from agents.text.words import fold, folded_words, script_of_word
from agents.track.facts import prose_of
from agents.track.known_offices import MAX_OFFICES, KnownOffice
from agents.track.quotes import quote_of, short
from streams.records import OfficeConflict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.text.offices import Held
    from agents.track.facts import News
    from agents.track.state import RollingState
    from streams.records import Sentence

#: A word with what a hyphen joins to it: 'Won-sik' has no word that is written small.
_WHOLE: Final = re.compile(r"\w+(?:[’'‑-]\w+)*")

#: Sentences of an article in which offices are looked for.
_SENTENCES: Final = 40

#: Offices of an article that are looked at: twice what is remembered of a topic.
_HELD: Final = 2 * MAX_OFFICES

#: An alert shows so many conflicts at most.
_MOST: Final = 3

#: Publishers with whom a name was seen before another one contradicts it.
_PUBLISHERS: Final = 2

#: Share of the longer of two words that both begin with where they are forms of one.
_SAME_BEGINNING: Final = 0.7
_SHORTEST: Final = 4

#: Share of letters in common by which two words are spellings of one.
_SPELLING: Final = 0.7
_FEWEST_SOUNDS: Final = 2


def seen_with_offices(
    state: RollingState, news: News, story: str
) -> tuple[RollingState, tuple[OfficeConflict, ...]]:
    """The state that knows whom an article of a story names in office, and whom it contradicts."""
    articles = state.stories[story].articles if story in state.stories else ()
    told = frozenset(each.reference.id for each in articles)
    offices, conflicts = with_offices(state.topic.offices, news, told)
    topic = state.topic.model_copy(update={"offices": offices})
    return replace(state, topic=topic), conflicts


def with_offices(
    known: Sequence[KnownOffice], news: News, told: frozenset[str]
) -> tuple[tuple[KnownOffice, ...], tuple[OfficeConflict, ...]]:
    """The offices that are known after an article, the latest first, and whom it contradicts.

    Args:
        known: offices of the topic, the latest first.
        news: the article.
        told: the articles of its story, by id.
    """
    offices, conflicts = list(known), list[OfficeConflict]()
    small = _small_words(news)
    for sentence, held in islice(_held(news, small), _HELD):
        before = next((each for each in offices if _is_same_office(held, each)), None)
        if before and _is_other(held, before, news) and _is_sure(held, before, told, small):
            conflicts.append(_conflict(held, sentence, before, news))
        offices = [each for each in offices if each is not before]
        offices.insert(0, _after(held, sentence, before, news))
        del offices[MAX_OFFICES:]
    return tuple(offices), tuple(conflicts[:_MOST])


def _held(news: News, small: frozenset[str]) -> Iterator[tuple[Sentence, Held]]:
    """The offices of an article; who has a word that it also writes small is no person."""
    for sentence in islice(prose_of(news.sentences), _SENTENCES):
        for held in offices_in(sentence.text, sentence.language):
            if small.isdisjoint(map(fold, held.holder.split())):
                yield sentence, held


def _small_words(news: News) -> frozenset[str]:
    """The words of an article that it writes without a capital."""
    found = (word for each in news.sentences for word in _WHOLE.findall(each.text))
    return frozenset(fold(word) for word in found if word[0].islower())


def _is_same_office(held: Held, known: KnownOffice) -> bool:
    """Whether each word of one office is a form or a spelling of one of the other."""
    left = set(known.words)
    for word in sorted(held.words):
        found = next((each for each in sorted(left) if _is_form(word, each)), None)
        if found is None:
            return False
        left.discard(found)
    return not left


def _is_other(held: Held, known: KnownOffice, news: News) -> bool:
    """Whether an office that had one name has another one here."""
    single = not known.several and known.quote.article_id != news.article.article.id
    return single and not _is_same_person(held.holder, known.holder)


def _is_sure(held: Held, known: KnownOffice, told: frozenset[str], small: frozenset[str]) -> bool:
    """Whether the known name was sure enough for another one to be news."""
    if len(known.publishers) >= _PUBLISHERS:
        return True
    # 'Police officers' are many, whatever the title of each.
    several = any(f"{word}s" in small for word in held.words)
    formal = held.formal and known.formal and not several
    return formal and known.quote.article_id in told


def _conflict(held: Held, sentence: Sentence, known: KnownOffice, news: News) -> OfficeConflict:
    return OfficeConflict(
        office=held.office,
        holder=held.holder,
        quote=quote_of(news.article, sentence),
        known_holder=known.holder,
        known_quote=known.quote,
    )


def _after(held: Held, sentence: Sentence, before: KnownOffice | None, news: News) -> KnownOffice:
    """The office as it is known after an article."""
    publisher = news.article.article.publisher or news.article.article.id
    quote = short(quote_of(news.article, sentence))
    if before is None:
        return KnownOffice(
            words=tuple(sorted(held.words)),
            holder=held.holder,
            formal=held.formal,
            publishers=(publisher,),
            quote=quote,
        )
    same = _is_same_person(held.holder, before.holder)
    publishers = dict.fromkeys((*before.publishers, publisher)) if same else before.publishers
    return before.model_copy(
        update={
            "several": before.several or not same,
            "publishers": tuple(publishers)[:_PUBLISHERS],
            "quote": quote if same else before.quote,
        }
    )


def _is_same_person(one: str, other: str) -> bool:
    """Whether two names have a word in common, in whatever spelling or script."""
    ours, theirs = folded_words(one), folded_words(other)
    return any(_is_spelling(each, word) for each in ours for word in theirs)


def _is_form(word: str, other: str) -> bool:
    begins = len(_beginning(word, other))
    longer = max(len(word), len(other))
    if word == other or (begins >= _SHORTEST and begins >= _SAME_BEGINNING * longer):
        return True
    return min(len(word), len(other)) > _SHORTEST and _is_spelling(word, other)


def _beginning(word: str, other: str) -> str:
    pairs = enumerate(zip(word, other, strict=False))
    return word[: next((at for at, (one, two) in pairs if one != two), min(len(word), len(other)))]


def _is_spelling(word: str, other: str) -> bool:
    """Whether two words sound alike, and in one script are written alike too."""
    if word == other:
        return True
    sounds = consonants(word)
    if sounds != consonants(other) or len(sounds) < _FEWEST_SOUNDS:
        return False
    if script_of_word(word) != script_of_word(other):
        return True
    return SequenceMatcher(None, word, other).ratio() >= _SPELLING
