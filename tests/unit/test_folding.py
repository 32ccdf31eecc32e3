from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.text.folding import fold, fold_words
from agents.text.outline import outline
from agents.text.word_numbers import word_numbers
from agents.text.words import folded_words, words

#: Letters, marks and joiners that fold in ways of their own, beside plain ones.
SIGNS = "aEzé Łß'’ʼ-–.,1²яЇЙёґ가힣ㄱᄒ北カﾞｶﾀＡａﬁ\u0301\u0306\u00ad\u200b\ufeff\u0345ŉİςΣΆ«…_ \n\t"


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zełenski", "zelenski", "ZEŁENSKI", "Zelen\u00adski"),
        ("об'єкт", "об’єкт", "обʼєкт", "Обєкт", "об`єкт"),
        ("café", "cafe\u0301", "CAFE", "ｃａｆé"),
        ("Ёлка", "елка", "Е\u0308лка"),
        ("за\u0301мок", "замок"),
        ("ガラス", "ｶﾞﾗｽ"),
        ("Straße", "STRASSE"),
        ("ﬁnal", "final", "Final\ufeff"),
        ("한국", "한국"),
    ],
)
def test_spellings_of_one_word_are_folded_alike(spellings: tuple[str, ...]) -> None:
    """Case, accents, width, apostrophes and invisible joiners make no other word."""
    assert len({tuple(folded_words(each)) for each in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Йод", "иод"), ("їх", "іх"), ("が", "か"), ("гора", "ґора")]
)
def test_other_letters_are_other_words(one: str, other: str) -> None:
    """A Cyrillic or Japanese letter with a mark is a letter of its own."""
    assert fold(one) != fold(other)


def test_apostrophes_and_hyphens_part_words_where_they_join_two() -> None:
    """An article, a possessive and a compound are read word by word."""
    assert folded_words("l’Ukraine") == ["l", "ukraine"]
    assert folded_words("Seok‑yeol’s") == ["seok", "yeol", "s"]


@given(st.text(SIGNS, max_size=30) | st.text(max_size=30))
def test_words_folded_alone_are_those_of_the_folded_text(text: str) -> None:
    """What the gate seeks in a whole text is what a paragraph's words are compared by."""
    assert fold_words(text) == plain(" ".join(folded_words(text)))


@given(st.text(SIGNS, max_size=30) | st.text(max_size=30))
def test_an_outline_has_the_folded_words_of_the_text(text: str) -> None:
    """What the gate reads are the words of the text, and they stand where it says."""
    found = outline(text)
    assert len(found.text) == len(found.letters)
    assert not found.placed or found.text == f" {text} "
    starts, ends, numbers = word_numbers(found.letters)
    places = list(zip(starts.tolist(), ends.tolist(), strict=True))
    folded = [found.folded[start:end] for start, end in places]
    assert [plain(word) for word in folded] == fold_words(text).split()
    assert [fold(found.text[start:end]) for start, end in places] == folded
    assert len(set(numbers.tolist())) == len(set(folded))


def plain(text: str) -> str:
    """A text in which what can't be encoded is a question mark."""
    return text.encode("utf-8", "replace").decode()


@given(st.text(SIGNS, max_size=30))
def test_folding_a_word_twice_changes_nothing(text: str) -> None:
    """A folded word is compared as it is."""
    for word in folded_words(text):
        assert fold(word) == word


@given(st.text(SIGNS, max_size=30))
def test_words_stand_where_they_say(text: str) -> None:
    """The characters of a word, folded, are the word."""
    for word in words(text):
        assert fold(text[word.start() : word.end()]) == fold(word.group())
