"""Which earlier value a sentence itself gives for a figure."""

from __future__ import annotations

import pytest

from agents.track.previous import Before, replaced_by
from agents.track.quantities import quantities_of
from streams.records import ParagraphRole, Sentence, Span


def earlier_values(language: str, text: str) -> dict[float, float | None]:
    """Each figure of a sentence with the value that it replaces."""
    span = Span(start=0, end=len(text))
    sentence = Sentence(
        text=text, span=span, role=ParagraphRole.BODY, paragraph=1, language=language
    )
    stated = quantities_of(sentence)
    found = {each: replaced_by(each, stated, Before(stated, ())) for each in stated}
    return {each.number.value: old.value if old else None for each, old in found.items()}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ihre Zahl stieg von 8.400 auf 12.100."),
        ("en", "Their number rose from 8,400 to 12,100."),
        ("en", "Their number rose from 8,400 to as many as 12,100."),
        ("en", "Their number rose to 12,100 from 8,400."),
        ("es", "El número de huelguistas subió de 8.400 a 12.100."),
        ("es", "Los huelguistas aumentaron a 12.100 desde los 8.400."),
        ("fr", "Leur nombre est passé de 8 400 à 12 100."),
        ("ko", "파업 참가자는 8400명에서 1만2100명으로 늘었다."),
        ("ko", "지난주 8400여 명에서 이번 주 1만2100명 수준으로 증가했다."),
        ("pl", "Ich liczba wzrosła z 8400 do 12 100."),
        ("ru", "Их число выросло с 8400 до 12 100."),
        ("uk", "Їхня кількість зросла з 8400 до 12 100."),
    ],
)
def test_a_sentence_says_what_a_figure_was(language: str, text: str) -> None:
    """From and to, in either order and in the words of eight languages."""
    assert earlier_values(language, text) == {8400: None, 12_100: 8400}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They came from 300 villages, and 400 of them stayed."),
        ("ko", "서울에서 300명이 부산으로 400명이 갔다."),
    ],
)
def test_a_place_that_people_come_from_is_no_earlier_value(language: str, text: str) -> None:
    """The words for it are the same; they stand by no two figures."""
    assert earlier_values(language, text) == {300: None, 400: None}
