"""The explanation of a topic in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents.classify.explanation import ClauseState, TermState, TopicReason

if TYPE_CHECKING:
    from agents.classify.explanation import ExplainedClause, ExplainedTerm, ExplainedTopic
    from streams.records import ScoreParts, Support

_OFF: Final = {
    TopicReason.FURNITURE_ONLY: (
        "Not on topic: its terms stand only outside the prose, in what does not count."
    ),
    TopicReason.WORDS_APART: (
        "Not on topic: the words of a term stand in the article, but not together in one paragraph."
    ),
    TopicReason.NO_TERM_MATCHED: (
        "Not on topic: no term has enough of its words anywhere in the article."
    ),
    TopicReason.FAR_FROM_TOPIC: (
        "Not on topic: half of a term stands in it, and none of its sentences comes near the topic."
    ),
    TopicReason.OUT_OF_SCOPE: (
        "Not on topic: it does not take articles of this publisher, or in this language."
    ),
    TopicReason.DISABLED: "Not watched: the file says `enabled: false`.",
}

_MOST_DIGITS: Final = 9

#: Clauses that a sentence names; the list below it has them all.
_NAMED: Final = 5


def sentence_of(topic: ExplainedTopic) -> str:
    """One sentence on why the article is about the topic or not."""
    if topic.reason is TopicReason.VETOED:
        return f"Not on topic: vetoed by {_clauses(topic, ClauseState.VETOES)}."
    if topic.reason is TopicReason.QUERY_NOT_MET:
        wanted = _clauses(topic, ClauseState.ABSENT, ClauseState.OUTSIDE_PROSE)
        return f"Not on topic: the prose does not hold what its query asks for: {wanted}."
    if topic.rank is None:
        return _OFF[topic.reason]
    found, score = _found(topic), score_of(topic)
    what = found or "no whole term is found, and its nearest sentences"
    if topic.reason is TopicReason.ON_TOPIC:
        return f"On topic: {what} make {score}, at or above the threshold of {topic.threshold:g}."
    if topic.reason is TopicReason.PASSING_MENTION:
        return (
            f"Only mentioned in passing: {found or 'no whole term is found'}, but what the article"
            f" says makes {score}, below the threshold of {topic.threshold:g}."
        )
    return f"Not on topic: {what} make only {score}, below the threshold of {topic.threshold:g}."


def score_of(topic: ExplainedTopic) -> str:
    """The score with two digits, or as many as tell it from the threshold."""
    enough = topic.score >= topic.threshold
    for digits in range(2, _MOST_DIGITS):
        shown = f"{topic.score:.{digits}f}"
        if (float(shown) >= topic.threshold) is enough:
            return shown
    return repr(topic.score)


def _found(topic: ExplainedTopic) -> str:
    """What was found of its terms or its query; empty where nothing was in full."""
    terms = [each.parts for each in topic.terms if each.state is TermState.FOUND]
    held = [each.parts for each in topic.clauses if each.state is ClauseState.HOLDS]
    # A topic that has terms rests on these.
    found, kind = (terms, "term") if terms else (held, "clause")
    if not found:
        return ""
    count = len({index for parts in found for index in parts})
    what = f"{len(found)} {kind}{'' if len(found) == 1 else 's'}"
    return f"{what} found in {count} part{'' if count == 1 else 's'} of the article"


def _clauses(topic: ExplainedTopic, *states: ClauseState) -> str:
    found = [f"'{each.clause}'" for each in topic.clauses if each.state in states]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return ", ".join(found[:_NAMED]) + more


def sum_of(parts: ScoreParts) -> str:
    """What a score is the sum of."""
    return (
        f"{parts.sentences:.2f} for its best sentences, {parts.paragraph:.2f} for its best"
        f" paragraph, {parts.terms:.2f} for terms, {parts.top:.2f} for terms at the top"
    )


def support_line(support: Support) -> str:
    """What a sentence is near to, and what is nearer still."""
    near = f"{support.similarity:.2f} to the {support.kind}: {support.prototype}"
    if support.against is None:
        return near
    return f"{near} — but {support.against_similarity:.2f} to: {support.against}"


def clause_line(clause: ExplainedClause) -> str:
    """Where a clause stands; of a publisher or a language there is nothing to say."""
    return f"in {', '.join(map(place, clause.parts))}" if clause.parts else ""


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
