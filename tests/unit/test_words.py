from __future__ import annotations

import pytest

from agents.classify.compile_terms import compile_term
from agents.classify.terms import Forms


def found(term: str, text: str) -> list[str]:
    """The words of a text that are forms of the term's, as they stand there."""
    forms = Forms.of(text)
    places = [forms.first(word) for word in compile_term(term).words]
    return [text[place[1] : place[2]] for place in places if place]


@pytest.mark.parametrize(
    ("term", "text", "words"),
    [
        ("volcano", "Two volcanoes rumble", ["volcanoes"]),
        ("Eruption", "after ERUPTIONS", ["ERUPTIONS"]),
        ("вулкан", "біля вулкана", ["вулкана"]),
        ("евакуація", "про евакуацію міста", ["евакуацію"]),
        ("подземный", "подземных толчков", ["подземных"]),
        ("화산", "화산에서 분출했다", ["화산에서"]),
        ("火山", "樱岛火山喷发", ["火山"]),
        ("Vulkane", "der Vulkan ruht", ["Vulkan"]),
        ("café", "le cafe\u0301 ferme", ["cafe\u0301"]),
    ],
)
def test_inflected_forms_are_found_where_they_stand(term: str, text: str, words: list[str]) -> None:
    """A term finds its forms in any script, with their own characters."""
    assert found(term, text) == words


@pytest.mark.parametrize(
    ("term", "text"),
    [("cap", "the capital"), ("oil", "soil"), ("ash", "Ashgabat"), ("лава", "славаш")],
)
def test_other_words_are_not_found(term: str, text: str) -> None:
    """Sharing letters does not make a form."""
    assert not found(term, text)


def test_joining_words_are_not_part_of_a_term() -> None:
    """'aid for islanders' also means 'aid to islanders'."""
    assert [word.text for word in compile_term("aid for the islanders").words] == [
        "aid",
        "islanders",
    ]
    assert [word.text for word in compile_term("The Who").words] == ["who"]


def test_a_long_term_may_miss_one_word_in_three_and_a_pair_none() -> None:
    """Two of three words make a term, one of two doesn't."""
    assert compile_term("orvel ash cloud").fewest == 2
    assert compile_term("orvel ash").fewest == 2
