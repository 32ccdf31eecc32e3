"""Finds the Docker engine that the compose stack is tried on."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

_LAB: Final = ROOT.parent / "shared" / "docker-lab" / "lab"
_ANSWER_SECONDS: Final = 20.0
# It may have to install the engine and to build its images.
_LAB_SECONDS: Final = 1800.0


class NoEngine(Exception):  # noqa: N818 - it says what is missing
    """No Docker engine with compose can be had here; says why."""


def find_engine() -> dict[str, str]:
    """The environment with which `docker compose` reaches an engine.

    In this order: an engine that answers; the lab beside the checkout, which root may start.

    Raises:
        NoEngine: neither is there.
    """
    environment = _own_environment()
    if _answers(environment):
        return environment
    if not _LAB.exists():
        raise NoEngine("no Docker engine with compose answers")
    if os.geteuid() != 0:
        raise NoEngine("no Docker engine with compose answers, and root alone may start the lab's")
    return _lab_engine(environment)


def _own_environment() -> dict[str, str]:
    """Without what would change the stack: it is tried as a fresh clone has it."""
    foreign = ("WIREWATCH_", "KAFKA_", "COMPOSE_", "CLASSIFY_", "TRACK_", "NOTIFY_", "READER_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def _answers(environment: dict[str, str]) -> bool:
    if shutil.which("docker") is None:
        return False
    return all(
        _succeeds(["docker", *arguments], environment)
        for arguments in (["info"], ["compose", "version"])
    )


def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=_ANSWER_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _lab_engine(environment: dict[str, str]) -> dict[str, str]:
    try:
        subprocess.run([_LAB, "up"], env=environment, timeout=_LAB_SECONDS, check=True)
        line = subprocess.check_output([_LAB, "env"], env=environment, text=True)
    except subprocess.SubprocessError as error:
        raise NoEngine(f"the lab's engine could not be started: {error}") from None
    if _answers(environment):
        return environment
    # Another engine holds the usual socket, and does not answer.
    _, _, host = line.strip().partition("DOCKER_HOST=")
    found = environment | {"DOCKER_HOST": host}
    if not _answers(found):
        raise NoEngine("the lab's engine was started and does not answer")
    return found
