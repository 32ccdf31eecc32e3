"""How many independent sources stand behind what an alert says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agents.text.sources import is_same_source
from agents.track.tracker import track
from tests.news import Stream

if TYPE_CHECKING:
    from agents.track.tracker import Decision

#: The same piece of a wire in three languages, and what a later article adds to it, of which the
#: origins are counted.
WIRE = {
    "en": "The Orvel eruption has closed the tunnel of Holmen, according to Island Wire.",
    "uk": "Виверження Орвел закрило тунель Гольмен, за даними Island Wire.",
    "de": "Der Vulkan Orvel hat den Tunnel von Holmen geschlossen, laut Island Wire.",
}
DENIAL = (
    "Governor Nils Rask denied that the Orvel eruption has closed the tunnel of Holmen. "
    "Fishermen from Skarvoy carried blankets and paraffin across the sound before dusk."
)


def told(stream: Stream, body: str, site: str, language: str = "en") -> Decision:
    """Lets an article of a site arrive."""
    return stream.read(body, source=site, lang=language)


def test_a_reprint_adds_no_origin() -> None:
    """Five sites that print one text are as many sources as one."""
    stream = Stream()
    told(stream, "The Orvel eruption has closed the tunnel of Holmen.", "first.example")
    for site in ("second.example", "third.example"):
        copy = told(stream, "The Orvel eruption has closed the tunnel of Holmen.", site)
        assert copy.development is None

    denial = told(stream, DENIAL, "fourth.example").development

    assert denial is not None
    assert denial.origins == ("Governor Nils Rask", "first.example")


@pytest.mark.parametrize("languages", [("en", "uk"), ("de", "en"), ("uk", "de")])
def test_one_wire_in_two_languages_is_one_origin(languages: tuple[str, str]) -> None:
    """Whoever quotes Island Wire tells what Island Wire told."""
    stream = Stream()
    for index, language in enumerate(languages):
        told(stream, WIRE[language], f"site-{index}.example", language)

    denial = told(stream, DENIAL, "later.example").development

    assert denial is not None
    assert denial.origins.count("Island Wire") <= 1
    assert not any(origin.startswith("site-") for origin in denial.origins)


def test_spellings_of_one_name_are_one_origin() -> None:
    """President Zelensky and Volodymyr Zelenskyy are one man."""
    stream = Stream()
    told(stream, "The Orvel eruption closed the tunnel, Zelenskyy said.", "one.example")
    later = told(
        stream,
        "The Orvel eruption closed the tunnel and 400 residents of Ostervik were brought to "
        "Brandoy, President Zelensky said.",
        "two.example",
    ).development

    assert later is not None
    assert later.origins == ("President Zelensky",)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("President Zelensky", "Volodymyr Zelenskyy", True),
        ("Зеленський", "President Volodymyr Zelensky", True),
        ("젤렌스키", "Zelensky", True),
        ("the ministry", "South Korea's foreign ministry", True),
        ("Yoon Suk Yeol", "Yoon", True),
        ("President Zelensky", "President Biden", False),
        ("National Security Adviser Shin Won-sik", "National Security Advisor Chung Ho-jin", False),
        ("Kim Jong Un", "Kim Yong-hyun", False),
        ("the foreign ministry", "the intelligence service", False),
        ("Anna Lie", "Anna Holm", False),
    ],
)
def test_two_names_of_one_office_are_two_sources(one: str, other: str, *, same: bool) -> None:
    """A title that they share makes no one of two persons; another spelling makes no two of one."""
    assert is_same_source(one, other) is same
    assert is_same_source(other, one) is same


@pytest.mark.parametrize(
    ("headline", "body", "speaker"),
    [
        ("Rask: the tunnel is closed", "The Orvel eruption woke Nils Rask.", "Rask"),
        ("Live: the Orvel eruption", "The Orvel eruption has closed the tunnel.", None),
        (
            "The tunnel is closed",
            "Governor Nils Rask said the Orvel eruption was over. He said 400 people were missing.",
            "Governor Nils Rask",
        ),
        (
            "Тунель закрито",
            "Виверження Орвел закрило тунель. Про це повідомив губернатор Нільс Раск.",
            "губернатор Нільс Раск",
        ),
    ],
)
def test_who_is_quoted_may_stand_beside_the_sentence(
    headline: str, body: str, speaker: str | None
) -> None:
    """In the headline, in the sentence before, or in the one behind; a label is nobody."""
    stream = Stream()
    article = stream.classified(body, headline)
    _, decision = track(stream.state, article, article.article.ingested_at)

    assert decision.development is not None
    asserted = decision.development.changes[0].asserted_by
    assert (asserted and asserted.name) == speaker
    if asserted:
        text = headline if asserted.span.part == "headline" else body
        assert text[asserted.span.start : asserted.span.end] == speaker
