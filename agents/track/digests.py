"""Stable 32-bit digests of words and rows of words, and their short form in JSON."""

from __future__ import annotations

import base64
import hashlib
import struct
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer

#: Hex digits of a long digest: a false match takes billions of them.
LONG: Final = 16


def digest32(text: str) -> int:
    """A digest that is the same in every process.

    Two sets of a hundred share one by chance once in 400,000 pairs, and one changes nothing.
    """
    raw = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).digest()
    return int.from_bytes(raw, "big")


def _packed(values: tuple[int, ...]) -> str:
    return base64.b85encode(struct.pack(f">{len(values)}I", *values)).decode("ascii")


def _unpacked(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    raw = base64.b85decode(value)
    return struct.unpack(f">{len(raw) // 4}I", raw)


def _packed_long(values: tuple[str, ...]) -> str:
    return base64.b85encode(bytes.fromhex("".join(values))).decode("ascii")


def _unpacked_long(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = base64.b85decode(value).hex()
    return tuple(found[at : at + LONG] for at in range(0, len(found), LONG))


#: Digests; in JSON five characters each, a third of what a list of numbers takes.
Digests = Annotated[
    tuple[int, ...],
    BeforeValidator(_unpacked),
    PlainSerializer(_packed, return_type=str, when_used="json"),
]

#: Long digests; in JSON ten characters each.
LongDigests = Annotated[
    tuple[str, ...],
    BeforeValidator(_unpacked_long),
    PlainSerializer(_packed_long, return_type=str, when_used="json"),
]
