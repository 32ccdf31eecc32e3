"""A progress bar for a person who waits; nothing where standard error is no terminal."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from wirewatch.jsonl import read_lines
from wirewatch.sources import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.progress import TaskID


@dataclass(frozen=True)
class Bar:
    """A running bar."""

    progress: Progress
    task: TaskID

    def advance(self) -> None:
        """One article more is done."""
        self.progress.advance(self.task)

    def say(self, line: object) -> None:
        """Prints a line on standard error, above the bar where there is one."""
        self.progress.console.print(str(line), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def progress(what: str, files: list[Path]) -> Iterator[Bar]:
    """A bar over the articles of files; without an end where one of them is a pipe."""
    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        total = _count(files) if console.is_terminal else None
        yield Bar(bar, bar.add_task(what, total=total))


def _count(files: list[Path]) -> int | None:
    if STDIN in files:
        return None
    return sum(1 for file in files for _ in read_lines(file))
