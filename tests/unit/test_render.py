from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from alerts.group import group_of
from alerts.panel import render_panel
from alerts.receivers import slack, webhook
from alerts.render import figure_text, render_text
from streams.records import (
    ChangeType,
    Development,
    Figure,
    Kind,
    Modality,
    OfficeConflict,
    Qualifier,
    Span,
    Speaker,
    story_id,
)
from tests.builders import NOON, TOPIC, a_change, a_development, a_quote, a_reference

_STORY = f"story {story_id(TOPIC, 'article-1')[:12]}"


def _printed(development: Development, *, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(render_panel(development))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_an_alert_reads_from_what_is_new_to_where_it_stands() -> None:
    """First line what is new, then the figures, the old words, who says so, the link."""
    development = a_development(3, origins=("Seoul",))

    assert render_text(development).splitlines() == [
        "[North Korean troops] update 3, figure/changed: 12,000 troops had been sent.",
        "  12,000 troops (was 11,000)",
        "  was: About 11,000 troops are there. — Daily Example, 27 Nov 2024 12:00 UTC",
        f"  said by Example News · 1 origin: Seoul · in en · 27 Nov 2024 12:00 UTC · {_STORY}",
        "  Seoul says 12,000 troops were sent",
        "  https://news.example/articles/1",
    ]


def test_every_change_is_told() -> None:
    """Further changes follow the first one, each with its own kind."""
    denial = a_change(
        kind=Kind.DENIAL,
        change=ChangeType.CONTRADICTED,
        quote=a_quote("Moscow denied it."),
        previous=None,
        figures=(),
    )

    lines = render_text(a_development(changes=(a_change(), denial))).splitlines()

    assert lines[0].startswith("[North Korean troops] figure/changed: ")
    assert "  denial/contradicted: Moscow denied it." in lines


@pytest.mark.parametrize(
    ("change", "word"), [(ChangeType.CONTRADICTED, "against"), (ChangeType.CONFIRMED, "confirms")]
)
def test_what_others_claim_stands_beside_and_is_not_gone(change: ChangeType, word: str) -> None:
    """Two counts by two sources are both shown, with who stated the other one and when."""
    told = render_text(a_development(1, changes=(a_change(change=change),))).splitlines()

    assert told[1] == f"  12,000 troops ({word} 11,000)"
    assert told[2].startswith(f"  {word}: About 11,000 troops are there. — Daily Example, 27 Nov")


def test_two_names_for_one_office_are_both_shown_with_their_words() -> None:
    """Neither is taken for the right one."""
    conflict = OfficeConflict(
        office="Tarnland's Foreign Minister",
        holder="Nils Rask",
        quote=a_quote("Foreign Minister Nils Rask left."),
        known_holder="Anna Lie",
        known_quote=a_quote("Anna Lie is to stay.", publisher="Island Wire"),
    )
    text = render_text(a_development(conflicts=(conflict,)))

    assert "two names for Tarnland's Foreign Minister: Nils Rask against Anna Lie" in text
    assert "“Foreign Minister Nils Rask left.” — Example News, 27 Nov 2024 12:00 UTC" in text
    assert "“Anna Lie is to stay.” — Island Wire, 27 Nov 2024 12:00 UTC" in text


def test_what_is_not_known_is_not_said() -> None:
    """Without publisher, link, headline, origins and figures nothing stands in for them."""
    article = a_reference(url=None, publisher=None, headline="", language=None)
    change = a_change(previous=None, figures=())

    text = render_text(a_development(article=article, changes=(change,), origins=()))

    assert text.splitlines() == [
        "[North Korean troops] figure/changed: 12,000 troops had been sent.",
        f"  said by unnamed source · 27 Nov 2024 12:00 UTC · {_STORY}",
    ]


def test_who_says_so_is_whom_the_article_names() -> None:
    """In its own spelling, each once, with the publisher; and from how many origins."""
    speaker = Speaker(name="Рустем Умєров", span=Span(start=0, end=13))
    change = a_change(asserted_by=speaker, modality=Modality.EXPECTED, as_of=date(2024, 11, 26))
    article = a_reference(language="uk")

    text = render_text(
        a_development(changes=(change, change), origins=("Seoul", "Yonhap"), article=article)
    )

    assert "] figure/changed, expected, as of 26 Nov 2024: 12,000" in text
    assert "said by Рустем Умєров, in Example News · " in text
    assert "2 independent origins: Seoul, Yonhap · in uk" in text


def test_the_host_stands_for_a_publisher_without_name() -> None:
    """An address says where the words were found."""
    article = a_reference(publisher=None, url="https://news.example/1")

    assert "said by news.example" in render_text(a_development(article=article))


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(value=12_000, unit="troops"), "12,000 troops"),
        (Figure(value=12_000, previous=11_000), "12,000 (was 11,000)"),
        (Figure(value=2.5, unit="%", previous=-1), "2.5 % (was -1)"),
        (Figure(value=0), "0"),
        (Figure(value=9, unit="dead", qualifier=Qualifier.AT_LEAST), "at least 9 dead"),
        (Figure(value=9, upper=12, unit="dead", qualifier=Qualifier.RANGE), "9 to 12 dead"),
        (Figure(value=9, qualifier=Qualifier.RANGE), "9"),
        (
            Figure(
                value=12_000,
                unit="troops",
                quantity="in Kursk",
                qualifier=Qualifier.ABOUT,
                status=Modality.EXPECTED,
                previous=11_000,
                previous_quote=a_quote(publisher="Daily Example"),
            ),
            (
                "about 12,000 troops in Kursk, expected "
                "(was 11,000 — Daily Example, 27 Nov 2024 12:00 UTC)"
            ),
        ),
        (Figure(value=9, unit="dead", quantity="Nine dead in Kursk"), "9 dead"),
        (Figure(value=1_200, quantity="puts it at 1,200"), "puts it at 1,200"),
        (Figure(value=1e300), "1e+300"),
    ],
)
def test_a_figure_is_written_as_people_write_it(figure: Figure, text: str) -> None:
    """Thousands have commas, whole numbers no point, absurd ones an exponent."""
    assert figure_text(figure) == text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "http://[x",
        "https://a/\u202eb",
        "x y",
    ],
)
def test_only_web_addresses_are_linked(url: str) -> None:
    """An article's address is the publisher's word; a browser is led to http and https alone."""
    assert url not in render_text(a_development(article=a_reference(url=url)))


