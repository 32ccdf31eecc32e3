from __future__ import annotations

import pytest

from agents.classify.kinds import FurnitureKind as Kind
from agents.classify.paragraphs import paragraphs

LEAD = (
    "The lighthouse of Orvel will shine again from Friday, the island's council has decided. It "
    "went dark in March, when the last keeper retired, and fishermen had asked for it since then."
)
BODY = (
    "A firm from the mainland repaired the lens. The work took nine weeks and cost 40,000 euros, "
    "which the council had put aside for a new pier. The pier will have to wait until next year."
)


def kinds(*lines: str) -> list[Kind | None]:
    """The kinds of what stands below an article of two paragraphs."""
    page = "\n".join((LEAD, BODY, *lines))
    return [each.kind for each in paragraphs("Lighthouse to shine again", page)][2:]


def test_prose_captions_and_bylines_have_no_kind() -> None:
    """They are no furniture."""
    page = f"Anna Lie, 3 May 2031\n{LEAD}\nPhoto: the lighthouse in March.\n{BODY}"
    assert [each.kind for each in paragraphs("", page)] == [None] * 4


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Share: Facebook | X | WhatsApp", Kind.SHARE_BAR),
        ("Поділитися: Фейсбук, Телеграм", Kind.SHARE_BAR),
        ("We use cookies to measure our audience. Manage my choices", Kind.COOKIE_NOTICE),
        ("이 사이트는 쿠키를 사용합니다 | 동의", Kind.COOKIE_NOTICE),
        ("Ihre E-Mail-Adresse", Kind.FORM),
        ("* indicates required", Kind.FORM),
        ("First name *", Kind.FORM),
        ("© 2031 Orvel Post. All rights reserved.", Kind.COPYRIGHT),
        ("Home | News | Sport | Weather", Kind.MENU),
        ("Support independent journalism", Kind.NOTICE),
    ],
)
def test_a_line_tells_its_kind(line: str, kind: Kind) -> None:
    """By its build, or by words that are the same in most languages."""
    assert kinds(line) == [kind]


def test_headlines_below_a_label_are_a_related_list() -> None:
    """In any language."""
    found = kinds(
        "Mehr zum Thema", "Sturm legt den Fährverkehr nach Brandoy lahm", "Neue Mole für Larnvik"
    )
    assert found == [Kind.RELATED_LIST] * 3


def test_a_list_with_times_is_a_feed() -> None:
    """A site's ticker beside the article."""
    found = kinds(
        "Latest", "12:40 Storm closes the bridge to Brandoy", "11:05 Council elects a new chair"
    )
    assert found == [Kind.FEED] * 3


def test_a_headline_with_the_beginning_of_its_text_is_a_teaser() -> None:
    """Cut off where the site wants a click."""
    found = kinds(
        "Storm closes the bridge to Brandoy for the second time this week",
        "Lorries wait in a queue of four kilometres, and the police advise to ...",
        "Council elects a new chair after a night of talks",
        "It took eleven rounds until one of the two candidates gave up and ...",
    )
    assert found == [Kind.TEASER_LIST] * 4


def test_short_lines_are_a_menu() -> None:
    """Not headlines."""
    assert kinds("Home", "News", "Sport", "Weather") == [Kind.MENU] * 4
