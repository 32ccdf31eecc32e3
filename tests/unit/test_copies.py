from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from agents.track.copies import COPY, containment
from agents.track.facts import facts_of
from streams.records import ParagraphRole, Sentence, Span

if TYPE_CHECKING:
    from agents.track.state import Facts


def facts(words: list[str]) -> Facts:
    """The facts of a text of words, in sentences of twenty."""
    lines = [" ".join(words[start : start + 20]) + "." for start in range(0, len(words), 20)]
    return facts_of(
        [
            Sentence(
                text=line,
                span=Span(start=0, end=len(line)),
                role=ParagraphRole.BODY,
                paragraph=number,
            )
            for number, line in enumerate(lines, start=1)
        ]
    )


def some_words(count: int, seed: int) -> list[str]:
    """Words of a text that no other seed gives."""
    draw = random.Random(seed)  # noqa: S311 - a test's text is no secret
    return [f"w{draw.randrange(10**9)}" for _ in range(count)]


@pytest.mark.parametrize("length", [60, 400, 3000])
def test_a_text_holds_itself_and_none_of_another(length: int) -> None:
    """Short and long texts alike."""
    text, other = facts(some_words(length, 1)), facts(some_words(length, 2))
    assert containment(text, text) == 1
    assert containment(text, other) == 0


@pytest.mark.parametrize("length", [100, 1000, 4000])
def test_a_cut_text_is_held_by_the_whole(length: int) -> None:
    """A third of an article under another article's length is still its copy."""
    words = some_words(length, 1)
    part, whole = facts(words[: length // 3]), facts(words)
    assert containment(part, whole) == containment(whole, part) >= 0.8


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_a_long_text_is_judged_by_a_sample_within_a_fifth(share: float) -> None:
    """What is kept of a long text is enough to tell a copy from a quotation."""
    words, shared = some_words(2000, 1), int(2000 * share)
    mixed = words[:shared] + some_words(2000 - shared, 2)
    assert containment(facts(words), facts(mixed)) == pytest.approx(share, abs=0.2)
    assert (containment(facts(words), facts(mixed)) >= COPY) == (share >= COPY)


def test_a_text_of_a_few_words_is_no_copy() -> None:
    """Chance is not copying; the very same text is, however short."""
    assert containment(facts(["ash", "falls"]), facts(["ash", "falls", "again"])) == 0
    assert containment(facts(["ash", "falls"]), facts(["ash", "falls"])) == 1


def test_a_headline_without_a_text_is_a_copy_of_the_very_same_one() -> None:
    """Messages of six words are sent on like any other."""

    def message(text: str) -> Facts:
        place = Span(part="headline", start=0, end=len(text))
        title = Sentence(text=text, span=place, role=ParagraphRole.TITLE, paragraph=0)
        return facts_of([title])

    assert containment(message("Fire on the Orvel pier"), message("Fire on the Orvel pier.")) == 1
    assert containment(message("Fire on the Orvel pier"), message("Fire on the Orvel hill")) == 0
