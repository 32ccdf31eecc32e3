"""One compose project of its own: started, looked into, hurt, and removed with its volumes."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.compose.engine import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.compose.articles import Alert

#: The services that go on running, and those of them that are Wirewatch's own.
WORKERS: Final = ("classify", "track", "notify")
SERVICES: Final = ("kafka", *WORKERS)

#: Generous: a machine may be busy, and the images may have to be fetched first.
BUILD_SECONDS: Final = 1200.0
START_SECONDS: Final = 300.0
_ACTION_SECONDS: Final = 180.0
_POLL_SECONDS: Final = 0.5
_LEDGER: Final = """
import json, sqlite3
ledger = sqlite3.connect("file:/app/var/ledger.sqlite3?mode=ro", uri=True)
query = "SELECT topic, article FROM developments"
alerts = ledger.execute(query).fetchall()
query = "SELECT id, state, attempts, finished_at, developments FROM notifications"
print(json.dumps([alerts, ledger.execute(query).fetchall()]))
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class CheckFailed(Exception):  # noqa: N818 - it says what happened
    """Something of the stack is not as it should be."""


class Notified(NamedTuple):
    """A notification as the ledger keeps it; `developments` is their ids as JSON.

    What comes to a group while its interval runs goes out together.
    """

    id: str
    state: str
    attempts: int
    finished_at: str | None
    developments: str

    @property
    def alerts(self) -> int:
        """How many alerts it holds."""
        return len(json.loads(self.developments))


class Ledger(NamedTuple):
    """What notify has kept."""

    alerts: list[Alert]
    notifications: list[Notified]


@dataclass
class Stack:
    """The project; `environment` reaches the engine."""

    environment: dict[str, str]
    project: str = field(
        default_factory=lambda: f"wirewatch-compose-{os.getpid()}-{uuid.uuid4().hex[:6]}"
    )
    port: int = field(default_factory=_free_port)

    @property
    def kafka(self) -> str:
        """Where this machine reaches Kafka."""
        return f"127.0.0.1:{self.port}"

    def compose(
        self, *arguments: str, stdin: str | None = None, timeout: float = _ACTION_SECONDS
    ) -> str:
        """Runs `docker compose` on the project, and returns its standard output.

        Raises:
            CheckFailed: it failed, with the end of what it said.
        """
        # The settings are those of a clone without .env: in the example all are commented out.
        files = ("--project-directory", str(ROOT), "--env-file", str(ROOT / ".env.example"))
        command = ("docker", "compose", "--project-name", self.project, *files, *arguments)
        return self._run(command, stdin, timeout)

    def docker(self, *arguments: str) -> str:
        """Runs `docker`, and returns its standard output."""
        return self._run(("docker", *arguments), None, _ACTION_SECONDS)

    def run_in(self, service: str, *command: str) -> str:
        """Runs a command in a service's container."""
        return self.compose("exec", "-T", service, *command)

    def start(self) -> float:
        """Starts what does not run; returns the seconds until all were healthy."""
        started = time.monotonic()
        self.compose("up", "--wait", "--no-build", "--detach", timeout=START_SECONDS)
        return time.monotonic() - started

    def remove(self) -> None:
        """Removes containers, network, volumes and the image of this project."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout=5")
        with contextlib.suppress(CheckFailed):  # it was never built
            self.docker("image", "rm", "--force", self.image)

    @property
    def image(self) -> str:
        """The image that the project builds."""
        return f"{self.project}:local"

    def inspect(self, service: str) -> dict[str, Any]:
        """Docker's description of a service's container."""
        container = self.compose("ps", "--all", "--quiet", service).strip()
        (found,) = json.loads(self.docker("inspect", container))
        description: dict[str, Any] = found
        return description

    def health(self, service: str) -> str:
        """What Docker says of a service: healthy, starting, unhealthy."""
        status: str = self.inspect(service)["State"]["Health"]["Status"]
        return status

    def ledger(self) -> Ledger:
        """What notify has kept, read in its own container."""
        alerts, notifications = json.loads(self.run_in("notify", "python", "-c", _LEDGER))
        return Ledger(
            [(topic, article) for topic, article in alerts],
            [Notified(*row) for row in notifications],
        )

    def wait_until(self, what: str, holds: Callable[[], bool]) -> None:
        """Waits for a condition.

        Raises:
            CheckFailed: it did not come about in time.
        """
        until = time.monotonic() + _ACTION_SECONDS
        while not holds():
            if time.monotonic() > until:
                raise CheckFailed(f"not within {_ACTION_SECONDS:.0f} s: {what}")
            time.sleep(_POLL_SECONDS)

    def _run(self, command: tuple[str, ...], stdin: str | None, timeout: float) -> str:
        environment = self.environment | {"KAFKA_HOST_PORT": str(self.port)}
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                input=stdin or "",
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CheckFailed(f"{' '.join(command)}: no end within {timeout:.0f} s") from None
        if done.returncode:
            raise CheckFailed(f"{' '.join(command)}: {(done.stderr or done.stdout)[-2000:]}")
        return done.stdout
