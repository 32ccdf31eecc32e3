"""Why an article is about a topic or not, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agents.classify.explanation import ExplainedTerm, ExplainedTopic, TermState, TopicReason
from wirewatch.topics_words import score_of, sentence_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def topic(score: float, reason: TopicReason, terms: Sequence[ExplainedTerm] = ()) -> ExplainedTopic:
    """A topic past the gate, with the threshold that is usual."""
    return ExplainedTopic("a", "A", reason, score, 0.5, 1, (), tuple(terms))


def test_a_score_just_below_the_threshold_does_not_read_as_if_it_were_there() -> None:
    """And a topic of which only half a term stands in the article has nothing that was found."""
    said = sentence_of(topic(0.4969, TopicReason.BELOW_THRESHOLD))
    assert said == (
        "Not on topic: no whole term is found, and its nearest sentences make only 0.497, below"
        " the threshold of 0.5."
    )


def test_what_was_found_is_counted() -> None:
    """With the parts of the article that it stands in."""
    term = ExplainedTerm("ash cloud", TermState.FOUND, (0, 2), (), ())
    said = sentence_of(topic(0.61, TopicReason.ON_TOPIC, [term]))
    assert said == (
        "On topic: 1 term found in 2 parts of the article make 0.61, at or above the threshold of"
        " 0.5."
    )


@pytest.mark.parametrize(
    ("score", "shown"),
    [(0.31, "0.31"), (0.5, "0.50"), (0.49999, "0.49999"), (0.4999999999, "0.4999999999")],
)
def test_a_score_has_as_many_digits_as_it_takes(score: float, shown: str) -> None:
    """Two where they do."""
    assert score_of(topic(score, TopicReason.BELOW_THRESHOLD)) == shown
