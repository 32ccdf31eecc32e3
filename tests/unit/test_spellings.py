from __future__ import annotations

from itertools import permutations

import pytest

from agents.classify.compile_terms import compile_term
from agents.classify.gate import Gate
from agents.classify.terms import Forms
from agents.text.spellings import common_sounds, is_name, is_spelling, openings, sought, spelt
from agents.text.words import fold
from agents.topics.definitions import Topic, TopicSet

NAMES = (
    ("Zelensky", "Zelenskyy", "Зеленський", "젤렌스키"),
    ("Umerov", "Umyerov", "Умєров", "우메로프"),
    ("Lavenholm", "Лавенхольм", "Лавенгольм"),
    ("Korvex", "Корвекс", "코르벡스"),
)
PAIRS = [pair for each in NAMES for pair in permutations(each, 2)]


@pytest.mark.parametrize(("term", "text"), PAIRS)
def test_a_name_is_found_as_every_script_spells_it(term: str, text: str) -> None:
    """By the gate and by what counts words, with the characters of the original."""
    sentence = f"1 {text} 2"
    found = Forms.of(sentence).first(compile_term(term).words[0])
    assert found
    assert sentence[found[1] : found[2]] == text
    topic = Topic.model_validate({"id": "t", "name": "T", "terms": {"und": [term]}})
    gate = Gate(TopicSet((topic,)))
    assert gate.look("", sentence).together()


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Zelensky", "Зеленського"),
        ("Zelensky", "Зеленскому"),
        ("Zelensky", "젤렌스키는"),
        ("Зеленський", "Zelenskiego"),
        ("Umerov", "Умєровим"),
        ("Umerov", "Umerova"),
    ],
)
def test_other_spellings_are_found_inflected(name: str, form: str) -> None:
    """With the endings of names in the language of the text."""
    assert is_spelling(fold(form), sought(fold(name)))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Zelensky", "Зеленоград"),
        ("Zelensky", "Жулянський"),
        ("Umerov", "Уваров"),
        ("Korvex", "Корвет"),
        ("Kursk", "Корсика"),
        ("Lavenholm", "Лавина"),
    ],
)
def test_a_name_is_not_found_in_another_one(name: str, other: str) -> None:
    """Consonants and the vowels between them must agree."""
    assert not is_spelling(fold(other), sought(fold(name)))


@pytest.mark.parametrize("word", ["Kim", "Oslo", "Київ", "오슬로"])
def test_a_short_name_has_no_other_spelling(word: str) -> None:
    """Few sounds are those of many words."""
    assert not any(each for each in sought(fold(word)) if not each.startswith("to hangul"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Zelensky", True),
        ("harbour", False),
        ("NATO", False),
        ("젤렌스키", True),
        ("대통령", False),
        ("Умєров", True),
        ("міністр", False),
    ],
)
def test_a_name_is_told_by_its_capital_and_in_hangul_by_lone_consonants(
    word: str, *, expected: bool
) -> None:
    """Words that are no names are found as they are written."""
    assert is_name(word) is expected


@pytest.mark.parametrize("names", NAMES)
def test_every_spelling_begins_as_the_gate_expects(names: tuple[str, ...]) -> None:
    """What the gate seeks leaves out none of them."""
    for term, text in permutations(map(fold, names), 2):
        shared = sought(term) & spelt(text)
        assert any(text.startswith(tuple(openings(each))) for each in shared)


def test_german_nouns_are_no_names() -> None:
    """All of them have a capital, so it tells nothing."""
    (word,) = compile_term("Vulkan", "de").words
    assert not word.takes("вулкан")
    assert not word.others


@pytest.mark.parametrize(
    ("other", "expected"), [("гольтом", True), ("홀트는", True), ("голова", False)]
)
def test_short_names_have_common_sounds(other: str, *, expected: bool) -> None:
    """They are too few to find a name by, and enough to propose one."""
    assert bool(common_sounds("holt") & common_sounds(other)) is expected
