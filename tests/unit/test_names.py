from __future__ import annotations

import pytest

from agents.text.names import consonants, names


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zelensky", "Zelenskyy", "Selenskyj", "Зеленський", "Зеленский", "젤렌스키"),
        ("Warsaw", "Варшава"),
        ("Scholz", "Шольц"),
        ("Bratislava", "Братислава", "브라티슬라바"),
    ],
)
def test_one_name_sounds_alike_in_all_scripts(spellings: tuple[str, ...]) -> None:
    """Spellings of one name leave the same consonants."""
    assert len({consonants(spelling) for spelling in spellings}) == 1


def test_different_names_sound_different() -> None:
    """Names are told apart."""
    assert len({consonants(name) for name in ("Warsaw", "Scholz", "Reykjavik", "Nordbank")}) == 4


def test_names_are_the_capitals_within_a_sentence() -> None:
    """The word that opens a sentence is large for another reason."""
    assert list(names("Yesterday the ash reached Tromso and Bergen.")) == [
        consonants("Tromso"),
        consonants("Bergen"),
    ]
