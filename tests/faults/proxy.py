"""A TCP proxy that can make its link slow, narrow, silent or cut."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_DELAY_SECONDS: Final = 0.15
_BYTES_A_SECOND: Final = 64 * 1024
_CHUNK: Final = 16 * 1024


class Link(StrEnum):
    """How a link is."""

    OPEN = "open"
    DELAYED = "delayed"
    THROTTLED = "throttled"
    SILENT = "silent"
    CUT = "cut"


@dataclass
class Proxy:
    """Passes what comes to `port` on to `target`, both on loopback.

    Silent means that connections stay and nothing passes until it is open again, as behind a
    network that swallows packets; cut means that they are reset, and new ones too.
    """

    port: int
    target: int
    link: Link = Link.OPEN
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def set(self, link: Link) -> None:
        """Changes the link at once."""
        self.link = link
        self._changed.set()
        self._changed = asyncio.Event()
        if link is Link.CUT:
            for writer in self._writers:
                writer.transport.abort()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Accepts connections for as long as the block."""
        tasks: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._connected(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", self.port)
        try:
            yield
        finally:
            server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with self._kept(writer), contextlib.suppress(ConnectionError):
            if self.link is Link.CUT:
                return
            upstream, downstream = await asyncio.open_connection("127.0.0.1", self.target)
            with self._kept(downstream):
                pumps = {
                    asyncio.create_task(self._pump(reader, downstream)),
                    asyncio.create_task(self._pump(upstream, writer)),
                }
                try:
                    await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for pump in pumps:
                        pump.cancel()
                    await asyncio.gather(*pumps, return_exceptions=True)

    @contextlib.contextmanager
    def _kept(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        self._writers.add(writer)
        try:
            yield
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(_CHUNK):
                await self._gate(len(data))
                writer.write(data)
                await writer.drain()

    async def _gate(self, size: int) -> None:
        while self.link is Link.SILENT:
            await self._changed.wait()
        if self.link is Link.DELAYED:
            await asyncio.sleep(_DELAY_SECONDS)
        elif self.link is Link.THROTTLED:
            await asyncio.sleep(size / _BYTES_A_SECOND)
