"""Where articles are read from: files and standard input, a line at a time."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from streams.kafka_topics import MAX_RECORD_BYTES
from wirewatch.jsonl import Line, lines_of, read_lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: The name that stands for standard input.
STDIN: Final = Path("-")
_STDIN_NAME: Final = "standard input"


async def lines_from(sources: list[Path]) -> AsyncIterator[Line]:
    """The lines of files, in the order given; `-` is standard input.

    A pipe is read as it is written to: a collector that pauses must not hold back what it
    has already handed over.

    Raises:
        ConfigError: a file can't be read, or a line of a pipe is longer than any article.
    """
    for source in sources:
        if source != STDIN:
            for line in read_lines(source):
                yield line
        elif _is_pipe(sys.stdin.fileno()):
            async for line in _piped_lines():
                yield line
        else:
            for line in lines_of(sys.stdin.buffer, _STDIN_NAME):
                yield line


def _is_pipe(descriptor: int) -> bool:
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)


async def _piped_lines() -> AsyncIterator[Line]:
    reader = asyncio.StreamReader(limit=MAX_RECORD_BYTES)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer
    )
    number = 0
    try:
        while raw := await _line(reader):
            number += 1
            if stripped := raw.strip():
                yield Line(_STDIN_NAME, number, stripped)
    finally:
        transport.close()


async def _line(reader: asyncio.StreamReader) -> bytes:
    """The next line; of one beyond the reader's limit its beginning, which no article fits into."""
    beginning = b""
    while True:
        try:
            end = await reader.readuntil()
        except asyncio.LimitOverrunError as error:
            chunk = await reader.readexactly(error.consumed)
            beginning = beginning or chunk
        except asyncio.IncompleteReadError as error:
            return beginning or error.partial
        else:
            return beginning or end
