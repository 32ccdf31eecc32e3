"""Whether an article is a copy: the same text again, whole or cut, under whatever headline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.text.names import names
from agents.track.digests import digest32
from agents.track.facts import prose_of, sentence_digest, shingles_of, values_of

if TYPE_CHECKING:
    from agents.track.facts import News
    from agents.track.state import Facts
    from streams.records import Sentence

#: Share of the shorter text's rows of words that the other holds. Two reports in their own words
#: share some quotes, under an eighth; an edited copy keeps well over half.
COPY: Final = 0.5

#: A text of fewer rows of words is held by another one by chance.
_FEWEST: Final = 8


def containment(first: Facts, second: Facts) -> float:
    """The share of the shorter text that the other one holds, 0 to 1.

    Exact where both texts are short enough to be kept whole; else estimated from the smallest
    digests of both, which are a sample of all.
    """
    counts = (first.shingle_count, second.shingle_count)
    both = first.shingle_set & second.shingle_set
    if min(counts) < _FEWEST or not both:
        return 0.0
    if counts == (len(first.shingles), len(second.shingles)):
        return len(both) / min(counts)
    size = min(len(first.shingles), len(second.shingles))
    sample = sorted(first.shingle_set | second.shingle_set)[:size]
    resemblance = sum(each in both for each in sample) / size
    shared = resemblance * sum(counts) / (1 + resemblance)
    return min(1.0, shared / min(counts))


def adds_to(original: Facts, news: News) -> bool:
    """Whether a text that repeats another leads with a number or a name that the other lacks.

    A name counts only in a sentence that is new for the most part: an agency's mark or another
    desk's dateline before the old sentence adds nothing.
    """
    return any(_adds(original, each) for each in prose_of(news.lead))


def _adds(original: Facts, sentence: Sentence) -> bool:
    if sentence_digest(sentence) in original.sentences:
        return False
    if values_of([sentence]) - set(original.numbers):
        return True
    found = {digest32(name) for name in names(sentence.text)}
    return bool(found - original.anchor_set) and _is_new(original, sentence)


def _is_new(original: Facts, sentence: Sentence) -> bool:
    # Of a long text only the smallest digests were kept: only such can be looked for.
    whole = original.shingle_count == len(original.shingles)
    largest = max(original.shingles, default=0)
    sought = {each for each in shingles_of([sentence]) if whole or each <= largest}
    return len(sought & original.shingle_set) < COPY * len(sought)
