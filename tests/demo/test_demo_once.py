"""The demo from end to end, on its embedded broker: the command that a user runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

_COMMAND: Final = [sys.executable, "-m", "wirewatch", "demo"]
_ENVIRON: Final = {
    name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")
} | {"PYTHONUNBUFFERED": "1"}


def _run_once(folder: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    # From a folder of its own: the demo finds its files itself, and leaves none.
    return subprocess.run(
        [*_COMMAND, "--once", *options],
        cwd=folder,
        env=_ENVIRON | {"TMPDIR": str(folder)} | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One run that ended by itself, and the folder in which it ran."""
    folder = tmp_path_factory.mktemp("demo")
    return _run_once(folder), folder


Once = tuple[subprocess.CompletedProcess[str], Path]


def test_it_ends_by_itself_with_every_article_decided(once: Once) -> None:
    """Exit code 0, a heading for each article, and each with an alert or a reason."""
    run, _ = once
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.count("▸ ") == 12
    assert re.search(r"12 articles, [1-9]\d* alerts, the first [\d.]+ s after", run.stdout)


def test_it_says_what_the_embedded_broker_does_not_prove(once: Once) -> None:
    """In the banner, before anything else."""
    run, _ = once
    assert "in memory only. It guarantees nothing" in " ".join(run.stdout.split())


def test_the_copy_and_the_teasers_gave_no_alert(once: Once) -> None:
    """What sets a monitor apart from a search: it says why it kept quiet."""
    run, _ = once
    words = " ".join(run.stdout.split())
    assert "no alert · North Korean troops in Russia: the same text as “Seoul's spy agency" in words
    assert "no alert · named only beside the article" in words
    assert "no alert · about none of the topics" in words


def test_it_leaves_nothing_behind_and_complains_of_nothing(once: Once) -> None:
    """No file, and no warning of a library on standard error."""
    run, folder = once
    assert list(folder.iterdir()) == []
    assert run.stderr == ""


_OWN_TOPIC: Final = """
- id: volcano
  name: The volcano on Orvel
  terms: {en: [Orvel eruption]}
"""
_OWN_ARTICLE: Final = """
{"headline": "Orvel eruption shuts harbour", "text": "An eruption of Mount Orvel sent ash over \
the harbour on Tuesday, and 300 people left their homes, the mayor said.", "source": "Island Post"}
"""


def test_topics_and_articles_of_ones_own_can_be_tried(tmp_path: Path) -> None:
    """Without Docker and without a receiver: the alert is printed."""
    (tmp_path / "mine.yaml").write_text(_OWN_TOPIC, "utf-8")
    (tmp_path / "mine.jsonl").write_text(_OWN_ARTICLE, "utf-8")
    run = _run_once(tmp_path, "--articles", "mine.jsonl", WIREWATCH_TOPICS="mine.yaml")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 articles (?) go in on Kafka" in " ".join(run.stdout.split())
    assert "╭─ The volcano on Orvel ─" in run.stdout
    assert "300 people" in run.stdout


def test_a_line_that_is_no_article_is_named_before_anything_starts(tmp_path: Path) -> None:
    """With its number; exit code 2, as for any wrong file."""
    (tmp_path / "mine.jsonl").write_text("no article\n", "utf-8")
    run = _run_once(tmp_path, "--articles", "mine.jsonl")
    assert run.returncode == 2
    assert "mine.jsonl, line 1" in run.stderr


def test_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    """Also while the workers still start; exit code 0, and no process is left."""
    demo = _started(_COMMAND, tmp_path)
    with demo:
        assert demo.stdout is not None
        assert "Wirewatch" in demo.stdout.readline()
        demo.send_signal(signal.SIGINT)
        assert "Stopping …" in demo.stdout.read()
    assert demo.returncode == 0
    assert list(tmp_path.iterdir()) == []
    assert _processes_of(tmp_path) == {}


def test_a_worker_that_dies_ends_the_demo(tmp_path: Path) -> None:
    """Its state could not be rebuilt exactly on the embedded broker, so the demo says so."""
    demo = _started(_COMMAND, tmp_path)
    with demo:
        assert demo.stdout is not None
        assert "Wirewatch" in demo.stdout.readline()
        os.kill(_worker_of(tmp_path, "notify"), signal.SIGKILL)
        assert "The demo ends here: notify ended with -9" in demo.stdout.read()
    assert demo.returncode == 1
    assert _processes_of(tmp_path) == {}


def test_a_run_that_takes_too_long_says_what_it_waits_for(tmp_path: Path) -> None:
    """Exit code 1, with the first article that is not through."""
    script = (
        "import sys, wirewatch.demo as demo; demo.GIVE_UP_SECONDS = 2.0; "
        "sys.exit(demo.run_demo(once=True))"
    )
    demo = _started([sys.executable, "-c", script], tmp_path)
    said, _ = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert "nis-1500-vladivostok still waits to be classified" in " ".join(said.split())


def _started(command: list[str], folder: Path) -> subprocess.Popen[str]:
    environ = _ENVIRON | {"TMPDIR": str(folder)}
    return subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True)


def _worker_of(folder: Path, role: str) -> int:
    """The process of a role, as soon as it is there."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for process_id, command in _processes_of(folder).items():
            if command[-2:] == ["run", role]:
                return process_id
        time.sleep(0.05)
    raise AssertionError(f"no {role} within 30 s")


def _processes_of(folder: Path) -> dict[int, list[str]]:
    """Process ids and command lines whose environment names the folder of a run."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                command = (process / "cmdline").read_bytes().decode()
                found[int(process.name)] = command.rstrip("\0").split("\0")
        except OSError:  # it ended meanwhile, or is another user's
            continue
    return found
