"""Articles that come again: as they were, changed, and changed back."""

from __future__ import annotations

from streams.records import Reason
from tests.news import Stream

FIRST = (
    "About 10,000 residents of Ostervik were told to leave because of the Orvel eruption, "
    "the governor Nils Rask said."
)
SECOND = FIRST.replace("10,000", "12,000")


def test_an_article_that_goes_back_to_what_it_said_is_not_decided_again() -> None:
    """A worker that dies after a revision has all versions before it read again."""
    stream = Stream()
    versions = [stream.classified(body, id="a") for body in (FIRST, SECOND)]
    decided = [stream.decide(version) for version in versions]
    state = stream.state

    again = [stream.decide(version) for version in versions * 2]

    assert decided[0].development is not None
    assert [one.verdict.reason for one in again] == [Reason.REDELIVERY] * 4
    assert stream.state is state


def test_a_verdict_that_leaves_no_trace_is_the_same_whenever_it_is_made() -> None:
    """Nothing remembers that it was made: the same id must have the same content."""
    stream = Stream()
    stream.read(FIRST, id="a")
    aside = stream.classified("A long day. " * 20 + "The Orvel volcano is near.", id="b")
    low = aside.model_copy(update={"score": 0.0})
    before = stream.decide(low)

    stream.read(SECOND, id="c", hours=30)

    assert stream.decide(low) == before
