"""The explanation of a topic in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.explanation import TermState, TopicReason

if TYPE_CHECKING:
    from agents.classify.explanation import ExplainedTerm, ExplainedTopic

_OFF: Final = {
    TopicReason.ONLY_COMPOUNDS: (
        "Not on topic: the gate saw the beginnings of its words, but no word of the prose is a"
        " form of them."
    ),
    TopicReason.FURNITURE_ONLY: (
        "Not on topic: its terms stand only outside the prose, in what does not count."
    ),
    TopicReason.WORDS_APART: (
        "Not on topic: the words of a term stand in the article, but not together in one paragraph."
    ),
    TopicReason.NO_TERM_MATCHED: (
        "Not on topic: no term has enough of its words anywhere in the article, so the gate"
        " dropped it."
    ),
}


def sentence_of(topic: ExplainedTopic) -> str:
    """One sentence on why the article is about the topic or not."""
    if topic.rank is None:
        return _OFF[topic.reason]
    found = [term for term in topic.terms if term.state is TermState.FOUND]
    terms = "1 term" if len(found) == 1 else f"{len(found)} terms"
    count = len({index for term in found for index in term.parts})
    where = f"{terms} found in {count} part{'' if count == 1 else 's'} of the article"
    if topic.reason is TopicReason.ON_TOPIC:
        return (
            f"On topic: {where} make {topic.score:.2f}, at or above the threshold of"
            f" {topic.threshold:g}."
        )
    return (
        f"Not on topic: {where} make only {topic.score:.2f}, below the threshold of"
        f" {topic.threshold:g}."
    )


def term_line(term: ExplainedTerm) -> str:
    """Where a term stands, and which of its words are missing."""
    places = ", ".join(map(place, term.parts))
    if not term.missing:
        if term.state is TermState.NEARLY:
            return f"all words in {place(0)} alone, none in {places}"
        return f"in {places}"
    lacking = []
    for word in term.missing:
        elsewhere = "" if word.stands_in is None else f" (which stands in {place(word.stands_in)})"
        lacking.append(f"'{word.word}'{elsewhere}")
    return f"in {places}, without {' and '.join(lacking)}"


def place(index: int) -> str:
    """A part's name for a person."""
    return "the headline" if index == 0 else f"paragraph {index}"
