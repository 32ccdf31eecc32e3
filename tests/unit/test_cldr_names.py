from __future__ import annotations

import pytest

from agents.classify.compile_terms import compile_term
from agents.classify.terms import Forms
from agents.text.aliases import Aliases, Name
from agents.text.cldr_names import cldr_names

SHIPPED = Aliases(shipped=cldr_names())


def found(term: str, language: str, text: str, aliases: Aliases = SHIPPED) -> list[str]:
    """What of a text stands for the words of a term."""
    tokens = (Forms.of(text).first(word) for word in compile_term(term, language, aliases).words)
    return [text[token[1] : token[2]] for token in tokens if token]


@pytest.mark.parametrize(
    ("term", "language", "text", "names"),
    [
        ("South Korea", "en", "у Південній Кореї", ["Південній Кореї"]),
        ("South Korea", "en", "대한민국은", ["대한민국은"]),
        ("North Korea", "en", "солдаты КНДР", ["КНДР"]),
        ("Південної Кореї", "uk", "in South Korea", ["South Korea"]),
        ("Seoul", "en", "в Сеулі", ["Сеулі"]),
        ("북한", "ko", "Nordkorea sagt", ["Nordkorea"]),
        ("Swiss franc", "en", "швейцарського франка", ["швейцарського франка"]),
    ],
)
def test_a_territory_city_or_currency_is_found_by_its_names_in_other_languages(
    term: str, language: str, text: str, names: list[str]
) -> None:
    """Inflected as each language does it, with the characters of the original."""
    assert found(term, language, text) == names


def test_a_word_without_the_capital_is_no_country() -> None:
    """'Chad' is a country, 'chad' is none."""
    assert found("Chad", "en", "у Республіці Чад") == ["Чад"]
    assert found("chad", "en", "у Республіці Чад") == []


def test_a_country_alone_does_not_let_a_term_through_in_another_language() -> None:
    """Where its other words can't be found, its name would let through all news of the country."""
    assert found("weapons for South Korea", "en", "у Південній Кореї") == []
    assert found("South Korea Seoul ferry", "en", "у Південній Кореї") == ["Південній Кореї"]


def test_an_abbreviation_counts_in_all_languages_of_its_script() -> None:
    """CLDR lists it in Russian, Ukrainian writes the same."""
    assert found("війська Північної Кореї", "uk", "війська КНДР") == ["війська", "КНДР"]


def test_names_of_users_are_added_to_those_that_ship() -> None:
    """A group with a name that ships has the others of both."""
    own = (Name.read("South Korea", "en"), Name.read("ROK", "en"))
    aliases = Aliases((own,), cldr_names())
    assert found("South Korea", "en", "the ROK says", aliases) == ["ROK"]
    assert found("South Korea", "en", "у Південній Кореї", aliases) == ["Південній Кореї"]
