"""What a test can do with a Kafka broker, and what every broker process has in common."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

#: What everything that a broker leaves behind is called, followed by its owner's process id.
NAME: Final = "wirewatch-test"
_START_SECONDS: Final = 180.0
_STOP_SECONDS: Final = 30.0
_POLL_SECONDS: Final = 0.02
_LOG_TAIL: Final = 2000


class NoKafka(Exception):  # noqa: N818  # a finding that the search for a broker goes on from
    """One way to a broker is closed here; the text says why, for a person."""


class KafkaBroker(ABC):
    """A real Apache Kafka cluster of one broker.

    Attributes:
        how: where it comes from, for a person.
        can_be_killed: whether `kill9`, `shutdown` and a second `start` work.
    """

    how: str
    can_be_killed: bool

    @property
    @abstractmethod
    def bootstrap(self) -> str:
        """Host and port that clients connect to; the same over restarts."""

    @abstractmethod
    def start(self) -> None:
        """Starts it, or starts it again on the same log; returns when it serves clients."""

    @abstractmethod
    def kill9(self) -> None:
        """Ends it as a crash would; the log stays."""

    @abstractmethod
    def shutdown(self) -> None:
        """Ends it in good order; the log stays."""

    @abstractmethod
    def stop(self) -> None:
        """Ends it for good and removes what it has written."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


class ProcessBroker(KafkaBroker):
    """A broker that is a process of ours, with its log directory and ports."""

    can_be_killed = True

    def __init__(self) -> None:
        for leftover in Path(tempfile.gettempdir()).glob(f"{NAME}-*"):
            if owner_is_gone(leftover.name):
                shutil.rmtree(leftover, ignore_errors=True)
        self.directory = Path(tempfile.mkdtemp(prefix=f"{NAME}-{os.getpid()}-"))
        self.port = free_port()
        self.controller_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """Host and port on the loopback interface."""
        return f"127.0.0.1:{self.port}"

    @abstractmethod
    def set_up(self) -> None:
        """What has to happen once, before the first start."""

    @abstractmethod
    def command(self) -> list[str]:
        """The command line that runs the broker in the foreground."""

    def start(self) -> None:
        """Starts the process and waits until the broker serves clients.

        Raises:
            NoKafka: it ended or did not answer in time; with the end of its log.
        """
        self.launch()
        self.await_serving()

    def launch(self) -> None:
        """Starts the process; a broker of several serves once it has found the others."""
        if not (self.directory / "set-up").exists():
            self.set_up()
            (self.directory / "set-up").touch()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.PIPE, stdout=log, stderr=log, process_group=0
            )

    def await_serving(self) -> None:
        """Waits until the broker serves clients.

        Raises:
            NoKafka: it ended or did not answer in time; with the end of its log.
        """
        deadline = time.monotonic() + _START_SECONDS
        while not serves_clients(self.port):
            ended = self._process is None or self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.kill9()
                tail = self._log.read_text(errors="replace")[-_LOG_TAIL:]
                raise NoKafka(f"the broker ({self.how}) did not start:\n{tail}")
            time.sleep(_POLL_SECONDS)

    def kill9(self) -> None:
        """Kills the process."""
        if self._process:
            self._process.kill()
            self._reap(self._process)

    def shutdown(self) -> None:
        """Asks the process to end, and kills it when it does not."""
        if self._process:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_STOP_SECONDS)
            self.kill9()

    def stop(self) -> None:
        """Kills the process and removes its directory."""
        self.kill9()
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.directory / "broker.log"

    def _reap(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        if process.stdin:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        self._process = None


def owner_is_gone(name: str) -> bool:
    """Whether the test run that a directory or a container is named after has ended."""
    return not Path("/proc", name.removeprefix(f"{NAME}-").split("-")[0]).exists()


def free_port() -> int:
    """A TCP port on the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serves_clients(port: int) -> bool:
    """Whether the broker on a loopback port lists itself, and so takes requests.

    A restarted broker answers before the cluster has let it in again; a client that asked
    then would see a cluster without brokers. Speaks Metadata version 1 by hand, for a client
    library would log an error for each attempt.
    """
    request = struct.pack(">hhihi", 3, 1, 0, -1, 0)  # key, version, id, no client id, no topics
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5) as line:
        line.settimeout(1.0)
        line.sendall(struct.pack(">i", len(request)) + request)
        head = line.makefile("rb").read(12)
        return len(head) == 12 and struct.unpack(">iii", head)[2] > 0
    return False


def server_properties() -> dict[str, str]:
    """Broker settings of a small, quick cluster of one; addresses and log directory left out."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.num.partitions": "4",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "log.cleaner.dedupe.buffer.size": "16777216",
        # How long a killed broker's old incarnation keeps the new one out; 9 s by default.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
    }
