from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from agents.classify.article_text import paragraphs_of
from agents.text.days import days
from streams.records import Article
from streams.records import ParagraphRole as Role

NEAR = date(2031, 5, 20)
LEAD = "The ferry to Brandoy sails again from Friday, its operator said in Larnvik on Tuesday."
SECOND = "The first boat leaves at nine. Tickets that were bought for last week are still good."
BACK = "It had lain in port since 3 May, when the mountain began to throw ash over the harbour."


def roles(
    *lines: str, published: datetime | None = datetime(2031, 5, 20, tzinfo=UTC)
) -> list[Role]:
    """The roles of the paragraphs of an article."""
    article = Article(body="\n".join(lines), published_at=published)
    return [each.role for each in paragraphs_of(article)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It began on 3 May.", "en"),
        ("It began on May 3rd, the mayor said.", "en"),
        ("Es begann am 3. Mai in Larnvik.", "de"),
        ("L'éruption a débuté le 3 mai au matin.", "fr"),
        ("La erupción comenzó el 3 de mayo.", "es"),
        ("Wybuch nastąpił 3 maja rano.", "pl"),
        ("Виверження почалося 3 травня.", "uk"),
        ("Извержение началось 3 мая.", "ru"),
        ("화산은 5월 3일 새벽 분화했다.", "ko"),
        ("Began: 2031-05-03", None),
        ("03.05.2031, Larnvik", None),
    ],
)
def test_a_day_is_read_with_its_languages_months(text: str, language: str | None) -> None:
    """By CLDR's names, in the form that stands beside a number."""
    assert list(days(text, language, NEAR)) == [date(2031, 5, 3)]


@pytest.mark.parametrize(
    "text", ["Officials may 3,000 times deny it.", "Since May", "31 June", "5-3"]
)
def test_what_names_no_day_is_none(text: str) -> None:
    """A month alone, a number that goes on and a day that does not exist."""
    assert list(days(text, "en", NEAR)) == []


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    """In December, 20 January lies ahead."""
    assert list(days("He leaves on 20 January.", "en", date(2030, 12, 18))) == [date(2031, 1, 20)]
    assert list(days("He left on 20 December.", "en", date(2031, 1, 5))) == [date(2030, 12, 20)]


def test_a_paragraph_whose_days_are_all_past_is_background_and_counts() -> None:
    """It still is the article's own text."""
    assert roles(LEAD, SECOND, BACK) == [Role.LEAD, Role.BODY, Role.BACKGROUND]
    assert Role.BACKGROUND.counts


def test_the_first_paragraphs_are_news_whatever_days_they_name() -> None:
    """A court confirms on Tuesday what happened three weeks ago."""
    assert roles(BACK, BACK.replace("It", "She"), SECOND) == [Role.LEAD, Role.BODY, Role.BODY]


def test_a_paragraph_that_also_names_a_day_of_now_is_no_background() -> None:
    """Nor is one that looks ahead, or that tells of yesterday."""
    mixed = (
        "The mountain broke open on 3 May; on 19 May the wind turned, and the ash went elsewhere."
    )
    ahead = "A second ferry is expected on 2 June, when the repairs in the yard will be over."
    assert roles(LEAD, SECOND, mixed, ahead) == [Role.LEAD, Role.BODY, Role.BODY, Role.BODY]


def test_the_first_day_that_there_is_can_be_an_articles() -> None:
    """Collectors that know no date send the zero of their language: 1 January of the year 1."""
    zero = datetime(1, 1, 1, tzinfo=UTC)
    assert roles(LEAD, SECOND, BACK, published=zero) == [Role.LEAD, Role.BODY, Role.BODY]


def test_an_article_without_a_date_has_no_background() -> None:
    """There is nothing to be earlier than."""
    assert roles(LEAD, SECOND, BACK, published=None)[-1] is Role.BODY
