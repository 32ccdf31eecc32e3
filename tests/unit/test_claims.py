"""What an article says is told with who says it, how far it has come and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agents.text.speakers import speaker_of
from agents.text.speech import modality_of
from streams.records import ChangeType, Kind, Modality, Qualifier
from tests.news import Stream

if TYPE_CHECKING:
    from streams.records import Development


#: What makes the second article news for the topic, and changes nothing that the first one said.
FURTHER = (
    " Fishermen from Skarvoy, Tormod Vik among them, carried blankets, bread and paraffin across "
    "the sound before dusk, and sang while they unloaded wooden crates beside the chapel."
)


def brought(stream: Stream, body: str, headline: str = "") -> Development:
    """The development of an article that brings one."""
    development = stream.read(body, headline).development
    assert development is not None
    return development


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "The pass is closed, the road agency said on Monday.", "the road agency"),
        ("en", "According to Island Wire, the pass is closed.", "Island Wire"),
        ("en", "The pass is closed, Anna Lie told the Harbour Times.", "Anna Lie"),
        ("uk", "За даними служби порятунку, дорогу закрито.", "служби порятунку"),
        ("uk", "Про це губернатор Нільс Раск повідомив у середу.", "губернатор Нільс Раск"),
        ("ru", "По словам мэра, дорога закрыта.", "мэра"),
        ("ko", "도로청에 따르면 고개가 통제됐다.", "도로청"),
        ("de", "Laut Straßenamt ist der Pass gesperrt.", "Straßenamt ist der Pass gesperrt"),
        ("fr", "Selon la préfecture, le col est fermé.", "la préfecture"),
        ("es", "Según la alcaldía, el paso está cerrado.", "la alcaldía"),
        ("pl", "Według straży, przełęcz jest zamknięta.", "straży"),
        ("en", "Nordbank, the largest lender, confirmed that it is in talks.", "Nordbank"),
        ("en", "The pass is closed until spring.", None),
    ],
)
def test_who_is_quoted_is_found_by_the_words_around(
    language: str, text: str, speaker: str | None
) -> None:
    """By structure, in eight languages, with its place; nobody where nobody is quoted."""
    found = speaker_of(text, language)

    assert (found and found.text) == speaker
    assert found is None or text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The ferry sank off Larnvik.", Modality.OBSERVED),
        ("The ferry is expected to sail again.", Modality.EXPECTED),
        ("The operator plans a new ferry.", Modality.PLANNED),
        ("The ferry reportedly sank.", Modality.REPORTED),
        ("The operator denied that the ferry sank.", Modality.DENIED),
        ("The operator could not confirm that the ferry sank.", Modality.DENIED),
        ("The operator confirmed that the ferry sank, as it had denied.", Modality.OBSERVED),
        ("Two ferries were refused access to the port.", Modality.OBSERVED),
    ],
)
def test_how_far_a_thing_has_come_is_read_from_its_words(text: str, modality: Modality) -> None:
    """The strongest cue decides."""
    assert modality_of(text, "en", attributed=False) is modality


def test_what_was_planned_and_has_happened_is_a_change() -> None:
    """Linked to the words that had announced it."""
    stream = Stream()
    stream.read("Minister Karin Holm is expected to visit the Orvel eruption camp in Brandoy.")
    later = stream.read(
        "Minister Karin Holm visited the Orvel eruption camp in Brandoy.", hours=24 * 8
    ).development

    assert later is not None
    assert later.changes[0].change is ChangeType.CHANGED
    assert later.changes[0].previous is not None
    assert "expected" in later.changes[0].previous.text


def test_a_denial_contradicts_what_was_claimed() -> None:
    """Both are shown, and neither is merged into the other."""
    stream = Stream()
    stream.read("The Orvel eruption closed the tunnel of Holmen, Island Wire reported.")
    denial = brought(
        stream,
        "Governor Nils Rask denied that the Orvel eruption closed the tunnel of Holmen." + FURTHER,
    )

    assert denial.changes[0].kind is Kind.DENIAL
    assert denial.changes[0].change is ChangeType.CONTRADICTED
    assert denial.changes[0].previous is not None


def test_a_confirmation_names_both_origins() -> None:
    """The party asserts what others claimed; two independent sources stand behind it."""
    stream = Stream()
    stream.read("The Orvel eruption closed the tunnel of Holmen, Island Wire reported.")
    confirmed = brought(
        stream,
        "Governor Nils Rask confirmed that the Orvel eruption closed the tunnel of Holmen."
        + FURTHER,
    )

    assert confirmed.changes[0].change is ChangeType.CONFIRMED
    assert confirmed.origins == ("Governor Nils Rask", "Island Wire")


def test_who_confirms_a_report_in_the_sentence_behind_confirms_what_leads() -> None:
    """What was reported is told first, and then that the party concerned says so too."""
    stream = Stream()
    told = "The Orvel eruption closed the tunnel of Holmen for good. "
    confirmed = brought(stream, told + "Governor Nils Rask confirmed the report on Monday.")
    counted = brought(
        stream,
        "Schools near the Orvel eruption open again. "
        "Governor Nils Rask said that not one more death was confirmed." + FURTHER,
    )

    assert confirmed.changes[0].change is ChangeType.CONFIRMED
    assert confirmed.changes[0].quote.text.startswith("The Orvel eruption closed the tunnel")
    assert counted.changes[0].change is ChangeType.NEW


def test_a_figure_says_what_it_counts_and_how_exactly() -> None:
    """With the words around it, and a count apart from a forecast."""
    stream = Stream()
    first = brought(stream, "The Orvel eruption has driven at least 3,000 residents from Ostervik.")
    (figure,) = first.changes[0].figures
    forecast = brought(
        stream, "The Orvel eruption is expected to drive 4,000 residents from Ostervik next week."
    )

    assert figure.qualifier is Qualifier.AT_LEAST
    assert "residents from Ostervik" in figure.quantity
    assert [each.previous for each in forecast.changes[0].figures] == [None]


def test_a_part_does_not_replace_its_total() -> None:
    """'600 of them' is another quantity than the 1,500."""
    stream = Stream()
    stream.read("The Orvel eruption has driven 1,500 residents of Ostervik from their homes.")
    later = brought(
        stream,
        "The Orvel eruption keeps residents of Ostervik in Brandoy. "
        "In the sports hall sleep 600 of them, residents of Ostervik with children.",
    )

    assert all(each.previous is None for change in later.changes for each in change.figures)


def test_a_figure_with_its_earlier_value_in_the_article_replaces_that() -> None:
    """The article's own words come before what was remembered."""
    stream = Stream()
    later = brought(
        stream,
        "The Orvel eruption has killed 80 residents of Ostervik, Governor Nils Rask said. "
        "Two days ago the governor had spoken of 30 residents.",
    )

    assert [(each.value, each.previous) for each in later.changes[0].figures] == [(80, 30)]
