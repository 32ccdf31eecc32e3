"""Which figures an alert states, and which known value each of them replaces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agents.classify.classifier import Classifier
from agents.text.numbers import numbers
from agents.topics.definitions import load_topics
from agents.track.state import empty_state
from agents.track.tracker import track
from streams.records import Article, ChangeType
from tests.news import Stream
from wirewatch.jsonl import read_records

if TYPE_CHECKING:
    from streams.records import Development

SEEDS = Path(__file__).parents[3] / "shared/bench/seeds"


def figures(development: Development | None) -> list[tuple[float, float | None]]:
    """Values with their earlier ones, in the order of the alert."""
    assert development is not None
    return [
        (each.value, each.previous) for change in development.changes for each in change.figures
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mayor Anna Lie, 51, left the chamber."),
        ("en", "A woman of 68 has died."),
        ("en", "The level was ten times what was allowed."),
        ("de", "Der Wert war zehn mal so hoch."),
        ("es", "El nivel fue 20 veces mayor."),
        ("uk", "Рівень зріс у 12 разів."),
        ("ko", "수치가 10배로 늘었다."),
    ],
)
def test_ages_and_factors_count_nothing(language: str, text: str) -> None:
    """They stand in the news and are never its figure."""
    assert list(numbers(text, language)) == []


@pytest.mark.parametrize("unit", ["kilometres", "kilometers"])
def test_a_length_is_not_the_news_however_its_unit_is_spelled(unit: str) -> None:
    """Nor is it another value of what cost so many cents two years ago."""
    development = (
        Stream()
        .read(
            f"After the Orvel eruption farmers walk forty {unit} for water. "
            "Mayor Anna Lie has left the island council over the Orvel evacuation. "
            "The levy of eleven cents was agreed two years ago, before the Orvel eruption."
        )
        .development
    )

    assert development is not None
    assert {change.change for change in development.changes} == {ChangeType.NEW}
    assert all(previous is None for _, previous in figures(development))


@pytest.mark.parametrize(
    "text",
    [
        "The Orvel eruption has left 61 of the 150 farms of Ostervik standing.",
        "Of Ostervik's farms the Orvel eruption has left 61 out of 150 standing.",
    ],
)
def test_the_whole_of_a_part_is_not_stated(text: str) -> None:
    """How many farms there are is not what happened."""
    assert figures(Stream().read(text).development) == [(61, None)]


@pytest.mark.parametrize("words", ["down from 76", "compared with 76", "against 76"])
def test_an_earlier_value_in_the_sentence_is_known_by_what_stands_before_it(words: str) -> None:
    """It is shown as what was before, and not as a figure beside the new one."""
    body = (
        f"The Orvel eruption keeps 61 residents of Ostervik in the sports hall, {words} last week."
    )

    assert figures(Stream().read(body).development) == [(61, 76)]


def test_two_figures_never_replace_one_value() -> None:
    """Each known value is the earlier one of a single figure."""
    stream = Stream()
    stream.read("The Orvel eruption has driven 40 families of Ostervik from their homes.")
    later = stream.read(
        "The Orvel eruption has driven 64 families of Ostervik and 55 families of Skarvoy away."
    )

    before = [previous for _, previous in figures(later.development)]
    assert before.count(40) <= 1


def test_a_figure_far_from_the_news_is_not_stated() -> None:
    """An alert that lists every number on the page is no help."""
    body = (
        "The Orvel eruption has driven 4,200 residents of Ostervik from their homes.\n"
        "The harbour of Brandoy was built for a fleet of 310 fishing boats."
    )

    assert figures(Stream().read(body).development) == [(4200, None)]


def test_counts_of_different_actors_are_different_quantities() -> None:
    """What one company offers does not replace what the other did."""
    stream = Stream()
    stream.read("Rescuers of Nordvik Aid brought 400 residents from the Orvel eruption to Brandoy.")
    later = stream.read(
        "Rescuers of Halden Relief brought 520 residents from the Orvel eruption to Brandoy."
    )

    assert figures(later.development) == [(520, None)]


def test_a_lower_count_of_another_source_stands_beside_the_known_one() -> None:
    """Two counts are shown with who made them; neither is replaced."""
    stream = Stream()
    first = "The Orvel eruption has killed 80 residents of Ostervik, Governor Nils Rask said."
    other = "The Orvel eruption has killed 45 residents of Ostervik, rescue chief Anna Lie said."
    stream.read(first)
    contested = stream.read(other).development

    assert contested is not None
    (change,) = contested.changes
    assert change.change is ChangeType.CONTRADICTED
    assert change.previous is not None
    assert change.previous.text == first
    assert change.asserted_by is not None
    assert change.asserted_by.name == "rescue chief Anna Lie"
    assert sorted(figure.value for figure in stream.state.topic.figures) == [45, 80]


def test_the_seeds_numbers_of_troops_are_kept_apart() -> None:
    """11,000 to 12,000 is a change; the 3,000 near the front are another quantity."""
    if not SEEDS.exists():
        pytest.skip(f"not run: {SEEDS} is absent")
    classifier, state = Classifier(load_topics(SEEDS / "topics.yaml")), empty_state()
    told: dict[float, float | None] = {}
    for article in read_records(Article, SEEDS / "articles.jsonl"):
        assert article.ingested_at
        for classified in classifier.classify(article, article.ingested_at).articles:
            if classified.topic == "nk-troops":
                state, decision = track(state, classified, article.ingested_at)
                if decision.development:
                    told |= dict(figures(decision.development))

    assert told[12000] == 11000
    assert told[3000] is None
    assert told[11000] is None
