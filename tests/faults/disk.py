"""A small file system for the state of one worker, which can be filled or made read-only."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self

_SIZE: Final = "128m"
_CHUNK: Final = bytes(64 * 1024)
_NAMESPACE: Final = "WIREWATCH_TEST_MOUNTS"


class Disk:
    """A tmpfs at a path, in the mount namespace of this process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._filler = path / "filler"

    @contextlib.contextmanager
    def mounted(self) -> Iterator[Self]:
        """Mounted for as long as the block."""
        self._path.mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(self._path))
        try:
            yield self
        finally:
            _run("umount", "--lazy", str(self._path))

    def fill(self) -> None:
        """Leaves no space."""
        with contextlib.suppress(OSError), self._filler.open("ab", buffering=0) as file:
            while file.write(_CHUNK):
                pass

    def free(self) -> None:
        """Gives the space back."""
        self._filler.unlink(missing_ok=True)

    def read_only(self) -> None:
        """Refuses writes; nobody may have a file open for writing."""
        _run("mount", "-o", "remount,ro", str(self._path))

    def writable(self) -> None:
        """Takes writes again."""
        _run("mount", "-o", "remount,rw", str(self._path))


def in_own_namespace() -> bool:
    """Whether mounts of this process are its own and its children's alone."""
    return _NAMESPACE in os.environ


def enter_own_namespace(module: str, arguments: list[str]) -> None:
    """Runs a module anew in a mount namespace of its own, in place of this process.

    Returns where that can't be had: without root, or within a container that forbids it.
    """
    unshare = ["unshare", "--mount", "--propagation", "private"]
    with contextlib.suppress(OSError):
        if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0:
            os.environ[_NAMESPACE] = "1"
            os.execvp(unshare[0], [*unshare, sys.executable, "-m", module, *arguments])  # noqa: S606


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
