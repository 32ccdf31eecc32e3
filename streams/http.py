"""The one HTTP client: every request that leaves goes through here.

Addresses of receivers are secrets (whoever knows a webhook's url can post to it). So they
stand in no error, log record or reply that leaves this module; `origin` names a receiver
by scheme and host.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

import httpx

from streams.errors import WirewatchError
from streams.guard import BlockedError, BlockedReason
from streams.pinned import PinnedTransport
from streams.reply import READ_BYTES, Exchange, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from streams.guard import Guard

_CONNECT_SECONDS: Final = 5.0
_TOTAL_SECONDS: Final = 15.0
_MAX_PORT: Final = 65_535
_MOST_CONNECTIONS: Final = 10_000


class HttpFailure(StrEnum):
    """Why a request got no reply."""

    BAD_ADDRESS = "bad-address"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    OWN_NETWORK = "own-network"
    NOT_HTTPS = "not-https"


class HttpError(WirewatchError):
    """A request got no reply.

    Attributes:
        reason: which kind of failure it was.
        origin: scheme and host of the address; empty where it is no address.
    """

    def __init__(self, reason: HttpFailure, origin: str = "") -> None:
        self.reason = reason
        self.origin = origin
        super().__init__(f"{reason}: {origin}" if origin else str(reason))


class HttpClient:
    """Posts to receivers: no redirects, no proxies from the environment, bounded time and size.

    Args:
        guard: judges every address that is connected to.
        connect_seconds: for reaching the server.
        total_seconds: for the whole exchange.
        reply_bytes: of a reply's body that are read.
        connections: open at a time, half of the files that the process may open by default; what
            is above waits, and its time does not begin.
    """

    def __init__(
        self,
        guard: Guard,
        *,
        connect_seconds: float = _CONNECT_SECONDS,
        total_seconds: float = _TOTAL_SECONDS,
        reply_bytes: int = READ_BYTES,
        connections: int | None = None,
    ) -> None:
        _keep_addresses_out_of_logs()
        self._free = asyncio.Semaphore(connections or _half_of_files())
        #: For what is connected to by another protocol.
        self.guard = guard
        self._reply_bytes = reply_bytes
        self._total_seconds = total_seconds
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            transport=PinnedTransport(guard),
            timeout=httpx.Timeout(total_seconds, connect=connect_seconds),
            # A compressed reply could unpack to any size.
            headers={"accept-encoding": "identity", "user-agent": "wirewatch"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], secrets: Iterable[str] = ()
    ) -> Reply:
        """Sends one body.

        What a reply repeats of the address, of `secrets` or of a header that may be a key is taken
        out of it.

        A server that sends its status and then breaks off has replied: what came of the body
        is returned.

        Raises:
            HttpError: no status came: no http(s) address, one that the guard refuses, too slow,
                or not reachable.
        """
        target = vetted(url)
        exchange = Exchange(self._reply_bytes)
        async with self._free:
            failure = await self._exchange(exchange, target, body, headers)
        if exchange.status is None:
            # Raised outside of `except`: httpx's own error holds the request with its url.
            raise HttpError(failure, origin(target))
        keys = [value for name, value in headers.items() if name.lower() not in _NO_SECRETS]
        text = exchange.text(url, (*secrets, *keys))
        return Reply(exchange.status, exchange.headers, text, exchange.raw)

    async def check(self, url: str) -> None:
        """Whether an address may be posted to now; one whose name is not known now, may.

        Raises:
            HttpError: no http(s) address, or one that the guard refuses.
        """
        target = vetted(url)
        try:
            await self.guard.check_scheme(target.scheme, target.host, _port(target))
            await self.guard.addresses(target.host, _port(target))
        except BlockedError as error:
            raise HttpError(_BLOCKED[error.reason], origin(target)) from None
        except OSError:
            return

    async def _exchange(
        self, exchange: Exchange, target: httpx.URL, body: bytes, headers: Mapping[str, str]
    ) -> HttpFailure:
        """Fills `exchange`; returns what ended it, which matters only without a status."""
        try:
            async with asyncio.timeout(self._total_seconds):
                await self.guard.check_scheme(target.scheme, target.host, _port(target))
                await self._stream(exchange, target, body, headers)
        except BlockedError as error:
            return _BLOCKED[error.reason]
        except (TimeoutError, httpx.TimeoutException):
            return HttpFailure.TIMEOUT
        except (httpx.HTTPError, httpx.StreamError, OSError):
            return HttpFailure.UNREACHABLE
        finally:
            # A reply's cookie is not for the next request, which may be another receiver's.
            self._client.cookies.clear()
        return HttpFailure.UNREACHABLE

    async def _stream(
        self, exchange: Exchange, target: httpx.URL, body: bytes, headers: Mapping[str, str]
    ) -> None:
        async with self._client.stream(
            "POST", target, content=body, headers=dict(headers)
        ) as response:
            exchange.begin(response)
            async for chunk in response.aiter_raw():
                if exchange.take(chunk):
                    break


#: Headers that tell nobody anything; any other one can be a key.
_NO_SECRETS: Final = frozenset({"content-type", "webhook-id", "webhook-timestamp"})

_BLOCKED: Final = {
    BlockedReason.OWN_NETWORK: HttpFailure.OWN_NETWORK,
    BlockedReason.ZONE: HttpFailure.OWN_NETWORK,
    BlockedReason.NOT_HTTPS: HttpFailure.NOT_HTTPS,
}


def vetted(url: str) -> httpx.URL:
    """The address, where it may be posted to: http or https, with a host and without a user.

    Where it leads, the guard judges at the time of delivery.

    Raises:
        HttpError: `bad-address`.
    """
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        target = httpx.URL("")
    fit = target.scheme in {"http", "https"} and target.host and not target.userinfo
    if not fit or "%" in target.host or _bad_port(target):
        # Raised outside of `except`: httpx quotes the address.
        raise HttpError(HttpFailure.BAD_ADDRESS)
    return target


def origin(target: httpx.URL) -> str:
    """Scheme, host and port: what may be said of an address."""
    port = f":{target.port}" if target.port else ""
    host = f"[{target.host}]" if ":" in target.host else target.host
    return f"{target.scheme}://{host}{port}"


def _port(target: httpx.URL) -> int:
    return target.port or (443 if target.scheme == "https" else 80)


def _bad_port(target: httpx.URL) -> bool:
    return target.port is not None and not 0 < target.port <= _MAX_PORT


def _half_of_files() -> int:
    """The other half is for Kafka, the ledger and whatever else the process opens."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (
        _MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else min(soft // 2, _MOST_CONNECTIONS)
    )


def _keep_addresses_out_of_logs() -> None:
    """The client's loggers name each request's full url, whatever the logging setup says."""
    logging.getLogger("httpx").addFilter(_nothing)
    logging.getLogger("httpcore").setLevel(logging.WARNING)


def _nothing(_record: logging.LogRecord) -> bool:
    return False
