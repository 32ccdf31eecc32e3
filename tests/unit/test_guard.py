from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from streams.guard import BlockedError, Guard, resolve
from streams.http import HttpClient, HttpError, HttpFailure
from streams.pinned import connect
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.kafka_broker import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PUBLIC = "93.184.215.14"


def _leads_to(*addresses: str) -> Guard:
    """A guard whose resolver gives these addresses for every name; http is allowed."""

    async def resolved(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return Guard(allow_http=True, resolve=resolved)


class _Listener:
    """Counts the connections to a port of this machine."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0

    async def connected(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.close()


@asynccontextmanager
async def _listening() -> AsyncIterator[_Listener]:
    """A listener on all addresses of this machine, of both families."""
    listener = _Listener()
    # Port 0 would give each family a port of its own.
    listener.port = free_port()
    server = await asyncio.start_server(listener.connected, None, listener.port)
    async with server:
        yield listener


async def _failure(guard: Guard, url: str) -> HttpFailure:
    async with HttpClient(guard, connect_seconds=2, total_seconds=2) as http:
        with pytest.raises(HttpError) as caught:
            await http.post(url, b"{}", {})
    return caught.value.reason


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "localhost",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "１２７.０.０.１",  # full-width digits
        "127。0。0。1",
    ],
)
async def test_no_spelling_of_this_machine_is_connected_to(host: str) -> None:
    """What the resolver makes of it is judged, so that no spelling gets past."""
    async with _listening() as listener:
        reason = await _failure(Guard(allow_http=True), f"http://{host}:{listener.port}/")

    assert listener.connections == 0
    assert reason in {HttpFailure.OWN_NETWORK, HttpFailure.UNREACHABLE, HttpFailure.BAD_ADDRESS}


@pytest.mark.parametrize(
    "host",
    ["user@127.0.0.1", "hooks.example@127.0.0.1", "u:p@127.0.0.1", "[::1%25lo]", "[fe80::1%25lo]"],
)
async def test_users_and_zones_are_no_part_of_an_address(host: str) -> None:
    """They make the host that is read another than the one that is connected to."""
    async with _listening() as listener:
        reason = await _failure(LOOPBACK, f"http://{host}:{listener.port}/")

    assert listener.connections == 0
    assert reason is HttpFailure.BAD_ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "fe80::1%eth0",
    ],
)
async def test_special_addresses_are_refused(address: str) -> None:
    """Alone, and beside a public one: one bad address spoils the name."""
    for answer in ([address], [_PUBLIC, address], [address, _PUBLIC]):
        with pytest.raises(BlockedError):
            await _leads_to(*answer).addresses("hooks.example", 443)


@pytest.mark.parametrize(
    "address",
    [_PUBLIC, "9.255.255.255", "172.32.0.1", "198.20.0.1", "2606:4700::1111", "::ffff:8.8.8.8"],
)
async def test_public_addresses_are_not_refused(address: str) -> None:
    """Just outside of a special network, and in IPv6 clothes."""
    assert await _leads_to(address).addresses("hooks.example", 443) == [address]


async def test_a_name_that_leads_into_the_own_network_is_not_connected_to() -> None:
    """A public name can have any address."""
    async with _listening() as listener:
        url = f"http://hooks.example:{listener.port}/"
        assert await _failure(_leads_to("127.0.0.1"), url) is HttpFailure.OWN_NETWORK
        assert await _failure(_leads_to(_PUBLIC, "127.0.0.1"), url) is HttpFailure.OWN_NETWORK
        assert await _failure(_leads_to("::1"), url) is HttpFailure.OWN_NETWORK

    assert listener.connections == 0


async def test_a_name_that_changes_between_check_and_connect_gains_nothing() -> None:
    """The address that was judged is the one that is connected to; there is no second question."""
    asked = []

    async def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        # Within the allowed network at first, the neighbour afterwards.
        return ["127.0.0.2" if len(asked) == 1 else "127.0.0.1"]

    async with receiver() as desk:
        port = desk.url.split(":")[2].split("/")[0]
        guard = Guard(["127.0.0.2/32"], allow_http=True, resolve=rebinding)
        first = await _failure(guard, f"http://hooks.example:{port}/")
        second = await _failure(guard, f"http://hooks.example:{port}/")

    assert (first, second) == (HttpFailure.UNREACHABLE, HttpFailure.OWN_NETWORK)
    assert desk.requests == []
    assert asked == ["hooks.example"] * 2


async def test_the_request_names_the_host_and_not_the_address() -> None:
    """Behind one address are many hosts."""

    async def here(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async with receiver() as desk:
        port = desk.url.split(":")[2].split("/")[0]
        guard = Guard(["127.0.0.0/8"], resolve=here)
        async with HttpClient(guard) as http:
            await http.post(f"http://hooks.example:{port}/", b"{}", {})

    assert desk.requests[0].headers["host"] == f"hooks.example:{port}"


async def test_a_redirect_into_the_own_network_is_not_followed() -> None:
    """A redirect is an answer and no address."""
    async with _listening() as listener:
        moved = {"location": f"http://127.0.0.1:{listener.port}/"}
        async with receiver(Answer(302, "", moved)) as desk, HttpClient(LOOPBACK) as http:
            reply = await http.post(desk.url, b"{}", {})

    assert reply.status == 302
    assert listener.connections == 0


async def test_plain_http_needs_leave() -> None:
    """By a network that is allowed, or by the setting for all."""
    async with _listening() as listener:
        url = f"http://hooks.example:{listener.port}/"

        async def outside(_host: str, _port: int) -> list[str]:
            return [_PUBLIC]

        assert await _failure(Guard(resolve=outside), url) is HttpFailure.NOT_HTTPS
        mixed = Guard(["127.0.0.0/8"], resolve=_mixed)
        assert await _failure(mixed, url) is HttpFailure.NOT_HTTPS

    assert listener.connections == 0


async def _mixed(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1", _PUBLIC]


async def test_only_the_networks_that_are_allowed_are() -> None:
    """A neighbour of an allowed address is not."""
    guard = Guard(["127.0.0.2/32", "fd00::/64"], resolve=resolve)

    assert await guard.addresses("127.0.0.2", 80) == ["127.0.0.2"]
    assert await guard.addresses("fd00::5", 80) == ["fd00::5"]
    for host in ("127.0.0.1", "fd00:0:0:1::5"):
        with pytest.raises(BlockedError, match="own-network"):
            await guard.addresses(host, 80)


async def test_other_protocols_are_guarded_alike() -> None:
    """A mail server's address is judged and pinned as a web server's is."""
    async with _listening() as listener:
        with pytest.raises(BlockedError):
            await connect(Guard(), "localhost", listener.port, seconds=5)
        assert listener.connections == 0

        (await connect(LOOPBACK, "127.0.0.1", listener.port, seconds=5)).close()
