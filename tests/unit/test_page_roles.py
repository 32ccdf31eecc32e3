from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agents.classify.paragraphs import Paragraph, paragraphs
from agents.classify.signs import Sign
from bench.page_roles import OWN, SETS, labels, measure_set
from streams.records import ParagraphRole as Role

FIRST = "The lighthouse of Orvel will shine again from Friday, the island's council has decided."
SECOND = (
    "It went dark in March, when the last keeper retired. Fishermen had asked for it since then."
)
THIRD = (
    "A firm from the mainland repaired the lens. The work took nine weeks and cost 40,000 euros, "
    "which the council had put aside for a new pier. The pier will have to wait until next year, "
    "said the mayor, who grew up in the keeper's house and still has a key to it."
)
MENU = "\n".join(["Home", "News", "Sport", "Weather", "Video", "Shop", "Jobs", "Log in"] * 2)


def read(*lines: str, headline: str = "Lighthouse to shine again") -> list[Paragraph]:
    """The paragraphs of a page with these lines."""
    return list(paragraphs(headline, "\n".join(lines)))


def roles(*lines: str) -> list[Role]:
    """The roles of a page's lines."""
    return [each.role for each in read(*lines)]


@pytest.mark.parametrize(
    "line",
    [
        "Oct. 18, 2024, 5:05 p.m.",
        "by the Island Post news desk November 27, 2024 7:54 AM 2 min read",
        "Anna Lie, 18. Oktober 2024, 17:05 Uhr",
        "27 листопада 2024, 13:37",
        "입력 2024.11.27 09:12",
    ],
)
def test_a_line_of_author_and_date_is_never_the_lead(line: str) -> None:
    """Dates are told by their form and the months' names, in any language."""
    assert roles(line, FIRST, SECOND) == [Role.BYLINE, Role.LEAD, Role.BODY]


@pytest.mark.parametrize(
    "line",
    [
        "The lighthouse seen from the pier on March 5, 2023. (Anna Lie/Island Pictures via Post)",
        "Photo: The keeper, Jo Smed, on his last day.",
        "Фото: острів восени минулого року.",
        "등대 앞에 선 주민들. [사진=오르벨뉴스]",
        "Der Leuchtturm im Herbst. (Foto: Anna Lie)",
    ],
)
def test_what_describes_a_picture_is_a_caption(line: str) -> None:
    """A photographer's name behind the sentence, or the word for a picture, tells it."""
    assert roles(FIRST, line, SECOND) == [Role.LEAD, Role.CAPTION, Role.BODY]


@pytest.mark.parametrize(
    "line",
    [
        "The lamp was tested on Oct. 18, 2024.",
        "The mayor (Island Party) called it a good day for everybody who goes out to sea.",
        "The plan was backed by the two largest parties in the council (CDU/CSU).",
        f"{SECOND} (dpa)",
        "20:41 The lamp was lit.",
        "All that is known is on the council's page (https://council.example/lamp).",
        "[Anna Lie/resident of Orvel: I have missed it every single night since March.]",
    ],
)
def test_prose_with_dates_and_brackets_stays_prose(line: str) -> None:
    """Neither a date nor a bracket alone makes a byline or a caption."""
    assert roles(FIRST, line, THIRD)[1] is Role.BODY


def test_what_somebody_said_is_a_quote_and_counts() -> None:
    """Most of the paragraph must stand within quotation marks, of any language."""
    quotes = [
        "“We have waited for this day for more than half a year,” the mayor said.",
        "«Ми чекали на цей день понад пів року, і він нарешті настав», — сказав мер.",
        "„Wir haben lange auf diesen Tag gewartet“, sagte der Bürgermeister.",
    ]
    found = read(FIRST, *quotes, 'The "Star" is a pub beside the harbour and opens at six.')
    assert [each.role for each in found] == [Role.LEAD, *[Role.QUOTE] * 3, Role.BODY]
    assert all(each.role.counts for each in found)


def test_a_heading_within_the_article_is_told_from_a_label_of_the_site() -> None:
    """It has prose above and right below it."""
    lines = (FIRST, "What is known", SECOND, "Share", "Print", THIRD)
    assert roles(*lines)[1] is Role.HEADING
    assert [each.sign for each in read(*lines)][3:5] == [Sign.NO_FINAL_MARK] * 2
    assert roles(*lines)[3:5] == [Role.FURNITURE] * 2


def test_a_headline_with_its_teaser_at_the_very_end_is_furniture() -> None:
    """Its heading is as long as a headline, and only one paragraph stands below it."""
    other = "Ferry company orders three new ships for the route to the northern islands"
    teaser = "The order comes after a winter in which the old ships were often out of service."
    assert roles(FIRST, SECOND, THIRD, other, teaser)[3:] == [Role.FURNITURE] * 2
    assert roles(FIRST, SECOND, "What comes next", THIRD)[3] is Role.BODY


def test_questions_and_calls_in_a_closing_list_are_furniture() -> None:
    """A quiz is none of the article, also where it ends with a mark of prose."""
    lines = (FIRST, SECOND, THIRD, "More", "How well do you know the islands?", "Take part now!")
    assert [each.role.counts for each in read(*lines)] == [True] * 3 + [False] * 3
    assert roles(FIRST, SECOND, "But who will pay for it?")[2] is Role.BODY


def test_notices_below_the_article_are_furniture() -> None:
    """Of the site's owner, and short sentences that hang on a label."""
    notice = "© 2031 Island Post. All rights reserved."
    assert [each.sign for each in read(FIRST, SECOND, THIRD, notice)][3] is Sign.COPYRIGHT
    found = read(FIRST, SECOND, THIRD, "Island Post newsletter", "You use an ad blocker.")
    assert found[4].sign is Sign.CLOSING_TEASER


