"""Connections to addresses that the guard has judged, and to no others."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Any, Final

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from streams.guard import Guard

# One that breaks off is noticed anyway; this many are kept for the next alert.
_KEPT_OPEN: Final = 32


class PinnedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a pool that connects to judged addresses alone.

    The host stays the one of the request, so `Host`, SNI and the certificate are checked
    against the name.
    """

    def __init__(self, guard: Guard) -> None:
        context = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            # How many are open at a time, the receivers' concurrency bounds.
            max_connections=None,
            max_keepalive_connections=_KEPT_OPEN,
            keepalive_expiry=5.0,
            network_backend=_PinnedBackend(guard),
        )


class _PinnedBackend(httpcore.AnyIOBackend):
    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the base's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        async with asyncio.timeout(timeout) as limit:
            last: Exception = httpcore.ConnectError()
            for address, share in _shares(await self._guard.addresses(host, port), limit.when()):
                try:
                    return await super().connect_tcp(
                        address, port, share, local_address, socket_options
                    )
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    last = error
            raise last


async def connect(guard: Guard, host: str, port: int, *, seconds: float) -> socket.socket:
    """A connected socket, for protocols other than HTTP, within so many seconds.

    Raises:
        BlockedError: the guard refuses an address of the host.
        OSError: it is not reachable, or not in time (TimeoutError).
    """
    async with asyncio.timeout(seconds) as limit:
        last = OSError("no address")
        for address, share in _shares(await guard.addresses(host, port), limit.when()):
            try:
                async with asyncio.timeout(share):
                    return await _connected(address, port)
            except OSError as error:
                last = error
        raise last


async def _connected(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        opened.setblocking(False)
        await asyncio.get_running_loop().sock_connect(opened, (address, port))
        stack.pop_all()
        return opened


def _shares(addresses: Sequence[str], until: float | None) -> Iterator[tuple[str, float | None]]:
    """The addresses one by one, each with its share of the time that is left then.

    One that swallows what it is sent, as over a broken IPv6, leaves the others theirs.
    """
    for number, address in enumerate(addresses):
        left = None if until is None else until - asyncio.get_running_loop().time()
        yield address, None if left is None else max(left, 0.0) / (len(addresses) - number)
