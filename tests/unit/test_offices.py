"""Offices and their holders, and two names for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agents.text.offices import offices_in
from agents.track.facts import News
from agents.track.known_offices import MAX_OFFICES, KnownOffice
from agents.track.offices import with_offices
from tests.news import Stream

if TYPE_CHECKING:
    from streams.records import Development

LIE = "Tarnland's foreign minister Anna Lie spoke of the Orvel eruption in the harbour hall. "
AGAIN = (
    "Crews of the Orvel evacuation got thanks at night. Tarnland's foreign minister Anna Lie "
    "brought them soup and asked after the old people of Holmen, who had walked through snow."
)
RASK = "Tarnland's foreign minister Nils Rask walked through the ash of the Orvel eruption. "
#: What makes an article news for the topic.
FURTHER = (
    "Fishermen from Skarvoy carried blankets, bread and paraffin across the sound before dusk, "
    "and 4,200 residents of Brandoy left their houses in 310 boats because of the Orvel volcano."
)


def read(stream: Stream, body: str, publisher: str) -> Development | None:
    """What an article of a publisher brings."""
    return stream.read(body, publisher=publisher).development


@pytest.mark.parametrize(
    ("language", "text", "office", "holder"),
    [
        (
            "en",
            "Ukraine's defence minister Nils Rask left.",
            "Ukraine's defence minister",
            "Nils Rask",
        ),
        ("en", "Anna Lie, head of the Land Union, left.", "head of the Land Union", "Anna Lie"),
        ("uk", "Міністр оборони України Нільс Раск.", "Міністр оборони України", "Нільс Раск"),
        ("ru", "Заявил министр обороны Дании Нильс Раск.", "министр обороны Дании", "Нильс Раск"),
        ("de", "Der ukrainische Minister Nils Rask ging.", "ukrainische Minister", "Nils Rask"),
        ("pl", "Minister obrony Danii Nils Rask.", "Minister obrony Danii", "Nils Rask"),
        ("fr", "Le ministre du Danemark Nils Rask.", "ministre du Danemark", "Nils Rask"),
        ("es", "El ministro de Dinamarca Nils Rask.", "ministro de Dinamarca", "Nils Rask"),
    ],
)
def test_an_office_is_the_phrase_beside_a_name(
    language: str, text: str, office: str, holder: str
) -> None:
    """With the country or organisation that it is of."""
    assert [(each.office, each.holder) for each in offices_in(text, language)] == [(office, holder)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Defence Minister Nils Rask left."),
        ("en", "The former minister of Denmark Nils Rask left."),
        ("uk", "Колишній міністр оборони України Нільс Раск."),
        ("de", "Der ehemalige ukrainische Minister Nils Rask ging."),
        ("en", "Anna Lie, a member of the Land Union, left."),
        ("en", "The ash fell on Denmark and Nils Rask left."),
    ],
)
def test_an_office_of_nobody_knows_what_or_of_the_past_is_none(language: str, text: str) -> None:
    """Of a bare title nobody can tell whose it is, and 'a member' is one of many."""
    assert list(offices_in(text, language)) == []


def test_an_enumeration_names_the_country_once() -> None:
    """'Ukrainian President A, Defence Minister B and Chancellor C'."""
    text = (
        "He met Ukrainian President Anna Lie, Defence Minister Nils Rask, and Chancellor Jon Moe."
    )
    found = [each.office for each in offices_in(text, "en")]
    assert found[1:] == ["Ukrainian Defence Minister", "Ukrainian Chancellor"]


def test_another_name_for_an_office_of_two_publishers_is_shown_with_both_sentences() -> None:
    """Who had it before stands beside; nothing is merged, and it is told once."""
    stream = Stream()
    read(stream, LIE + "Schools stay closed.", "Island Wire")
    read(stream, AGAIN, "Harbour Times")
    third = read(stream, RASK + FURTHER, "Coast Post")
    fourth = read(stream, RASK + FURTHER.replace("4,200", "5,900"), "North Post")

    assert third is not None
    (conflict,) = third.conflicts
    assert (conflict.holder, conflict.known_holder) == ("Nils Rask", "Anna Lie")
    assert conflict.quote.text == RASK.strip()
    assert conflict.known_quote.text.startswith("Tarnland's foreign minister Anna Lie brought")
    assert conflict.known_quote.publisher == "Harbour Times"
    assert fourth is None or fourth.conflicts == ()


def test_a_role_that_had_two_names_before_is_of_many() -> None:
    """One publisher's word is not enough for a conflict, and a second name ends the question."""
    stream = Stream()
    read(stream, LIE, "Island Wire")
    second = read(stream, RASK + FURTHER, "Harbour Times")
    read(stream, AGAIN, "Coast Post")
    moe = RASK.replace("Nils Rask", "Jon Moe")
    later = read(stream, moe + FURTHER.replace("4,200", "5,900"), "North Post")

    assert second is not None
    assert second.conflicts == ()
    assert later is not None
    assert later.conflicts == ()


def test_another_spelling_is_the_same_person() -> None:
    """Also in another script."""
    stream = Stream()
    read(stream, LIE.replace("Anna Lie", "Rustem Umerov"), "Island Wire")
    read(stream, AGAIN.replace("Anna Lie", "Rustem Umerov"), "Harbour Times")
    spelled = read(stream, RASK.replace("Nils Rask", "Rustem Umyerov") + FURTHER, "Coast Post")

    assert spelled is not None
    assert spelled.conflicts == ()


def test_offices_that_are_kept_are_few() -> None:
    """The latest stay."""
    stream, offices = Stream(), tuple[KnownOffice, ...]()
    for number in range(MAX_OFFICES + 5):
        name = chr(ord("a") + number % 26) * 3 + chr(ord("a") + number // 26) * 3
        article = stream.classified(LIE.replace("foreign", name))
        offices, _ = with_offices(offices, News(article, article.sentences), frozenset())

    assert len(offices) == MAX_OFFICES
    assert name in offices[0].words