def test_a_quote_cannot_act_where_it_is_shown() -> None:
    """Line breaks, terminal escapes and reordering marks are left out; the words stay."""
    quote = a_quote("It\nwas \x1b[31mred\x07 \u202egnol\u202c, said  Kyïv 북한.")

    text = render_text(a_development(changes=(a_change(quote=quote),)))

    assert text.splitlines()[0].endswith(": It was [31mred gnol, said Kyïv 북한.")


def test_a_panel_shows_brackets_as_they_are() -> None:
    """A headline is no markup."""
    quote = a_quote("[bold red]Fake[/] [link=http://a]news[/link]")
    printed = _printed(a_development(changes=(a_change(quote=quote),)))

    assert "[bold red]Fake[/] [link=http://a]news[/link]" in printed
    assert "North Korean troops" in printed
    assert "was: About 11,000 troops are there." in printed


@given(
    text=st.text(),
    name=st.text(),
    value=st.floats(allow_nan=False, allow_infinity=False),
    moment=st.datetimes(),
)
def test_no_record_stops_a_renderer(text: str, name: str, value: float, moment: Any) -> None:
    """Whatever a record may hold, every receiver gets a body."""
    quote = a_quote(text, publisher=name, url=text, at=moment)
    change = a_change(
        quote=quote, previous=quote, figures=(Figure(value=value, unit=text, previous=value),)
    )
    article = a_reference(headline=text, publisher=name, url=name)
    development = a_development(
        changes=(change,) * 7, article=article, topic_name=name, origins=(text,), decided_at=moment
    )

    assert "\n" in render_text(development)
    assert _printed(development)
    assert slack.render(group_of(development))
    assert webhook.render(group_of(development))


def test_the_time_is_the_topics_own() -> None:
    """An alert says when it was decided by the topic's clock."""
    text = render_text(a_development(decided_at=NOON.replace(hour=9)))

    assert "27 Nov 2024 09:00 UTC" in text
