"""`python -m tests.compose`: builds the image, starts docker-compose.yml and tries it for real.

Works on a project of its own, which is removed at the end with its volumes and its image.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

from tests.compose import path_checks, shape_checks
from tests.compose.engine import ROOT, NoEngine, find_engine
from tests.compose.journey import Journey
from tests.compose.stack import BUILD_SECONDS, SERVICES, CheckFailed, Stack

if TYPE_CHECKING:
    from collections.abc import Callable

Subject = TypeVar("Subject")

_SECRET: Final = ROOT / "secrets" / "slack_webhook_url"
_SHAPE_CHECKS: Final = (
    shape_checks.every_service_is_healthy,
    shape_checks.processes_have_no_privileges,
    shape_checks.root_file_systems_are_read_only,
    shape_checks.resources_are_bounded,
    shape_checks.kafka_is_reachable_from_this_machine_alone,
    shape_checks.image_holds_no_build_tools,
    shape_checks.image_says_its_version,
    shape_checks.example_lists_every_variable,
    shape_checks.scaling_is_refused,
)
_PATH_CHECKS: Final = (
    path_checks.articles_become_alerts,
    path_checks.a_restarted_track_goes_on,
    path_checks.recreated_workers_go_on,
    path_checks.a_killed_track_goes_on,
    path_checks.a_killed_kafka_loses_nothing,
    path_checks.a_removed_stack_keeps_its_state,
    path_checks.a_reader_that_never_answers_changes_nothing,
)


@dataclass
class Tally:
    """How the checks went so far."""

    passed: int = 0
    failed: int = 0

    def check(self, check: Callable[[Subject], None], subject: Subject) -> None:
        """Runs a check on its subject and tells how it went."""
        name = check.__name__.replace("_", " ")
        started = time.monotonic()
        try:
            check(subject)
        except CheckFailed as error:
            self.failed += 1
            _say(f"FAILED {name}: {error}")
        else:
            self.passed += 1
            _say(f"ok     {name} ({time.monotonic() - started:.0f} s)")


def main() -> int:
    """Runs all checks; returns the exit code."""
    signal.signal(signal.SIGTERM, _end)  # so that the project is removed then, too
    tally = Tally()
    try:
        environment = find_engine()
    except NoEngine as why:
        _say(f"\nTHE COMPOSE TEST WAS NOT RUN: {why}\n")
        tally.failed += os.environ.get("CI") == "true"
        return _closing(tally)
    tally.check(no_address_is_set, _SECRET)
    if not tally.failed:
        _try_stack(Stack(environment), tally)
    return _closing(tally)


def no_address_is_set(secret: Path) -> None:
    """The demo's alerts must never reach anybody's Slack."""
    shape_checks.require(not secret.read_text("utf-8").strip(), f"{secret.name} holds an address")


def _try_stack(stack: Stack, tally: Tally) -> None:
    try:
        tally.check(the_stack_is_built_and_starts, stack)
        if tally.failed:
            return
        for check in _SHAPE_CHECKS:
            tally.check(check, stack)
        with tempfile.TemporaryDirectory() as folder:
            _try_path(Journey(stack, Path(folder)), tally)
    finally:
        with suppress(CheckFailed):
            _tell_logs(stack, tally)
        stack.remove()


def _try_path(journey: Journey, tally: Tally) -> None:
    started = datetime.now(UTC)
    for check in _PATH_CHECKS:
        tally.check(check, journey)
    if first := journey.first_alert():
        seconds = (first - started).total_seconds()
        _say(f"       from the start of `wirewatch publish` to the first alert: {seconds:.1f} s")


def the_stack_is_built_and_starts(stack: Stack) -> None:
    """From nothing to healthy, with the figures of it."""
    stack.compose("build", timeout=BUILD_SECONDS)
    size = int(stack.docker("image", "inspect", "--format={{.Size}}", stack.image))
    _say(f"       image: {size / 1e6:.0f} MB with its base")
    _say(f"       healthy after {stack.start():.0f} s")
    containers = [stack.inspect(service)["Id"] for service in SERVICES]
    shown = "--format=       at rest: {{.Name}} {{.MemUsage}}"
    _say(stack.docker("stats", "--no-stream", shown, *containers).rstrip())


def _tell_logs(stack: Stack, tally: Tally) -> None:
    if tally.failed:
        _say(stack.compose("ps", "--all"))
        _say(stack.compose("logs", "--no-color", "--tail=60"))


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(1)


def _closing(tally: Tally) -> int:
    _say(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
