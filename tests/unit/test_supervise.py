"""Supervision: when a worker is started again, and what happens to real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pytest

from wirewatch.supervise import MISCONFIGURED, Cause, Exits, Next, Policy, after_exit

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENT: Final = Policy(first_delay=1, longest_delay=30, healthy_run=60)

_QUICK: Final = Policy(first_delay=0.01)

_SUPERVISOR: Final = """
import json, sys
from streams.logs import configure_logging
from streams.settings import read_settings
from wirewatch.supervise import Policy, supervise
configure_logging(read_settings())
sys.exit(supervise(json.loads(sys.argv[1]), Policy(**json.loads(sys.argv[2]))))
"""
# Each says its process id on the standard output that it has from the supervisor.
_WAITS: Final = """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("asked to stop", flush=True), sys.exit(0)))
print(os.getpid(), flush=True)
while True: signal.pause()
"""
_WAITS_LONG: Final = """
import os, signal, sys, time
def stop(*_):
    print("asked to stop", flush=True)
    time.sleep(0.5)
    print("ended by itself", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print(os.getpid(), flush=True)
while True: signal.pause()
"""
_IS_DEAF: Final = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.getpid(), flush=True)
while True: signal.pause()
"""
_FAILS: Final = "import os, sys; print(os.getpid(), flush=True); sys.exit(70)"
_MISCONFIGURED: Final = "import sys; sys.exit(2)"


def _delays(exits: Exits, runs: list[tuple[int, float]]) -> list[float | None]:
    delays = []
    for code, ran in runs:
        exits, coming = after_exit(_PATIENT, exits, code, ran)
        delays.append(coming.delay)
    return delays


@contextmanager
def _supervised(
    scripts: dict[str, str], policy: Policy = _QUICK, **environ: str
) -> Iterator[subprocess.Popen[str]]:
    commands = {role: [sys.executable, "-c", script] for role, script in scripts.items()}
    process = subprocess.Popen(
        [sys.executable, "-c", _SUPERVISOR, json.dumps(commands), json.dumps(asdict(policy))],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environ,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _rest(process: subprocess.Popen[str]) -> str:
    """What comes until the last process that holds the output has ended."""
    assert process.stdout is not None
    return process.stdout.read()


def test_delays_double_while_a_worker_exits_soon_and_stay_at_the_longest() -> None:
    """Each exit in a row that comes soon doubles the delay, up to thirty seconds."""
    assert _delays(Exits(), [(70, 0.5)] * 7) == [1, 2, 4, 8, 16, 30, 30]


def test_many_exits_in_a_row_keep_the_longest_delay() -> None:
    """A worker that fails for days does not overflow the delay."""
    assert _delays(Exits(soon_in_a_row=1000), [(70, 0.5)]) == [30]


def test_a_healthy_minute_starts_the_delays_over() -> None:
    """After a run of a minute the next exits are met with the first delays again."""
    assert _delays(Exits(), [(70, 1), (70, 1), (-9, 60), (70, 1), (70, 1)]) == [1, 2, 1, 1, 2]


@pytest.mark.parametrize("code", [0, 1, 70, -signal.SIGKILL])
def test_whatever_the_exit_code_a_worker_is_started_again(code: int) -> None:
    """A worker has no business ending, so also exit code 0 is followed by a start."""
    assert after_exit(_PATIENT, Exits(), code, 1)[1] == Next(Cause.EXITED_SOON, 1)


def test_a_worker_that_cannot_start_as_configured_is_given_up() -> None:
    """Exit code 2 before any healthy run is not cured by another start."""
    assert after_exit(_PATIENT, Exits(), MISCONFIGURED, 1)[1] == Next(Cause.MISCONFIGURED, None)


def test_a_worker_that_ran_well_once_is_kept_when_its_files_become_wrong() -> None:
    """A file broken later leaves the other workers alone, and the worker comes back."""
    exits, coming = after_exit(_PATIENT, Exits(), 70, 60)
    assert coming.cause is Cause.EXITED_AFTER_HEALTHY_RUN
    assert after_exit(_PATIENT, exits, MISCONFIGURED, 1)[1] == Next(Cause.EXITED_SOON, 1)


def test_a_process_that_exits_is_started_again() -> None:
    """A worker that keeps failing appears again as another process each time."""
    with _supervised({"track": _FAILS}) as supervisor:
        assert len({_said(supervisor) for _ in range(3)}) == 3


def test_one_failing_worker_leaves_the_others_running() -> None:
    """While one worker is started again, another is not touched."""
    with _supervised({"classify": _FAILS, "track": _WAITS}) as supervisor:
        pids = [_said(supervisor) for _ in range(6)]
        supervisor.terminate()
        assert _rest(supervisor).count("asked to stop") == 1
    assert len(set(pids)) == 6


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_requested_stop_reaches_every_worker_and_exits_with_0(number: signal.Signals) -> None:
    """SIGTERM and Ctrl-C let each worker end by itself, once."""
    with _supervised({"classify": _WAITS, "track": _WAITS}) as supervisor:
        _said(supervisor), _said(supervisor)
        supervisor.send_signal(number)
        assert _rest(supervisor).count("asked to stop") == 2
        assert supervisor.wait() == 0


def test_a_worker_that_does_not_stop_is_killed_in_bounded_time() -> None:
    """A worker deaf to SIGTERM can't hold up the stop."""
    with _supervised({"track": _IS_DEAF}, Policy(stop_within=0.2)) as supervisor:
        _said(supervisor)
        supervisor.terminate()
        assert _rest(supervisor) == ""
        assert supervisor.wait() == 0


def test_a_second_request_to_stop_kills_at_once() -> None:
    """Whoever presses Ctrl-C twice does not wait for the bound."""
    policy = Policy(second_request_after=0)
    with _supervised({"track": _IS_DEAF, "notify": _WAITS}, policy) as supervisor:
        _said(supervisor), _said(supervisor)
        supervisor.terminate()
        assert _said(supervisor) == "asked to stop"
        supervisor.terminate()
        assert supervisor.wait(timeout=10) == 0


def test_a_request_that_comes_twice_at_once_is_one_request() -> None:
    """A signal sent to the process and again to its group leaves workers the time to end."""
    with _supervised({"track": _WAITS_LONG}, Policy(second_request_after=60)) as supervisor:
        _said(supervisor)
        supervisor.terminate()
        assert _said(supervisor) == "asked to stop"
        supervisor.terminate()
        assert _rest(supervisor) == "ended by itself\n"


def test_workers_die_with_a_killed_supervisor() -> None:
    """After kill -9 of the supervisor no worker is left to hold its partitions."""
    with _supervised({"classify": _WAITS, "track": _IS_DEAF}) as supervisor:
        _said(supervisor), _said(supervisor)
        supervisor.kill()
        assert _rest(supervisor) == ""


def test_a_misconfigured_worker_ends_the_others_and_the_supervisor_with_2() -> None:
    """At start a wrong file is reported at once by the exit code, and nothing is left running."""
    scripts = {"classify": _MISCONFIGURED, "track": _WAITS}
    with _supervised(scripts) as supervisor:
        _rest(supervisor)
        assert supervisor.wait() == 2


def test_workers_have_the_instance_of_the_supervisor() -> None:
    """The static member id of a replica is the same in each of its workers."""
    # In one write: both share a pipe.
    script = (
        "import os, time; os.write(1, f\"{os.environ['WIREWATCH_INSTANCE']}\\n\".encode()); "
        "time.sleep(60)"
    )
    scripts = {"classify": script, "track": script}
    with _supervised(scripts, WIREWATCH_INSTANCE="replica-3") as supervisor:
        assert [_said(supervisor), _said(supervisor)] == ["replica-3", "replica-3"]
