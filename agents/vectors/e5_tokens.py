"""The tokeniser of multilingual-e5-small on sentencepiece.

The model that sentencepiece reads is a protobuf message of few fields; it is written here, since
the wheel's own classes for it would need the protobuf package.
"""

from __future__ import annotations

import json
import re
import struct
from typing import TYPE_CHECKING, Final

from sentencepiece import SentencePieceProcessor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from agents.vectors.e5_weights import Pieces

_PIECES_FILE: Final = "pieces.model"
_NORMALISATION_FILE: Final = "normalisation.json"

# Both sides of a comparison are passages: neither is the other's question.
_PREFIX: Final = "passage: "
_BLANKS: Final = re.compile(" {2,}")
_SPECIAL: Final = ("<s>", "<pad>", "</s>", "<mask>")

# Numbers of sentencepiece_model.proto: fields, kinds of pieces, and the unigram model.
_UNIGRAM, _NORMAL, _UNKNOWN, _CONTROL = 1, 1, 2, 3


class E5Tokens:
    """Texts to the numbers of their pieces.

    Args:
        folder: where `save_tokeniser` left its files.
        longest: pieces that the network takes, the two special ones included.
    """

    def __init__(self, folder: Path, longest: int = 512) -> None:
        table = json.loads((folder / _NORMALISATION_FILE).read_text("utf-8"))
        self._table = {int(character): text for character, text in table.items()}
        self._processor = SentencePieceProcessor(model_file=str(folder / _PIECES_FILE))
        self._begin, self._end = self._processor.bos_id(), self._processor.eos_id()
        self._longest = longest - 2

    def __call__(self, text: str) -> list[int]:
        """The pieces of a passage; what is too long for the network is cut off."""
        # A lone surrogate is no character, and sentencepiece refuses the whole text for it.
        text = text.encode("utf-8", "replace").decode()
        normal = _BLANKS.sub(" ", (_PREFIX + text).translate(self._table))
        pieces: list[int] = self._processor.encode(normal)[: self._longest]
        return [self._begin, *pieces, self._end]


def save_tokeniser(pieces: Pieces, normalisation: Mapping[int, str], folder: Path) -> None:
    """Writes what `E5Tokens` reads."""
    (folder / _PIECES_FILE).write_bytes(b"".join(_model(pieces)))
    (folder / _NORMALISATION_FILE).write_text(json.dumps(normalisation), "utf-8")


def _model(pieces: Pieces) -> Iterator[bytes]:
    for index, (text, score) in enumerate(zip(pieces.texts, pieces.scores, strict=True)):
        kind = _UNKNOWN if index == pieces.unknown else _NORMAL
        kind = _CONTROL if text in _SPECIAL else kind
        piece = _text(1, text.encode()) + _number(2, score) + _integer(3, kind)
        yield _text(1, piece)
    special = (pieces.unknown, pieces.begin, pieces.end, pieces.padding)
    ids = b"".join(_integer(field, value) for field, value in enumerate(special, start=40))
    yield _text(2, _integer(3, _UNIGRAM) + ids)
    # Normalised already; a mark stands for every blank and before the text.
    yield _text(3, _text(1, b"identity") + _integer(3, 1) + _integer(4, 0) + _integer(5, 1))


def _integer(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _number(field: int, value: float) -> bytes:
    return _varint(field << 3 | 5) + struct.pack("<f", value)


def _text(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low = value & 127
    return bytes([low]) if value == low else bytes([low | 128]) + _varint(value >> 7)
