"""JSON Lines files: read a line at a time, and written so that no half of one is ever seen."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from pydantic import BaseModel

from streams.codec import decode
from streams.errors import BadRecord, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Line:
    """One line that is not blank, with where it stands; `number` counts from 1."""

    source: str
    number: int
    raw: bytes

    @property
    def place(self) -> str:
        """Where a person finds it."""
        return f"{self.source}, line {self.number}"


def lines_of(stream: BinaryIO, source: str) -> Iterator[Line]:
    """The lines of an open file, without their ends; blank ones are counted but not given."""
    for number, raw in enumerate(stream, start=1):
        if stripped := raw.strip():
            yield Line(source, number, stripped)


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file.

    Raises:
        ConfigError: the file can't be read.
    """
    try:
        with path.open("rb") as stream:
            yield from lines_of(stream, str(path))
    except OSError as error:
        raise ConfigError(str(path), "", f"can't be read: {error.strerror}") from None


def read_records(model: type[Model], path: Path) -> list[Model]:
    """All records of a file.

    Raises:
        ConfigError: the file, or a line of it, can't be read.
    """
    return [_record(model, line) for line in read_lines(path)]


def _record(model: type[Model], line: Line) -> Model:
    try:
        return decode(model, line.raw)
    except BadRecord as error:
        raise ConfigError(line.place, error.field, error.detail or error.reason) from None


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes its name only once all of it is on disk.

    When the block raises, what stood under the name before is untouched. A link stays one, and what
    is no file, such as a pipe or `/dev/null`, is written to as it stands.

    Raises:
        ConfigError: the folder can't be written to.
    """
    in_place = path.exists() and not path.is_file()
    with ExitStack() as stack:
        try:
            if in_place:
                stream: BinaryIO = stack.enter_context(path.open("wb"))
            else:
                stream = stack.enter_context(_replacing(Path(os.path.realpath(path))))
        except OSError as error:
            raise ConfigError(str(path), "", f"can't be written: {error.strerror}") from None
        yield stream


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file beside the path, which it takes at the end."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
