"""The articles that were published to a stack so far, and the alerts that they must have made."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from tests.compose.articles import replayed_alerts
from tests.compose.engine import ROOT
from tests.compose.stack import CheckFailed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.compose.stack import Ledger, Stack

_PUBLISH_SECONDS: Final = 120.0


@dataclass
class Journey:
    """All articles share one key, so that Kafka keeps their order and a replay decides alike."""

    stack: Stack
    folder: Path
    published: list[str] = field(default_factory=list)

    def publish_from_here(self, lines: list[str]) -> None:
        """Publishes from this machine, through the port of 127.0.0.1."""
        command = [sys.executable, "-m", "wirewatch", "publish", "--one-partition", "-"]
        environment = self.stack.environment | {"WIREWATCH_KAFKA": self.stack.kafka}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            input=_text(lines),
            capture_output=True,
            text=True,
            timeout=_PUBLISH_SECONDS,
            check=False,
        )
        if done.returncode:
            raise CheckFailed(f"publish: {done.stdout}{done.stderr}")
        self.published += lines

    def publish_from_inside(self, lines: list[str]) -> None:
        """Publishes from a container of its own in the stack's network."""
        publish = ("kafka-init", "publish", "--one-partition", "-")
        self.stack.compose("run", "--rm", "-T", "--no-deps", *publish, stdin=_text(lines))
        self.published += lines

    def await_alerts(self) -> Ledger:
        """Waits until all alerts went out; then the ledger must hold exactly those of a replay.

        The last articles published have to alert, one on each topic: what is decided in order
        before them is then decided too, and could have alerted.
        """
        expected = replayed_alerts(self.published, self.folder)
        self.stack.wait_until(
            f"the {len(expected)} alerts of the replay",
            lambda: _is_out(self.stack.ledger(), expected),
        )
        ledger = self.stack.ledger()
        if sorted(ledger.alerts) != sorted(expected):
            raise CheckFailed(f"not of the replay: {sorted(set(ledger.alerts) ^ expected)}")
        if again := [one for one in ledger.notifications if one.attempts != 1]:
            raise CheckFailed(f"not delivered at the first attempt: {again}")
        return ledger

    def first_alert(self) -> datetime | None:
        """When the first alert was delivered, if any was."""
        times = [one.finished_at for one in self.stack.ledger().notifications if one.finished_at]
        return datetime.fromisoformat(min(times)).replace(tzinfo=UTC) if times else None


def _is_out(ledger: Ledger, expected: set[tuple[str, str]]) -> bool:
    delivered = all(one.state == "delivered" for one in ledger.notifications)
    told = sum(one.alerts for one in ledger.notifications)
    return delivered and told >= len(expected) and expected <= {*ledger.alerts}


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
