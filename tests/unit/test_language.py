from __future__ import annotations

import pytest

from agents.classify.language import agreed, language_of, main_language, of_paragraph


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry to the island was cancelled because of the storm.", "en"),
        ("Die Fähre zur Insel fiel wegen des Sturms am Dienstag aus.", "de"),
        ("Prom na wyspę został odwołany z powodu silnego wiatru.", "pl"),
        ("Le bac pour l'île a été annulé en raison de la tempête.", "fr"),
        ("Пором на острів скасували через негоду, що триває.", "uk"),
        ("Паром на остров отменили из-за шторма, который не стихает.", "ru"),
        ("Фериботът до острова беше отменен заради бурята във вторник.", "bg"),
        ("태풍으로 섬으로 가는 여객선이 결항됐다.", "ko"),
        ("台風のため島へのフェリーは欠航となった。", "ja"),
    ],
)
def test_a_sentence_tells_its_language(text: str, language: str) -> None:
    """By its script where that decides, else by its words."""
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"), [("Негода в Одесі", "uk"), ("Мы остались дома", "ru"), ("결항", "ko")]
)
def test_a_few_words_are_enough_in_letters_that_one_language_has(text: str, language: str) -> None:
    """Ukrainian and Russian are told by theirs, and Hangul is Korean."""
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", "12.5 %", "Ash 100 %", "Storm Orvel", "Порт Орвел", "Ўвечары ў порце", "\x00" * 60]
)
def test_what_tells_too_little_has_no_language(text: str) -> None:
    """A wrong language is worse than none."""
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Трагедія на переправі, якої ми не маємо права забути.", "uk"),
        ("Пляж закрили, бо вода холодна, а рятувальників немає.", "uk"),
        ("Порт недавно принял первое судно, став 12-ым в стране.", "ru"),
        ("Вечером в порту было тихо и холодно, вода стояла высоко.", "ru"),
        ("Брод за острво није испловио због јаког ветра на мору.", "sr"),
    ],
)
def test_an_alphabet_overrules_words_that_look_like_a_neighbours(text: str, language: str) -> None:
    """No Serbian text holds 'й' or 'ь', and a Ukrainian one hardly does without 'і', 'ї' or 'є'."""
    assert language_of(text) == language


def test_a_paragraph_in_a_close_relative_has_its_articles_language() -> None:
    """A short Spanish paragraph may look Galician; one in another language keeps its own."""
    assert of_paragraph("gl", "es") == "es"
    assert of_paragraph("uk", "es") == "uk"
    assert of_paragraph(None, "es") == "es"
    assert of_paragraph("uk", None) == "uk"


def test_a_foreign_name_changes_no_language() -> None:
    """Letters of another script count by their share."""
    text = "The ferry Перемога left the harbour of the island on Tuesday morning."
    assert language_of(text) == "en"


def test_a_page_has_the_language_of_most_of_its_text() -> None:
    """And none where no language has most of it."""
    assert main_language([("en", 300), ("de", 90), (None, 40)]) == "en"
    assert main_language([("en", 100), ("de", 100)]) is None
    assert main_language([]) is None


@pytest.mark.parametrize(
    ("given", "told", "language"),
    [
        ("uk", None, "uk"),
        ("uk-UA", "uk", "uk-UA"),
        ("en", "uk", "uk"),
        ("nb", "no", "nb"),
        (None, "ko", "ko"),
        (None, "en", None),
        ("", None, None),
    ],
)
def test_the_publishers_language_holds_unless_the_text_is_clearly_in_another(
    given: str | None, told: str | None, language: str | None
) -> None:
    """It is a hint; names of one language and close relatives contradict nothing."""
    assert agreed(given, told) == language
