from __future__ import annotations

import pytest

from agents.text.numbers import numbers


def values(text: str) -> list[float]:
    """The values of a text's numbers."""
    return [number.value for number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("about 3,000 islanders and 1.2 million birds", [3000, 1_200_000]),
        ("rund 4.000 Bewohner und 2,5 Millionen Euro", [4000, 2_500_000]),
        ("près de 1 500 habitants", [1500]),
        ("близько 12 тисяч мешканців, 1,2 млн гривень", [12_000, 1_200_000]),
        ("12-тисячного міста", [12_000]),
        ("주민 1만2천 명이 대피", [12_000]),
        ("4억2500만 달러", [425_000_000]),
        ("1천5백 명", [1500]),
        ("3천여 명", [3000]),
        ("$1.5bn and 988m", [1_500_000_000, 988_000_000]),
        ("40% of homes", [40]),
        ("0.125 points", [0.125]),
    ],
)
def test_numbers_are_read_in_absolute_value(text: str, expected: list[float]) -> None:
    """Grouping, scale words and scripts give one value."""
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "on Oct. 29 and 30",
        "am 18. Oktober um 14:30 Uhr",
        "29 жовтня 2031 року",
        "27일 오후 3시",
        "2031-11-27 or 27.11.2031",
        "in 2031",
        "at 5 p.m.",
        "an F-16, the G7 and the Су-34",
        "a 155 mm shell",
        "within 24 hours, for 3 days",
        "the 69th and 2nd flight, 11-й полк",
        "won 3-0 and 2:1",
        "No. 84 squad",
        "1차로",
    ],
)
def test_dates_times_names_and_orders_count_nothing(text: str) -> None:
    """What looks like a number and measures nothing is left out."""
    assert values(text) == []


@pytest.mark.parametrize("language", ["pt", "it", "nl", "sv", "tr", "ja", "zh", "ar", "und", None])
def test_rising_numbers_side_by_side_are_no_range_whatever_the_language(
    language: str | None,
) -> None:
    """Tables and prices have them; nothing is said between the two."""
    assert [each.value for each in numbers("€ 10 € 20, 12 45 60", language)] == [10, 20, 12, 45, 60]


def test_a_year_with_a_currency_is_money() -> None:
    """Only what stands alone is taken for a year."""
    assert values("It costs $2031 or 2031 euros") == [2031, 2031]


def test_a_number_knows_its_place_and_its_unit() -> None:
    """Characters and the words counted come with the value."""
    text = "Some 3,000 evacuated islanders slept in 12 schools."
    found = list(numbers(text))
    assert [text[number.start : number.end] for number in found] == ["3,000", "12"]
    assert [number.unit for number in found] == [("evacuated", "islanders", "slept"), ("schools",)]


def test_a_hangul_counter_loses_its_particle() -> None:
    """'명을' and '명' count the same."""
    assert [number.unit for number in numbers("3천 명을, 5백 명이며")] == [("명",), ("명",)]


def test_money_and_shares_are_told_apart() -> None:
    """A sign or a currency's name makes money, a per cent sign a share."""
    found = list(numbers("$3 million, 40% and 60 ships, 5 доларів"))
    assert [(number.money, number.percent) for number in found] == [
        (True, False),
        (False, True),
        (False, False),
        (True, False),
    ]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("a group of 1,500 special forces has been brought to the port", ("special", "forces")),
        ("bisher wurden 300 Menschen wurden gerettet", ("Menschen",)),
        ("12 000 осіб були евакуйовані", ("осіб",)),
        ("4,200 residents of Ostervik", ("residents",)),
    ],
)
def test_what_is_counted_ends_before_the_verb(text: str, unit: tuple[str, ...]) -> None:
    """An auxiliary belongs to the sentence and not to the quantity."""
    assert next(iter(numbers(text))).unit == unit


def test_a_number_of_hundreds_of_digits_is_none() -> None:
    """It would be infinite, which no record can hold."""
    assert values("a serial number of " + "9" * 400 + " and 12 pages") == [12]
