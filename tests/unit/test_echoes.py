"""Servers repeat what they were sent, in spellings of their own; no secret of it is kept."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from urllib.parse import quote

import pytest

from streams.http import HttpClient
from tests.http_receiver import LOOPBACK, Answer, receiver

_BOT = "/bot123456789:AAHcanary+canary_canary-x/send"
# What base64 makes of it has both of the characters that addresses spell otherwise.
_KEY = "canary~~~???>>>canary"


async def _kept(echo: str, path: str = "/alerts", key: str = "") -> str:
    """What is kept of a reply that says so."""
    headers = {"authorization": f"Bearer {key}"} if key else {}
    async with receiver(Answer(404, echo), path=path) as desk, HttpClient(LOOPBACK) as http:
        reply = await http.post(desk.url, b"{}", headers)
    return reply.body


@pytest.mark.parametrize(
    "echo",
    [
        f"to={quote(f'https://api.example{_BOT}', safe='')}",
        f"to={quote(_BOT)}",
        quote(_BOT, safe="").replace("%2F", "%2f").replace("%3A", "%3a").replace("%2B", "%2b"),
        quote(_BOT, safe="").replace("%3A", "%3a"),
        json.dumps({"path": _BOT}).replace("/", "\\/"),
        "no bot has the token AAHcanary+canary_canary-x",
    ],
    ids=["whole", "in-part", "lower-case", "both-cases", "json", "behind-a-colon"],
)
async def test_a_part_of_the_path_is_taken_out_however_it_is_spelled(echo: str) -> None:
    """Percent-encoded in whole or in part, in JSON as PHP writes it, or from a colon on."""
    kept = await _kept(echo, _BOT)

    assert "canary" not in kept
    assert "…" in kept


@pytest.mark.parametrize(
    ("path", "echo"),
    [
        ("/hook?canary-key", "no key canary-key"),
        ("/hook?canary-key=&b=1", "no key canary-key"),
        ("/hook?sig=ca+nary%2Fkey", "ca+nary%2fkey or ca nary/key"),
        ("/hook;v=canary-key/x", "canary-key"),
        ("/hook:canary-key,1/x", "canary-key"),
    ],
)
async def test_a_key_is_taken_out_wherever_it_stands_in_the_address(path: str, echo: str) -> None:
    """By itself in the query, or behind a sign within a part of the path."""
    assert not re.search("ca.?nary", await _kept(echo, path))


@pytest.mark.parametrize("signs", ["+/", "-_"])
@pytest.mark.parametrize("before", ["", "1", "12"])
async def test_a_key_is_taken_out_of_base64_wherever_it_begins_there(
    before: str, signs: str
) -> None:
    """Three bytes are coded together, so what a key looks like depends on what stands before."""
    coded = b64encode(f"{before}Bearer {_KEY} and more".encode(), signs.encode()).decode()
    assert signs[0] in coded
    assert signs[1] in coded

    kept = await _kept(f"debug: {coded}", key=_KEY)

    left = [run[at:] for run in re.findall(f"[{signs}\\w]+", kept) for at in range(4)]
    read = [b64decode(run[: len(run) // 4 * 4], signs.encode()) for run in left]
    assert "…" in kept
    assert not any(b"ary" in text for text in read)


async def test_words_of_an_address_stay() -> None:
    """A short part is no secret, nor is the name of a value."""
    said = "hook v1 of team: thread_id is wrong"

    assert await _kept(said, "/hook/v1:team/canary-key?thread_id=12") == said
