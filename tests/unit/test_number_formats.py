from __future__ import annotations

import re

import pytest
from babel.numbers import format_compact_decimal, format_decimal
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words  # type: ignore[import-untyped]

from agents.text.numbers import numbers
from tests.number_formats import Case, cases

SPELLED = ["de", "en", "es", "fr", "pl", "ru", "uk"]
LANGUAGES = [*SPELLED, "ko"]
COUNTS = st.one_of(
    st.integers(2, 1_000_000),
    st.integers(2, 99).flatmap(lambda n: st.sampled_from([n * 10**power for power in range(8)])),
)


def figures(text: str, language: str) -> list[tuple[float, ...]]:
    """The figures of a text; of a range both ends."""
    return [
        (each.value,) if each.upper is None else (each.value, each.upper)
        for each in numbers(text, language)
    ]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.language}: {case.text}")
def test_a_number_is_read_as_it_is_written(case: Case) -> None:
    """Every format of the table, and nothing where nothing is counted."""
    assert figures(case.text, case.language) == list(case.figures)


@given(st.sampled_from(SPELLED), COUNTS)
def test_a_number_that_is_spelled_out_is_read_back(language: str, value: int) -> None:
    """In the words of an independent library, in seven languages."""
    spelled = num2words(value, lang=language).replace(",", "")

    assert [each.value for each in numbers(spelled, language)] == [value]


@given(st.sampled_from(LANGUAGES), st.integers(3000, 10**12))
def test_a_grouped_number_is_read_back(language: str, value: int) -> None:
    """With the marks that the language groups by, as CLDR has them."""
    written = format_decimal(value, locale=language)

    assert [each.value for each in numbers(written, language)] == [value]


@given(st.sampled_from(LANGUAGES), st.integers(2, 99), st.integers(4, 10))
def test_a_number_with_a_scale_word_is_read_back(language: str, digits: int, power: int) -> None:
    """'12 млн', '3만', '1,2 Milliarden': the forms that CLDR shortens numbers to."""
    value = digits * 10**power
    written = format_compact_decimal(value, format_type="long", locale=language, fraction_digits=2)
    # CLDR rounds to two digits here; what it wrote is what has to be read.
    assert re.search(r"\d", written)

    assert [each.value for each in numbers(written, language)] == [value]
