"""A real receiver of alerts on loopback, which answers as a test says.

::

    async with receiver(Answer(503), Answer(200, "ok")) as desk:
        ...  # post to desk.url
        await desk.received(2)
        assert desk.requests[0].body == desk.requests[1].body
"""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

from streams.guard import Guard

_WAIT_SECONDS: Final = 20.0
#: Lets a client reach the receivers of this module.
LOOPBACK: Final = Guard(["127.0.0.0/8"])


@dataclass(frozen=True)
class Answer:
    """How one request is answered.

    Attributes:
        status: the status line's code; 0 closes the connection without one.
        body: sent `repeat` times.
        headers: further ones.
        delay: seconds before anything is sent.
        missing: bytes of the declared length that are not sent; then the connection breaks.
        hold: seconds before it breaks.
        repeat: for large bodies.
        drip: seconds after each byte of the status line and the headers.
    """

    status: int = 200
    body: str = "ok"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    missing: int = 0
    hold: float = 0.0
    repeat: int = 1
    drip: float = 0.0


@dataclass(frozen=True)
class Request:
    """One request as it arrived; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class HttpReceiver:
    """The receiver: where it is, what came, what it is going to answer."""

    def __init__(self, replies: tuple[Answer, ...]) -> None:
        self.url = ""
        self.requests: list[Request] = []
        #: The `webhook-id` of each, once.
        self.ids: set[str] = set()
        #: Answered in order; after the last one, 200 and `ok`.
        self.replies = list(replies)
        #: What was answered to the end.
        self.answered: list[Request] = []
        self._arrived = asyncio.Condition()

    async def received(self, count: int) -> list[Request]:
        """Waits until so many requests have come."""
        async with asyncio.timeout(_WAIT_SECONDS), self._arrived:
            await self._arrived.wait_for(lambda: len(self.requests) >= count)
        return self.requests

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serves one connection until it ends."""
        try:
            while (request := await _read(reader)) is not None:
                goes_on = await _write(writer, await self._answer_to(request))
                self.answered.append(request)
                if not goes_on:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def next_answer(self) -> Answer:
        """What the next request is answered."""
        return self.replies.pop(0) if self.replies else Answer()

    async def _answer_to(self, request: Request) -> Answer:
        async with self._arrived:
            self.requests.append(request)
            self.ids.add(request.headers.get("webhook-id", ""))
            self._arrived.notify_all()
        answer = self.next_answer()
        await asyncio.sleep(answer.delay)
        return answer


@asynccontextmanager
async def receiver(
    *replies: Answer, path: str = "/alerts", desk: HttpReceiver | None = None
) -> AsyncIterator[HttpReceiver]:
    """A receiver for as long as the block; `path` is the secret part of its url."""
    desk = desk or HttpReceiver(replies)
    serving: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.create_task(desk.serve(reader, writer)))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    desk.url = f"http://127.0.0.1:{port}{path}"
    try:
        yield desk
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    line = await reader.readline()
    if not line:
        return None
    method, path, _ = line.decode("latin-1").split(" ", 2)
    headers = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, path, headers, body)


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Whether the connection can go on."""
    if not answer.status:
        return False
    body = answer.body.encode()
    length = len(body) * answer.repeat + answer.missing
    headers = {"content-length": str(length)} | dict(answer.headers)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    await _write_head(writer, f"HTTP/1.1 {answer.status} Said\r\n{head}\r\n".encode(), answer.drip)
    for _ in range(answer.repeat):
        writer.write(body)
        await writer.drain()
    await asyncio.sleep(answer.hold)
    return not answer.missing


async def _write_head(writer: asyncio.StreamWriter, head: bytes, drip: float) -> None:
    if not drip:
        writer.write(head)
        return
    for byte in head:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(drip)
