"""Which known claim a new one is of, and what it makes of it."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from agents.track.claims import Claim
from agents.track.links import Links
from agents.track.state import KnownClaim
from agents.vectors.quantised import quantised
from streams.records import (
    ChangeType,
    Kind,
    Modality,
    ParagraphRole,
    Quote,
    Sentence,
    Span,
    Speaker,
)

AT = datetime(2031, 5, 4, 6, tzinfo=UTC)
SPAN = Span(start=0, end=9)
EAST, NORTH, UP, DOWN = np.eye(4, dtype=np.float32)


def known(name: str, towards: np.ndarray, **fields: object) -> KnownClaim:
    """A claim of an article of that name, whose vector points somewhere."""
    quote = Quote(text="something", span=SPAN, article_id=name, at=AT)
    usual = {"kind": Kind.CLAIM, "modality": Modality.ASSERTED, "vector_model": "m"}
    (vector,) = quantised(np.stack([towards]))
    return KnownClaim.model_validate({"quote": quote, "vector": vector, **usual, **fields})


def claim(
    towards: np.ndarray,
    kind: Kind = Kind.CLAIM,
    modality: Modality = Modality.OBSERVED,
    by: str = "",
) -> Claim:
    """A new claim in words that no other one has."""
    (vector,) = quantised(np.stack([towards]))
    return Claim(
        sentence=Sentence(text="something", span=SPAN, role=ParagraphRole.BODY, paragraph=1),
        kind=kind,
        modality=modality,
        speaker=Speaker(name=by, span=SPAN) if by else None,
        actors=(),
        as_of=None,
        at=AT,
        stems=frozenset({1}),
        anchors=frozenset(),
        vector=vector,
        vector_model="m",
    )


def test_what_was_planned_has_happened_in_whatever_language() -> None:
    """The two share no word and no name, only what they mean."""
    links = Links([known("other", NORTH), known("plan", EAST, modality=Modality.PLANNED)])

    found = links.transition(claim(EAST))

    assert found is not None
    assert (found[0], found[1].quote.article_id) == (ChangeType.CHANGED, "plan")


def test_a_plan_for_something_else_is_not_fulfilled() -> None:
    """On one topic everything is somewhat alike; that is not enough."""
    links = Links([known("other", UP), known("plan", NORTH, modality=Modality.PLANNED)])

    assert links.transition(claim(EAST)) is None


def test_a_denial_is_of_the_nearest_claim_and_not_of_the_latest() -> None:
    """Both sides are shown, so it matters which one."""
    near = (EAST * 2 + NORTH) / np.sqrt(5)
    links = Links([known("latest", NORTH), known("nearest", near), known("far", UP)])

    found = links.transition(claim(EAST, Kind.DENIAL, Modality.DENIED))

    assert found is not None
    assert (found[0], found[1].quote.article_id) == (ChangeType.CONTRADICTED, "nearest")


@pytest.mark.parametrize(("speaker", "changes"), [("Karin Holm", False), ("Island Wire", True)])
def test_nobody_confirms_what_they_said_themselves(speaker: str, *, changes: bool) -> None:
    """Only another source's claim can be confirmed."""
    links = Links([known("claim", EAST, speaker=speaker), known("other", UP)])

    found = links.transition(claim(EAST, Kind.CONFIRMATION, by="Governor Karin Holm"))

    assert (found is not None) is changes
    assert found is None or found[0] is ChangeType.CONFIRMED


def test_within_its_story_less_links_an_answer_to_a_claim() -> None:
    """That they are of one story is a part of the evidence."""
    far = (EAST * 3 + NORTH * 10) / np.sqrt(109)
    told = known("claim", far)
    confirmation = claim(EAST, Kind.CONFIRMATION, by="Anna Lie")

    assert Links([told, known("other", UP)]).transition(confirmation) is None
    assert Links([told, known("other", UP)], frozenset({id(told)})).transition(confirmation)


def test_vectors_of_another_model_say_nothing() -> None:
    """They can't be compared; words and names are left."""
    links = Links([known("plan", EAST, modality=Modality.PLANNED, vector_model="other")])

    assert links.transition(claim(EAST)) is None
