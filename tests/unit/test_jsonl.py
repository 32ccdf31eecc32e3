"""JSON Lines files: read with places, written whole or not at all."""

from __future__ import annotations

import io
import os
import subprocess
from typing import TYPE_CHECKING, BinaryIO

import pytest

from streams.errors import ConfigError
from wirewatch.jsonl import Line, lines_of, read_lines, written_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_blank_lines_are_counted_and_not_given() -> None:
    """Line numbers are those that an editor shows, whatever the line ends."""
    stream = io.BytesIO(b'{"a": 1}\r\n\n  \n{"b": 2}')
    assert list(lines_of(stream, "x.jsonl")) == [
        Line("x.jsonl", 1, b'{"a": 1}'),
        Line("x.jsonl", 4, b'{"b": 2}'),
    ]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The error names the file and the system's reason."""
    with pytest.raises(ConfigError, match=r"none\.jsonl: can't be read: No such file"):
        list(read_lines(tmp_path / "none.jsonl"))


def test_a_file_appears_once_all_of_it_is_written(tmp_path: Path) -> None:
    """Until the end the old content stands, and no other file is left afterwards."""
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old")
    with written_whole(path) as out:
        out.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def _break_off_writing(out: BinaryIO) -> None:
    out.write(b"half")
    raise RuntimeError


def test_a_failure_leaves_the_old_file_alone(tmp_path: Path) -> None:
    """When writing breaks off, the old content stands and no half of a new one is left."""
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), written_whole(path) as out:
        _break_off_writing(out)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """A missing folder is an error about the file that was asked for."""
    path = tmp_path / "none" / "out.jsonl"
    with pytest.raises(ConfigError, match=r"out\.jsonl: can't be written"), written_whole(path):
        pass


def test_a_link_stays_one(tmp_path: Path) -> None:
    """The file that it leads to is written, also where that is not there yet."""
    folder = tmp_path / "folder"
    folder.mkdir()
    link = tmp_path / "out.jsonl"
    link.symlink_to(folder / "target.jsonl")
    for content in (b"first", b"second"):
        with written_whole(link) as out:
            out.write(content)
        assert link.is_symlink()
        assert [one.read_bytes() for one in folder.iterdir()] == [content]
    assert sorted(tmp_path.iterdir()) == [folder, link]


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """Nor is a device; whoever reads from it gets all of it."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with subprocess.Popen(["cat", str(path)], stdout=subprocess.PIPE) as reader:
        with written_whole(path) as out:
            out.write(b"line")
        if not path.is_fifo():
            reader.kill()
        assert reader.communicate(timeout=20)[0] == b"line"


def test_what_can_be_no_file_is_named(tmp_path: Path) -> None:
    """As a folder."""
    with pytest.raises(ConfigError, match="can't be written: Is a directory"):
        _write(tmp_path)


def _write(path: Path) -> None:
    with written_whole(path) as out:
        out.write(b"x")
