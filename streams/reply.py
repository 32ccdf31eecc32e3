"""A reply as it is kept: cut, and free of address and keys, which servers like to repeat."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: What is kept of a reply's body, in characters: an error's wording, never a page.
REPLY_LENGTH: Final = 1024
#: More than is kept: what echoes the address is taken out before the cut.
READ_BYTES: Final = 8 * REPLY_LENGTH
# Shorter parts of an address are words such as 'hooks', not secrets.
_SHORTEST_SECRET: Final = 6


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
        text = self._body[:READ_BYTES].decode("utf-8", "replace")
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
    values = [value for _, value in parse_qsl(target.query.decode("ascii"))]
    parts = {url, path, *target.path.split("/"), *path.split("?")[0].split("/"), *values}
    return parts | {target.username, target.password, target.fragment}


def _words(secret: str) -> list[str]:
    """A header's value, and the token in it without the word before."""
    return [secret, *secret.split()]


def _spelled(parts: Iterable[str]) -> list[str]:
    """The parts in the spellings of an echo; the longest first."""
    forms = {
        form
        for part in parts
        for form in (part, unquote(part), html.escape(part), json.dumps(part)[1:-1])
    }
    return sorted((form for form in forms if len(form) >= _SHORTEST_SECRET), key=len, reverse=True)
