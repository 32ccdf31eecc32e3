"""Stable 32-bit digests of words and rows of words, and their short form in JSON."""

from __future__ import annotations

import base64
import binascii
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


#: Begins what is packed in base64; without it stands the base85 of earlier releases, which Python
#: reads a hundred times more slowly.
_BASE64: Final = ":"


def packed_bytes(raw: bytes) -> str:
    """Bytes as they stand in JSON."""
    return _BASE64 + binascii.b2a_base64(raw, newline=False).decode("ascii")


def unpacked_bytes(text: str) -> bytes:
    """Bytes that stand in JSON, whichever release packed them."""
    if text.startswith(_BASE64):
        return binascii.a2b_base64(text[1:])
    return base64.b85decode(text)


def _packed(values: tuple[int, ...]) -> str:
    return packed_bytes(struct.pack(f">{len(values)}I", *values))


def _unpacked(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    raw = unpacked_bytes(value)
    return struct.unpack(f">{len(raw) // 4}I", raw)


def _packed_long(values: tuple[str, ...]) -> str:
    return packed_bytes(bytes.fromhex("".join(values)))


def _unpacked_long(value: Any) -> Any:
    if isinstance(value, dict):
        # The first builds of version 1 kept id and content apart, from which no digest of both can
        # be made: what comes once more is then a duplicate in place of a redelivery.
        return ()
    if not isinstance(value, str):
        return value
    found = unpacked_bytes(value).hex()
    return tuple(found[at : at + LONG] for at in range(0, len(found), LONG))


#: Digests; in JSON a good five characters each, half of what a list of numbers takes.
Digests = Annotated[
    tuple[int, ...],
    BeforeValidator(_unpacked),
    PlainSerializer(_packed, return_type=str, when_used="json"),
]

#: Long digests; in JSON eleven characters each.
LongDigests = Annotated[
    tuple[str, ...],
    BeforeValidator(_unpacked_long),
    PlainSerializer(_packed_long, return_type=str, when_used="json"),
]
