from __future__ import annotations

import pytest

from agents.text.sentences import MAX_LENGTH, sentences


def split(text: str) -> list[str]:
    """The sentences of a text as they stand in it."""
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ash fell. People left! Why?", ["Ash fell.", "People left!", "Why?"]),
        ("It began on Oct. 29 at dawn. It ended.", ["It began on Oct. 29 at dawn.", "It ended."]),
        ("About 3.4 million left. Few stayed.", ["About 3.4 million left.", "Few stayed."]),
        ("Dr. Moe and Gen. Lie spoke.", ["Dr. Moe and Gen. Lie spoke."]),
        ("The U.S. Navy came. It left.", ["The U.S. Navy came.", "It left."]),
        ("«Ми йдемо!» – сказав він. Потім пішов.", ["«Ми йдемо!» – сказав він.", "Потім пішов."]),
        ("화산이 폭발했다. 주민이 떠났다.", ["화산이 폭발했다.", "주민이 떠났다."]),
        ("火山喷发了。居民离开。", ["火山喷发了。", "居民离开。"]),
        ("Er kam am 3. Mai. Sie blieb.", ["Er kam am 3. Mai.", "Sie blieb."]),
        ("He left. 3,000 others stayed.", ["He left.", "3,000 others stayed."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    """Abbreviations, dates and decimals don't end a sentence; marks of all scripts do."""
    assert split(text) == expected


def test_places_count_in_the_whole_text() -> None:
    """A part of a text is split with the places of the whole."""
    text = "Before. Ash fell. People left. After."
    assert [text[a:b] for a, b in sentences(text, 8, 30)] == ["Ash fell.", "People left."]


def test_an_endless_sentence_is_cut_at_a_blank() -> None:
    """No sentence is longer than the bound, and nothing is lost but blanks."""
    text = "ash " * 1000
    parts = split(text)
    assert max(map(len, parts)) <= MAX_LENGTH
    assert " ".join(parts) == text.strip()


@pytest.mark.timeout(10)
@pytest.mark.parametrize("text", ["." * 200_000, '."' * 100_000, "a. " * 60_000, "…" * 200_000])
def test_hostile_text_takes_no_longer_than_other_text(text: str) -> None:
    """Time grows with the length, whatever the marks."""
    assert split(text)
