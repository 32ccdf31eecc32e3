"""Lines from files and pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from streams.kafka_topics import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_TELL: Final = """
import asyncio, json, sys
from pathlib import Path
from wirewatch.sources import lines_from
async def main():
    async for line in lines_from([Path(name) for name in sys.argv[1:]]):
        print(json.dumps([line.place, len(line.raw)]), flush=True)
asyncio.run(main())
"""


def _start(*names: str, stdin: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _TELL, *names]
    return subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE)


def _told(output: bytes) -> list[tuple[str, int]]:
    return [tuple(json.loads(line)) for line in output.splitlines()]


def test_files_and_a_pipe_are_read_in_the_order_given(tmp_path: Path) -> None:
    """Each line has the place where a person finds it; blank ones are counted only."""
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"one\n\nthree")
    out, _ = _start("-", str(file)).communicate(b"\nzwei\r\nlast line")
    assert _told(out) == [
        ("standard input, line 2", 4),
        ("standard input, line 3", 9),
        (f"{file}, line 1", 3),
        (f"{file}, line 3", 5),
    ]


def test_a_line_of_a_pipe_is_given_before_the_next_is_written() -> None:
    """A collector that pauses does not hold back what it has written."""
    with _start("-") as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"first\n")
        process.stdin.flush()
        assert _told(process.stdout.readline()) == [("standard input, line 1", 5)]


def test_a_file_redirected_to_standard_input_is_read(tmp_path: Path) -> None:
    """`publish - < FILE` works as a pipe does."""
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"one\n")
    with file.open("rb") as stdin:
        out, _ = _start("-", stdin=stdin.fileno()).communicate()
    assert _told(out) == [("standard input, line 1", 3)]


def test_an_empty_standard_input_gives_nothing() -> None:
    """Without any input, as under a service manager, there are no lines and no error."""
    process = _start("-", stdin=subprocess.DEVNULL)
    assert process.communicate()[0] == b""
    assert process.returncode == 0


@pytest.mark.parametrize("excess", [1, 3 * MAX_RECORD_BYTES])
def test_an_endless_line_of_a_pipe_does_not_stop_the_others(excess: int) -> None:
    """Of a line beyond every limit enough is kept to refuse it, and the next lines follow."""
    long = b"x" * (MAX_RECORD_BYTES + excess)
    out, _ = _start("-").communicate(b"first\n" + long + b"\nthird")
    first, second, third = _told(out)
    assert (first, third) == (("standard input, line 1", 5), ("standard input, line 3", 5))
    assert second[0] == "standard input, line 2"
    assert second[1] >= MAX_RECORD_BYTES
