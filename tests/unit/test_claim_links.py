"""Which known claim a new one is of, and what it makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from agents.track.claims import Claim
from agents.track.digests import digest32
from agents.track.links import Links
from agents.track.quantities import content_stems
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


def known(
    name: str, towards: np.ndarray, text: str = "something", language: str = "en", **fields: object
) -> KnownClaim:
    """A claim of an article of that name, whose vector points somewhere."""
    quote = Quote(text=text, span=SPAN, article_id=name, at=AT, language=language)
    usual = {"kind": Kind.CLAIM, "modality": Modality.ASSERTED, "vector_model": "m"}
    (vector,) = quantised(np.stack([towards]))
    return KnownClaim.model_validate({"quote": quote, "vector": vector, **usual, **fields})


def claim(
    towards: np.ndarray,
    kind: Kind = Kind.CLAIM,
    modality: Modality = Modality.OBSERVED,
    by: str = "",
    *,
    text: str = "something",
    language: str = "en",
    at: datetime = AT,
) -> Claim:
    """A new claim; without a text in words that no other one has."""
    (vector,) = quantised(np.stack([towards]))
    return Claim(
        sentence=Sentence(
            text=text, span=SPAN, role=ParagraphRole.BODY, paragraph=1, language=language
        ),
        kind=kind,
        modality=modality,
        speaker=Speaker(name=by, span=SPAN) if by else None,
        actors=(),
        as_of=None,
        at=at,
        stems=frozenset(stems(text)) if text != "something" else frozenset({1}),
        anchors=frozenset(),
        confirms=kind is Kind.CONFIRMATION,
        vector=vector,
        vector_model="m",
    )


def stems(text: str) -> list[int]:
    """The digests of a text's words, as claims have them."""
    return sorted(map(digest32, content_stems(text)))


def told(links: Links, new: Claim) -> tuple[ChangeType, str | None] | None:
    """What a claim makes of a known one, and the article of that."""
    found = links.transition(new)
    return found and (found[0], found[1].quote.article_id if found[1] else None)


def test_what_was_planned_has_happened_in_whatever_language() -> None:
    """The two share no word and no name, only what they mean."""
    plan = known("plan", EAST, "Керін Голм планує поїздку", "uk", modality=Modality.PLANNED)
    links = Links([known("other", NORTH), plan])

    assert told(links, claim(EAST)) == (ChangeType.CHANGED, "plan")


PLAN = "The Land Council will hold a vote of confidence in Edda Lie's minority government."
HELD = "Edda Lie's minority government lost a vote of confidence in the Land Council."
BESIDE = "Edda Lie's party leads in polls of the Land Council that were taken on Monday."


@pytest.mark.parametrize(("text", "changes"), [(HELD, True), (BESIDE, False)])
def test_what_has_happened_is_what_was_planned_when_more_than_names_say_so(
    text: str, *, changes: bool
) -> None:
    """Names of a topic stand in all that is planned and in all that happens."""
    plan = known("plan", EAST, PLAN, modality=Modality.PLANNED, stems=stems(PLAN))

    assert (told(Links([plan]), claim(EAST, text=text)) is not None) is changes


def test_within_its_story_a_number_links_what_happened_to_the_plan_in_another_language() -> None:
    """On another day: on the same one it is the plan told again."""
    text = "The council will send twelve doctors to Larnvik."
    plan = known("plan", (EAST * 4 + NORTH * 9) / np.sqrt(97), text, modality=Modality.PLANNED)
    links = Links([plan, known("other", UP)], frozenset({id(plan)}))
    come = "До Ларнвіка прибули дванадцятьох лікарів ради, 12 осіб."

    later = claim(EAST, text=come, language="uk", at=AT + timedelta(days=2))
    assert told(links, later) == (ChangeType.CHANGED, "plan")
    assert told(links, claim(EAST, text=come, language="uk")) is None


def test_a_further_stage_of_one_plan_is_a_change_and_an_earlier_one_is_none() -> None:
    """Agreed, adopted, in force: whatever the plan is about."""
    agreed = "Envoys of the Union agreed on a package of tariffs against northern timber."
    force = "The package of tariffs against northern timber takes effect at midnight."
    first = known("first", EAST, agreed, stems=stems(agreed))
    second = known("second", EAST, force, stems=stems(force))

    assert told(Links([first]), claim(EAST, text=force)) == (ChangeType.CHANGED, "first")
    assert told(Links([second]), claim(EAST, text=agreed)) is None


def test_a_plan_for_something_else_is_not_fulfilled() -> None:
    """On one topic everything is somewhat alike; that is not enough."""
    links = Links([known("other", UP), known("plan", NORTH, modality=Modality.PLANNED)])

    assert links.transition(claim(EAST)) is None


def test_a_denial_is_of_the_nearest_claim_and_not_of_the_latest() -> None:
    """Both sides are shown, so it matters which one."""
    near = (EAST * 2 + NORTH) / np.sqrt(5)
    links = Links([known("latest", NORTH), known("nearest", near), known("far", UP)])

    denial = claim(EAST, Kind.DENIAL, Modality.DENIED)
    assert told(links, denial) == (ChangeType.CONTRADICTED, "nearest")


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
    said = known("claim", far)
    denial = claim(EAST, Kind.DENIAL, Modality.DENIED, by="Anna Lie")

    assert told(Links([said, known("other", UP)]), denial) is None
    assert told(Links([said, known("other", UP)], frozenset({id(said)})), denial)


def test_a_confirmation_is_one_also_of_what_nobody_here_had_claimed() -> None:
    """The word says that somebody had; who it was is not made up."""
    confirmation = claim(EAST, Kind.CONFIRMATION, by="Anna Lie")

    assert told(Links([known("other", UP)]), confirmation) == (ChangeType.CONFIRMED, None)
    assert told(Links([known("other", UP)]), claim(EAST, Kind.CONFIRMATION)) is None


def test_a_confirmation_is_of_a_claim_and_not_of_its_denial() -> None:
    """However near the denial is."""
    links = Links([known("denial", EAST, kind=Kind.DENIAL), known("claim", (EAST + NORTH) / 2)])

    confirmation = claim(EAST, Kind.CONFIRMATION, by="Anna Lie")
    assert told(links, confirmation) == (ChangeType.CONFIRMED, "claim")


def test_vectors_of_another_model_say_nothing() -> None:
    """They can't be compared; words and names are left."""
    links = Links([known("plan", EAST, modality=Modality.PLANNED, vector_model="other")])

    assert links.transition(claim(EAST)) is None
