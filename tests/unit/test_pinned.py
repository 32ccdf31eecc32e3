"""Receivers with several addresses, some of which lead nowhere."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

import pytest

from streams.guard import Guard
from streams.http import HttpClient, HttpError, HttpFailure
from streams.pinned import connect
from tests.http_receiver import receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOLE = "127.0.0.2"
_GOOD = "127.0.0.1"


def _leads_to(*addresses: str) -> Guard:
    async def resolved(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return Guard(["127.0.0.0/8"], resolve=resolved)


@contextlib.contextmanager
def _swallowing(port: int) -> Iterator[None]:
    """An address that answers nothing: its queue is full, so the kernel drops what comes."""
    with contextlib.ExitStack() as stack:
        hole = stack.enter_context(socket.socket())
        hole.bind((_HOLE, port))
        hole.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                filler.connect((_HOLE, port))
        yield


async def test_an_address_that_swallows_all_leaves_the_next_its_time() -> None:
    """As a broken IPv6 does: the receiver is reached by its other address."""
    async with receiver() as desk:
        port = int(desk.url.split(":")[2].split("/")[0])
        with _swallowing(port):
            async with HttpClient(_leads_to(_HOLE, _GOOD), connect_seconds=2) as http:
                reply = await http.post(f"http://desk.example:{port}/", b"{}", {})

    assert reply.status == 200


async def test_a_mail_server_is_reached_by_its_other_address_as_well() -> None:
    """Other protocols go on to the next address alike."""
    async with receiver() as desk:
        port = int(desk.url.split(":")[2].split("/")[0])
        with _swallowing(port):
            guard = _leads_to(_HOLE, _GOOD)
            with await connect(guard, "mail.example", port, seconds=2) as opened:
                assert opened.getpeername() == (_GOOD, port)


async def test_where_all_addresses_swallow_the_time_is_up() -> None:
    """It is said to have been too slow, for whatever protocol."""
    with socket.socket() as free:
        free.bind((_HOLE, 0))
        port = free.getsockname()[1]
    with _swallowing(port):
        async with HttpClient(_leads_to(_HOLE, _HOLE), connect_seconds=1) as http:
            with pytest.raises(HttpError) as caught:
                await http.post(f"http://desk.example:{port}/", b"{}", {})
        with pytest.raises(TimeoutError):
            await connect(_leads_to(_HOLE, _HOLE), "mail.example", port, seconds=1)

    assert caught.value.reason is HttpFailure.TIMEOUT
