"""Connections to addresses that the guard has judged, and to no others."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Any, Final

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        async with asyncio.timeout(timeout):
            last: Exception = httpcore.ConnectError()
            for address in await self._guard.addresses(host, port):
                try:
                    return await super().connect_tcp(
                        address, port, timeout, local_address, socket_options
                    )
                except httpcore.ConnectError as error:
                    last = error
            raise last


async def connect(guard: Guard, host: str, port: int) -> socket.socket:
    """A connected socket, for protocols other than HTTP.

    Raises:
        BlockedError: the guard refuses an address of the host.
        OSError: it is not reachable.
    """
    loop = asyncio.get_running_loop()
    last = OSError("no address")
    for address in await guard.addresses(host, port):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with contextlib.ExitStack() as stack:
            opened = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            opened.setblocking(False)
            try:
                await loop.sock_connect(opened, (address, port))
            except OSError as error:
                last = error
                continue
            stack.pop_all()
            return opened
    raise last
