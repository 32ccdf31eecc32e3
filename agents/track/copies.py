"""Whether an article is a copy: the same text again, whole or cut, or in another language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.text.names import names
from agents.text.speech import cues, spoken_language
from agents.track.alignment import align
from agents.track.digests import digest32
from agents.track.facts import (
    frame_digest,
    prose_of,
    sentence_digest,
    shingles_of,
    stems_of_text,
    values_of,
)
from agents.track.weights import rounded
from agents.vectors.quantised import similarities

if TYPE_CHECKING:
    from agents.track.facts import News
    from agents.track.state import Facts
    from agents.track.weights import Features
    from streams.records import Sentence

#: Share of the shorter text's rows of words that the other holds. Two reports in their own words
#: share some quotes, under an eighth; an edited copy keeps well over half.
COPY: Final = 0.5

#: Share of a text's first sentences that a correction leaves as they were, numbers apart.
_KEPT: Final = 0.75

#: A text of fewer rows of words is held by another one by chance.
_FEWEST: Final = 8

#: Two sentences in two languages go together by chance.
_FEWEST_SENTENCES: Final = 3


def containment(first: Facts, second: Facts) -> float:
    """The share of the shorter text that the other one holds, 0 to 1.

    Exact where both texts are short enough to be kept whole; else estimated from the smallest
    digests of both, which are a sample of all.
    """
    counts = (first.shingle_count, second.shingle_count)
    if first.sentences and first.sentences == second.sentences:
        return 1.0
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


def alignment(news: Facts, original: Facts) -> Features:
    """How the first sentences of two articles go together, for the `translation` model."""
    ours, theirs = news.matrix[news.titled :], original.matrix[original.titled :]
    if (
        news.vector_model != original.vector_model
        or min(len(ours), len(theirs)) < _FEWEST_SENTENCES
    ):
        return {}
    found = align(similarities(ours, theirs), news.lengths, original.lengths)
    features = {
        "aligned": found.similarity,
        "mutual": found.mutual,
        "length-spread": found.spread,
        "unseen-numbers": min(2.0, len(set(news.lead_numbers) - set(original.numbers))),
        "numbers-apart": _apart(set(news.numbers), set(original.numbers)),
    }
    return rounded(features)


def _apart(ours: set[float], theirs: set[float]) -> float:
    """The share of the numbers of two texts that one of them lacks."""
    return len(ours ^ theirs) / (1 + len(ours | theirs))


def corrects(original: Facts, news: News) -> bool:
    """Whether a text is the original with numbers put right, and a note that says so.

    By structure alone: its sentences are the original's but for their numbers, and one that the
    original lacks names both a number that is gone and one that stands in its place.
    """
    facts, old = news.facts, set(original.frames)
    kept = sum(each in old for each in facts.frames)
    if kept < _KEPT * min(len(facts.frames), len(original.frames)):
        return False
    frames = {frame_digest(each): each for each in prose_of(news.sentences)}
    amended = [each for frame, each in frames.items() if frame in old]
    values, before = values_of(amended), set(original.numbers)
    notes = [values_of([each]) for frame, each in frames.items() if frame not in old]
    return any(note & (before - values) and note & (values - before) for note in notes)


def adds_to(original: Facts, news: News) -> bool:
    """Whether a text that repeats another leads with what the other lacks.

    That is a number, a name or a denial. A name counts only in a sentence that is new for the most
    part: an agency's mark or another desk's dateline before the old sentence adds nothing. A denial
    repeats the words of what it denies, and is never its copy.
    """
    return any(_adds(original, each) for each in prose_of(news.lead))


def _adds(original: Facts, sentence: Sentence) -> bool:
    if sentence_digest(sentence) in original.sentences:
        return False
    if values_of([sentence]) - set(original.numbers):
        return True
    if _denies(original, sentence):
        return True
    found = {digest32(name) for name in names(sentence.text)}
    return bool(found - original.anchor_set) and _is_new(original, sentence)


def _denies(original: Facts, sentence: Sentence) -> bool:
    """Whether a sentence denies, by words that the other's lead has not."""
    language = spoken_language(sentence.text, sentence.language)
    found = stems_of_text(" ".join(cues("denied", sentence.text, language)))
    return bool(found) and found.isdisjoint(original.lead_stems)


def _is_new(original: Facts, sentence: Sentence) -> bool:
    # Of a long text only the smallest digests were kept: only such can be looked for.
    whole = original.shingle_count == len(original.shingles)
    largest = max(original.shingles, default=0)
    sought = {each for each in shingles_of([sentence]) if whole or each <= largest}
    return len(sought & original.shingle_set) < COPY * len(sought)
