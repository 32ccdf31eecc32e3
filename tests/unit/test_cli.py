"""The `wirewatch` command: exit codes, errors in one line, and a quick start."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from streams.health import beat
from streams.settings import Settings
from wirewatch.cli import app

if TYPE_CHECKING:
    from pathlib import Path


def _run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wirewatch", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | environ,
    )


def test_every_command_has_help() -> None:
    """`--help` of each command explains it and exits with 0."""
    runner = CliRunner()
    commands = ["run", "publish", "replay", "evaluate", "demo", "health", "kafka init"]
    for command in commands:
        shown = runner.invoke(app, [*command.split(), "--help"])
        assert shown.exit_code == 0, command
        assert "Usage" in shown.stdout


def test_the_version_is_the_one_installed() -> None:
    """`--version` names the command and its version."""
    assert CliRunner().invoke(app, ["--version"]).stdout.startswith("wirewatch 0.")


def test_help_loads_none_of_the_heavy_libraries() -> None:
    """Help and completion stay quick, since workers' libraries are loaded by workers alone."""
    code = (
        "import sys; from wirewatch.cli import app; app(['--help'], standalone_mode=False); "
        "print({'faust', 'aiokafka', 'sqlalchemy', 'httpx', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_a_wrong_setting_is_one_line_and_exit_code_2() -> None:
    """A misspelt variable is named, with a suggestion and without a traceback."""
    done = _run("health", "track", WIREWATCH_KAFK="x")
    assert done.returncode == 2
    assert done.stderr == (
        "wirewatch: WIREWATCH_KAFK: no such setting; did you mean WIREWATCH_KAFKA?\n"
    )


def test_run_all_with_a_wrong_setting_starts_nothing() -> None:
    """The supervisor reads the settings itself before it starts a worker."""
    done = _run("run", "all", WIREWATCH_KAFKA_PARTITIONS="many")
    assert done.returncode == 2
    assert done.stderr.startswith("wirewatch: WIREWATCH_KAFKA_PARTITIONS: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", [["kafka", "init"], ["publish", "-"]])
def test_an_absent_cluster_is_one_clear_line(command: list[str]) -> None:
    """With nothing listening, the address is named and the exit code is 1."""
    done = _run(*command, WIREWATCH_KAFKA="127.0.0.1:1")
    assert done.returncode == 1
    assert "127.0.0.1:1" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_health_tells_whether_a_worker_beats(tmp_path: Path) -> None:
    """The exit code is 0 for a worker that beats, else 1."""
    beat(Settings(state_dir=tmp_path, instance="r1"), "track")
    runner = CliRunner(env={"WIREWATCH_STATE_DIR": str(tmp_path), "WIREWATCH_INSTANCE": "r1"})
    track, notify = (
        runner.invoke(app, ["health", "track"]),
        runner.invoke(app, ["health", "notify"]),
    )
    assert (track.exit_code, track.stdout) == (0, "healthy\n")
    assert (notify.exit_code, notify.stdout) == (1, "missing\n")


def test_a_missing_file_is_a_usage_error() -> None:
    """A file that is not there is refused before anything is done."""
    done = CliRunner().invoke(app, ["publish", "none.jsonl"])
    assert done.exit_code == 2
    assert "none.jsonl" in done.output
