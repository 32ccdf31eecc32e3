"""The demo's worker processes and the settings that they run with."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from streams.errors import WirewatchError
from streams.kafka_topics import CLASSIFY, NOTIFY, TRACK
from wirewatch.supervise import worker_command
from wirewatch.tether import tethered

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The topics and articles that the demo runs with.
CONFIG: Final = Path(__file__).resolve().parent.parent / "config"

_STOP_SECONDS: Final = 5.0
_LOG_TAIL_LINES: Final = 15
# What decides is the user's; a ledger or a static member's name of the real stack is not the
# demo's to use.
_TAKEN_OVER: Final = (
    "WIREWATCH_TOPICS",
    "WIREWATCH_ALIASES",
    "WIREWATCH_PUBLISHERS",
    "WIREWATCH_WEIGHTS",
    "WIREWATCH_LOG_LEVEL",
)
_EMBEDDED: Final = {
    # It has no idempotent producer, and rebuilds nothing that a longer wait could save.
    "WIREWATCH_KAFKA_IDEMPOTENCE": "false",
    "WIREWATCH_KAFKA_REBALANCE_TIMEOUT_SECONDS": "6",
    "WIREWATCH_KAFKA_PARTITIONS": "2",
}


class WorkerDiedError(WirewatchError):
    """A worker of the demo ended by itself."""


def demo_environment(
    environ: Mapping[str, str], folder: Path, *, prefix: str = "", embedded: str = ""
) -> dict[str, str]:
    """The environment of the demo's processes.

    Args:
        environ: the environment of the command; nothing in it is used that would let the demo
            write to a ledger or a Kafka topic of the real stack.
        folder: the demo's own folder, which holds `alerts.yaml` and takes all state.
        prefix: put before the names of Kafka topics, so that runs on one cluster keep apart.
        embedded: host:port of the embedded broker; empty where the environment names a broker.
    """
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("WIREWATCH_")
        or name in _TAKEN_OVER
        or (not embedded and name.startswith("WIREWATCH_KAFKA"))
    }
    own = {
        "WIREWATCH_STATE_DIR": str(folder),
        # Its receiver is on this machine.
        "WIREWATCH_ALLOWED_NETWORKS": "127.0.0.1/32",
        "WIREWATCH_STORE": "memory",
        "WIREWATCH_ALERTS": str(folder / "alerts.yaml"),
        "WIREWATCH_TOPICS": kept.get("WIREWATCH_TOPICS", str(CONFIG / "topics.yaml")),
        "WIREWATCH_KAFKA_TOPIC_PREFIX": kept.get("WIREWATCH_KAFKA_TOPIC_PREFIX", "") + prefix,
    }
    broker = {**_EMBEDDED, "WIREWATCH_KAFKA": embedded} if embedded else {}
    return kept | own | broker


def write_alerts(folder: Path, url: str) -> None:
    """Leaves the `alerts.yaml` that sends everything to the demo's own receiver."""
    receivers = [{"name": "demo", "webhook": {"url": url}}]
    # Nobody waits a minute in a demo, so each alert goes by itself.
    route = {"receiver": "demo", "group_by": ["..."]}
    told = {"receivers": receivers, "route": route}
    (folder / "alerts.yaml").write_text(yaml.safe_dump(told), "utf-8")


class Workers:
    """Classify, track and notify, one process each, with their logs in files."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def process_ids(self) -> list[int]:
        """The processes, until they are stopped."""
        return [process.pid for process in self._processes.values()]

    def start(self) -> None:
        """Starts one process for each role."""
        for role in (CLASSIFY, TRACK, NOTIFY):
            with self._log(role).open("wb") as log:
                self._processes[role] = subprocess.Popen(  # noqa: S603 - the project's own command
                    tethered(worker_command(role)),
                    env=dict(self._environment),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C is the demo's, which ends its parts in order
                )

    def check(self) -> None:
        """Makes sure that all run.

        Raises:
            WorkerDiedError: one ended by itself; holds the end of its log.
        """
        for role, process in self._processes.items():
            if (code := process.poll()) is not None:
                raise WorkerDiedError(f"{role} ended with {code}:\n{self._log_tail(role)}")

    def stop(self) -> None:
        """Ends the processes, all at once, and waits for them."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._processes.clear()

    def _log(self, role: str) -> Path:
        return self._folder / f"{role}.log"

    def _log_tail(self, role: str) -> str:
        lines = self._log(role).read_text("utf-8", "replace").splitlines()
        return os.linesep.join(lines[-_LOG_TAIL_LINES:])
