"""A reply as it is kept: cut, and free of address and keys, which servers like to repeat."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, unquote_plus

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: What is kept of a reply's body, in characters: an error's wording, never a page.
REPLY_LENGTH: Final = 1024
#: More than is kept: what echoes the address is taken out before the cut.
READ_BYTES: Final = 8 * REPLY_LENGTH
# Shorter parts of an address are words such as 'hooks', not secrets.
_SHORTEST_SECRET: Final = 6
# Within one part of a path: `bot123:AAH…`, `hook;key=…`.
_WITHIN: Final = re.compile("[:;,=]")
_CODE: Final = re.compile("%[0-9a-fA-F]{2}")
_URL_SAFE: Final = str.maketrans("+/", "-_")
# Base64 takes three bytes at a time. Where so many of them are of what stands before, so many
# characters are, in whole or in part.
_SHIFTS: Final = ((0, 0), (1, 2), (2, 3))


@dataclass(frozen=True)
class Reply:
    """What a server answered; `body` is cut to `REPLY_LENGTH` and free of secrets."""

    status: int
    # A redirect's Location can echo the address.
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str = ""
    # For who reads an answer by its format, and never quotes it.
    raw: bytes = field(default=b"", repr=False)


class Exchange:
    """One reply while it arrives."""

    def __init__(self, limit: int) -> None:
        self.status: int | None = None
        self.headers: Mapping[str, str] = {}
        self._limit = limit
        self._body = bytearray()

    @property
    def raw(self) -> bytes:
        """The body as it came."""
        return bytes(self._body)

    def begin(self, response: httpx.Response) -> None:
        """The status has come."""
        self.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}

    def take(self, chunk: bytes) -> bool:
        """Keeps a piece of the body; whether it is enough."""
        self._body += chunk[: self._limit - len(self._body)]
        return len(self._body) >= self._limit

    def text(self, url: str, further: Iterable[str] = ()) -> str:
        """What is kept of the body: neither the address nor what else was secret in the request."""
        if len(self._body) < _SHORTEST_SECRET:
            return self._body.decode("utf-8", "replace")
        secrets = _spelled(_parts_of(url) | {part for each in further for part in _words(each)})
        text = _coded_alike(self._body[:READ_BYTES].decode("utf-8", "replace"))
        for secret in secrets:
            text = text.replace(secret, "…")
        if len(self._body) >= READ_BYTES and secrets:
            # The cut may have left the beginning of one.
            text = text[: -len(secrets[0])]
        return text[:REPLY_LENGTH]


def _parts_of(url: str) -> set[str]:
    """The parts of an address that nobody may see."""
    target = httpx.URL(url)
    path = target.raw_path.decode("ascii")
    segments = {*target.path.split("/"), *path.split("?")[0].split("/")}
    pieces = {piece for segment in segments for piece in _WITHIN.split(segment)}
    values = set(_values(target.query.decode("ascii")))
    return {url, path, target.username, target.password, target.fragment} | (
        segments | pieces | values
    )


def _values(query: str) -> Iterator[str]:
    """The values of a query, also decoded; a name without one may be the key itself."""
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        yield value or name
        yield unquote_plus(value or name)


def _words(secret: str) -> list[str]:
    """A header's value, and the token in it without the word before."""
    return [secret, *secret.split()]


def _spelled(parts: Iterable[str]) -> list[str]:
    """The parts in the spellings of an echo; the longest first."""
    texts = {text for part in parts for text in (part, unquote(part))}
    secrets = (text for text in texts if len(text) >= _SHORTEST_SECRET)
    forms = {_coded_alike(form) for each in secrets for form in _spellings(each)}
    return sorted(forms, key=len, reverse=True)


def _spellings(text: str) -> Iterator[str]:
    """As it is, as HTML and JSON have it, percent-encoded in whole or in part, and in base64."""
    yield text
    yield html.escape(text)
    quoted = json.dumps(text)[1:-1]
    yield from (quoted, quoted.replace("/", "\\/"))
    yield from (quote(text), quote(text, safe=""))
    for coded in _in_base64(text.encode()):
        yield from (coded, coded.translate(_URL_SAFE))


def _coded_alike(text: str) -> str:
    """With percent-encoded bytes in upper case, as two spellings of one text may have them."""
    return _CODE.sub(lambda code: code[0].upper(), text)


def _in_base64(text: bytes) -> Iterator[str]:
    """By itself, and within more: without the characters that depend on what stands around it."""
    yield b64encode(text).decode()
    for before, lost in _SHIFTS:
        coded = b64encode(bytes(before) + text).decode()
        yield coded[lost : (before + len(text)) * 8 // 6]
