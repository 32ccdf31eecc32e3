"""The mean vector of each language, which is taken off before vectors are compared.

A sentence's vector tells its language louder than its subject: unrelated sentences of one language
are nearer to each other than a sentence to its own translation. Without the mean of its language,
what is left is what the sentence says. The means come from plain sentences of many subjects, the
same in every language, that are part of this package; so a vector hangs on nothing but its text.

`python -m agents.vectors.make_means` makes the file anew for the embedder that the settings name.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from agents.vectors.embedder import Embedder, Vectors

_DATA: Final = Path(__file__).parent / "data"
_SENTENCES: Final = _DATA / "plain-sentences.yaml"

#: The means that ship, and belong to one model.
SHIPPED: Final = _DATA / "means.json"

# Shorter ones than this would be noise blown up.
_LEAST: Final = 1e-6


@dataclass(frozen=True)
class Means:
    """The mean vectors of a model, by language; `overall` stands in for any other language."""

    model: str
    by_language: Mapping[str, NDArray[np.float32]]
    overall: NDArray[np.float32]
    kept: Mapping[str, Mapping[str, float]]

    def across(self, left: str | None, right: str | None) -> float:
        """How much of a similarity is left between two languages, against within one: 0 to 1.

        Two sentences of two languages are less alike than their translations into one would be,
        by a share that hangs on the languages. Similarities divided by it can be compared.
        """
        one, other = _primary(left), _primary(right)
        if one == other:
            return 1.0
        return self.kept.get(one, {}).get(other, self._usual)

    @cached_property
    def _usual(self) -> float:
        shares = [share for each in self.kept.values() for share in each.values()]
        return round(sum(shares) / len(shares), 3) if shares else 1.0

    def centred(self, vectors: Vectors, languages: Sequence[str | None]) -> Vectors:
        """The vectors without the mean of their languages, of length 1 again."""
        rest = vectors - np.stack([self._of(language) for language in languages])
        return _units(rest)

    def _of(self, language: str | None) -> NDArray[np.float32]:
        return self.by_language.get(_primary(language), self.overall)


def means_for(embedder: Embedder) -> Means:
    """The shipped means where they are this model's, else means made of the plain sentences.

    Raises:
        EmbeddingError: they have to be made, and the vectors can't be had now.
    """
    shipped = read_means(SHIPPED)
    return shipped if shipped.model == embedder.model else make_means(embedder)


def plain_sentences() -> Mapping[str, Sequence[str]]:
    """By language, sentences on many subjects; those of one place mean the same."""
    sentences: Mapping[str, Sequence[str]] = yaml.safe_load(_SENTENCES.read_text("utf-8"))
    return sentences


def sentences_digest() -> str:
    """Tells the plain sentences from others: which ones the shipped means were made of."""
    return hashlib.sha256(_SENTENCES.read_bytes()).hexdigest()[:12]


def make_means(embedder: Embedder) -> Means:
    """The means of a model."""
    made = {
        language: embedder.embed(sentences) for language, sentences in plain_sentences().items()
    }
    by_language = {language: vectors.mean(axis=0) for language, vectors in made.items()}
    centred = {language: _units(made[language] - mean) for language, mean in by_language.items()}
    return _means(embedder.model, by_language, _kept(centred))


def read_means(path: Path) -> Means:
    """Reads what `write_means` wrote."""
    content = json.loads(path.read_text("utf-8"))
    means: Iterable[tuple[str, str]] = content["means"].items()
    by_language = {language: np.frombuffer(b64decode(raw), "<f4") for language, raw in means}
    return _means(content["model"], by_language, content["kept"])


def write_means(means: Means, path: Path) -> None:
    """Writes means of the plain sentences as JSON, the vectors in base64 of single precision."""
    by_language = {
        language: b64encode(mean.astype("<f4").tobytes()).decode()
        for language, mean in means.by_language.items()
    }
    content = {
        "model": means.model,
        "sentences": sentences_digest(),
        "means": by_language,
        "kept": means.kept,
    }
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def _means(
    model: str,
    by_language: Mapping[str, NDArray[np.float32]],
    kept: Mapping[str, Mapping[str, float]],
) -> Means:
    overall: NDArray[np.float32] = np.mean(np.stack(list(by_language.values())), axis=0)
    return Means(model, by_language, overall, kept)


def _kept(centred: Mapping[str, Vectors]) -> dict[str, dict[str, float]]:
    """For two languages, the spread of similarities across them as a share of that within them.

    Taken over pairs of sentences that mean different things, of which one set is enough.
    """
    return {
        one: {
            other: round(_share(centred[one], centred[other]), 3)
            for other in centred
            if other != one
        }
        for one in centred
    }


def _share(left: Vectors, right: Vectors) -> float:
    return _spread(left, right) / sqrt(_spread(left, left) * _spread(right, right))


def _spread(left: Vectors, right: Vectors) -> float:
    near = left @ right.T
    return float(((near + near.T) / 2)[~np.eye(len(near), dtype=bool)].std())


def _units(vectors: NDArray[np.float32]) -> Vectors:
    units: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), _LEAST)
    return units


def _primary(language: str | None) -> str:
    return (language or "").replace("_", "-").lower().split("-", 1)[0]
