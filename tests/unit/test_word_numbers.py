from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agents.text.outline import outline
from agents.text.word_numbers import UNKNOWN, WordMemory, word_numbers

WORDS = st.lists(st.text("abcабв가나", min_size=1, max_size=8), max_size=20)


@given(WORDS, WORDS)
def test_a_word_has_one_number_wherever_it_stands(before: list[str], words: list[str]) -> None:
    """It doesn't hang on the words around it."""
    alone = word_numbers(outline(" ".join(words)).letters).numbers
    behind = word_numbers(outline(" ".join([*before, *words])).letters).numbers
    assert behind[len(before) :].tolist() == alone.tolist()
    assert len(set(alone.tolist())) == len(set(words))


@given(WORDS)
def test_a_memory_tells_what_it_was_told_or_that_it_has_forgotten(words: list[str]) -> None:
    """Of words that share a place one is remembered, and none is taken for another."""
    numbers = word_numbers(outline(" ".join(words)).letters).numbers
    told = {number: place for place, number in enumerate(dict.fromkeys(numbers.tolist()))}
    memory = WordMemory(bits=3)
    memory.learn(told)
    recalled = memory.recall(numbers).tolist()
    for number, known in zip(numbers.tolist(), recalled, strict=True):
        assert known in {told[number], UNKNOWN}
    assert not told or any(known != UNKNOWN for known in recalled)


def test_a_memory_knows_nothing_at_first() -> None:
    """Not even of a word whose number is that of an empty place."""
    assert WordMemory(bits=3).recall(np.zeros(1, np.uint64)).tolist() == [UNKNOWN]