def test_a_button_in_other_letters_than_the_page_is_furniture() -> None:
    """Also where it ends like prose; a long paragraph in them is not."""
    found = read(FIRST, "Читати українською.", SECOND, THIRD)
    assert found[1].sign is Sign.OTHER_SCRIPT


def test_a_menu_takes_what_stands_among_its_lines_with_it() -> None:
    """A notice above the article is not its lead; what stands below the printed headline is."""
    cookies = "We use cookies to show you what you like. Read how in our rules."
    standfirst = "The council has decided."
    page = (*MENU.split("\n")[:9], cookies, MENU, FIRST, SECOND, THIRD)
    assert [each.text for each in read(*page) if each.role.counts] == [FIRST, SECOND, THIRD]
    page = (cookies, MENU, "Lighthouse to shine again", standfirst, "Share", "Print", FIRST, SECOND)
    kept = [each.text for each in read(*page) if each.role.counts]
    assert kept == [standfirst, FIRST, SECOND]


def test_a_paragraph_printed_twice_is_read_once() -> None:
    """The second is a pulled quote or a copy for small screens."""
    assert [each.sign for each in read(FIRST, SECOND, FIRST)] == [None, None, Sign.REPEATED]


def test_a_notice_above_a_live_pages_entries_is_no_lead() -> None:
    """Entries begin with the time of day."""
    entries = ("20:41 The lamp is lit.", "20:12 The mayor has spoken.", "19:58 Boats arrive.")
    found = read("This live page is now closed.", *entries)
    assert [each.role for each in found] == [Role.FURNITURE, Role.LEAD, Role.BODY, Role.BODY]


def test_roles_need_no_language_that_is_known() -> None:
    """Ukrainian, Korean and German pages are read by the same signs."""
    pages = {
        "Маяк на острові Орвел знову засвітять у п'ятницю, вирішила рада.": "Читайте також",
        "오르벨섬 등대가 금요일부터 다시 불을 밝힌다고 섬 의회가 밝혔다.": "많이 본 뉴스",
        "Der Leuchtturm von Orvel leuchtet ab Freitag wieder, beschloss der Rat.": "Mehr dazu",
    }
    for prose, label in pages.items():
        lines = ("2031.03.27 10:15", prose, label, "1. A", "2. B", "3. C")
        assert roles(*lines) == [Role.BYLINE, Role.LEAD, *[Role.FURNITURE] * 4]


def test_a_post_of_one_line_with_a_time_is_no_byline() -> None:
    """Who sets no final marks still writes prose."""
    post = "Буря зірвала дах маяка о 10:30 ранку 5 травня, повідомив мер острова Орвел"
    assert roles(post) == [Role.LEAD]


def test_what_has_no_prose_by_its_marks_is_read_by_the_length_of_its_lines() -> None:
    """A post of headlines alone is not thrown away."""
    lines = (
        "Storm",
        "Ferry to the northern islands is cancelled until Friday because of the storm",
    )
    assert roles("A:", *lines, "B:")[2] is Role.LEAD


def test_pages_of_many_thousand_lines_are_read_in_time() -> None:
    """Labels and lines of prose in turn, as a broken page may hold them."""
    found = read(FIRST, SECOND, THIRD, *(f"Tag {n}\nRow {n} ends." for n in range(10_000)))
    assert [each.text for each in found if each.role.counts] == [FIRST, SECOND, THIRD]


def test_a_quotation_that_ends_with_a_german_mark_is_prose() -> None:
    """»…« closes with the mark that «…» opens with."""
    said = "Der Bürgermeister zeigte sich erleichtert: »Wir haben zwei Jahre darauf gewartet.«"
    assert roles(FIRST, said, SECOND) == [Role.LEAD, Role.BODY, Role.BODY]
    assert roles(FIRST, "»Wir haben zwei Jahre gewartet.«", SECOND)[1] is Role.QUOTE


def test_labels_hold_no_text_of_an_article() -> None:
    """They are line numbers and a hash."""
    assert {name for each in labels().values() for name in each} <= {
        *("id", "text_sha256", "furniture", "title", "heading", "caption", "byline"),
        "background",
    }
    assert len(json.dumps(list(labels().values()))) < 100 * len(labels())


@pytest.mark.parametrize("folder", OWN, ids=lambda folder: folder.name)
def test_furniture_is_told_on_streams_that_nothing_was_fitted_on(folder: Path) -> None:
    """Pages of eight languages, every line labelled when it was written."""
    count = measure_set(folder)
    assert count["matches wrong"] == 0
    assert count["furniture kept"] <= 0.05 * count["furniture"]
    assert count["main kept"] >= 0.995 * count["main"]


@pytest.mark.parametrize("name", SETS)
def test_nothing_in_furniture_matches_on_the_labelled_pages(name: str) -> None:
    """Furniture is told on all of them, at the price of hardly any of the main text."""
    beside = Path(__file__).resolve().parents[2].parent / "shared"
    folder = Path(os.environ.get("WIREWATCH_TEST_SHARED", beside)) / "bench" / name
    if not folder.is_dir():
        pytest.skip(f"not run: {folder} is absent")
    count = measure_set(folder)
    assert count["matches wrong"] == count["sentences wrong"] == 0
    assert count["furniture kept"] <= 0.01 * count["furniture"]
    assert count["main kept"] >= 0.995 * count["main"]
