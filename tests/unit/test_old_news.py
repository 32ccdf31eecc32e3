from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from streams.records import Reason
from tests.news import Stream

if TYPE_CHECKING:
    from agents.vectors.sentence_vectors import SentenceVectors

EVACUATION = (
    "About 3,000 residents of Ostervik were told to leave because of the Orvel eruption, "
    "the governor Nils Rask said. Buses carry them to sports halls in Brandoy. "
    "The island's only bridge stays open to fire engines."
)
NOTE = "An earlier version of this report said 3,000; it is 2,000."
CORRECTED = f"{EVACUATION.replace('3,000', '2,000')}\n{NOTE}"

RETOLD = (
    "Because of the Orvel eruption the governor Nils Rask told 3,000 residents of Ostervik to "
    "leave, and buses carry residents of Ostervik to Brandoy. Sports halls in Brandoy are full."
)
RETOLD_CORRECTED = f"{RETOLD.replace('3,000', '2,000')}\n{NOTE}"

HARBOUR = (
    "The Orvel eruption closed the harbour of Larnvik on Tuesday, the operator Havlink said. "
    "Four ferries wait off Holmen."
)


def test_a_correction_alerts_where_the_wrong_figure_had_been_alerted() -> None:
    """Who was told 3,000 is told 2,000, and that it is the same text."""
    stream = Stream()
    wrong = stream.read(EVACUATION, id="a")
    assert wrong.development is not None
    right = stream.read(CORRECTED, id="b", publisher="wire.example")
    assert right.verdict.reason is Reason.BRINGS_SOMETHING
    assert right.verdict.copy_of == "a"
    assert right.verdict.features["corrected"] == 1
    assert right.development is not None
    assert "2,000" in right.development.changes[0].quote.text


def test_a_correction_of_what_was_not_alerted_is_a_duplicate() -> None:
    """Nobody had been told the wrong figure by that text."""
    stream = Stream()
    stream.read(EVACUATION, id="a")
    retold = stream.read(RETOLD, id="b")
    assert retold.development is None
    corrected = stream.read(RETOLD_CORRECTED, id="c")
    assert corrected.verdict.copy_of == "b"
    assert corrected.verdict.reason is Reason.DUPLICATE
    assert corrected.development is None


def test_a_correction_alerts_also_where_the_wrong_text_was_revised_without_news() -> None:
    """Whoever was told 3,000 was told it, whatever became of the article since."""
    stream = Stream()
    stream.read(EVACUATION, id="a")
    assert stream.read(f"{EVACUATION} Read more below.", id="a").development is None
    right = stream.read(CORRECTED, id="b", publisher="wire.example")
    assert right.verdict.copy_of == "a"
    assert right.development is not None


def test_a_correction_is_told_once() -> None:
    """Its reprint is a copy of a text that names no other value any more."""
    stream = Stream()
    stream.read(EVACUATION, id="a")
    stream.read(CORRECTED, id="b")
    again = stream.read(CORRECTED, "Fewer have to leave", id="c")
    assert again.development is None
    assert again.verdict.copy_of is not None


def test_a_text_with_another_number_and_no_note_is_no_correction() -> None:
    """Then it's a new report in the words of the old one, with the figure before beside it."""
    stream = Stream()
    stream.read(EVACUATION, id="a")
    decision = stream.read(EVACUATION.replace("3,000", "12,000"), id="b")
    assert decision.verdict.copy_of is None
    assert decision.development is not None
    figure = decision.development.changes[0].figures[0]
    assert (figure.value, figure.previous) == (12_000, 3000)


def test_old_news_that_arrives_late_is_known_as_such() -> None:
    """What was published a week before it came is not what happens now."""
    stream = Stream()
    stream.read(HARBOUR, id="a")
    published = (stream.now - timedelta(days=12)).isoformat()
    late = stream.read(EVACUATION, id="b", published_at=published)
    assert late.verdict.reason is Reason.TOO_OLD
    assert late.verdict.features["days-old"] == 12
    assert late.development is None


def test_the_later_an_article_comes_the_less_it_counts_as_news() -> None:
    """Hours late is no verdict, and it weighs."""
    scores = []
    for hours in (0, 8, 48):
        stream = Stream()
        published = (stream.now + timedelta(hours=1 - hours)).isoformat()
        decision = stream.read(EVACUATION, id="a", published_at=published)
        scores.append(decision.verdict.features["score"])
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_a_piece_that_looks_back_on_what_was_told_is_a_recap() -> None:
    """It leads with what was told on another day and by nobody since."""
    stream = Stream()
    stream.read(HARBOUR, id="a")
    stream.read(EVACUATION, id="b", hours=2)
    recap = stream.read(RETOLD, id="c", hours=72)
    assert recap.verdict.reason is Reason.RECAP
    assert recap.verdict.rests_on == "b"
    assert recap.development is None


def test_the_same_words_on_the_same_day_corroborate() -> None:
    """Structure tells a recap, not phrases: a day is what makes one."""
    stream = Stream()
    stream.read(HARBOUR, id="a")
    stream.read(EVACUATION, id="b", hours=2)
    decision = stream.read(RETOLD, id="c", hours=3)
    assert decision.verdict.reason is Reason.CORROBORATES
    assert decision.verdict.rests_on == "b"


def test_a_retrospective_tells_of_days_that_are_known(vectors: SentenceVectors) -> None:
    """Each sentence has an article that told it; put together they bring nothing."""
    stream = Stream(vectors=vectors)
    stream.read(HARBOUR, id="a")
    stream.read(EVACUATION, id="b", hours=24)
    look_back = (
        "The week of the Orvel eruption: first it closed the harbour of Larnvik on Tuesday, then "
        "3,000 residents of Ostervik were told to leave by the governor Nils Rask.\n"
        "Buses carried them to sports halls in Brandoy. Four ferries waited off Holmen."
    )
    decision = stream.read(look_back, "A week with the volcano", id="c", hours=24 * 5)
    assert decision.verdict.reason is Reason.RECAP
    assert decision.development is None
