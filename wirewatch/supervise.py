"""`wirewatch run all`: one process for each role, started again when it exits.

Workers are built to be killed at any point, so starting again is the whole remedy. A worker
that can't start at all (exit code 2: a file or a setting is wrong) is not tried again.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import structlog

from wirewatch.tether import tethered

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Mapping

#: Exit code of a worker that a person must help: a wrong file or setting.
MISCONFIGURED: Final = 2

_log = structlog.get_logger()


class Cause(StrEnum):
    """Why a worker is, or is not, started again."""

    EXITED_AFTER_HEALTHY_RUN = "exited-after-healthy-run"
    EXITED_SOON = "exited-soon"
    MISCONFIGURED = "misconfigured"


@dataclass(frozen=True)
class Policy:
    """How patiently workers are started again and stopped; all in seconds."""

    first_delay: float = 0.5
    longest_delay: float = 30.0
    healthy_run: float = 60.0
    stop_within: float = 30.0
    second_request_after: float = 1.0


@dataclass(frozen=True)
class Exits:
    """What is remembered of a worker's exits."""

    soon_in_a_row: int = 0
    ran_healthy_once: bool = False


@dataclass(frozen=True)
class Next:
    """What comes after an exit; without a delay the worker is not started again."""

    cause: Cause
    delay: float | None


def after_exit(policy: Policy, exits: Exits, code: int, ran: float) -> tuple[Exits, Next]:
    """Decides what comes after a worker exited with `code`, `ran` seconds after its start.

    The delay doubles with each exit in a row that comes soon, up to the longest, and starts
    over after a healthy run. A worker that once ran well is kept even where it now finds a
    wrong file: the others go on, and it comes back when the file is mended.
    """
    if ran >= policy.healthy_run:
        return Exits(0, ran_healthy_once=True), Next(
            Cause.EXITED_AFTER_HEALTHY_RUN, policy.first_delay
        )
    if code == MISCONFIGURED and not exits.ran_healthy_once:
        return exits, Next(Cause.MISCONFIGURED, None)
    delay = min(policy.first_delay * 2.0**exits.soon_in_a_row, policy.longest_delay)
    return Exits(exits.soon_in_a_row + 1, exits.ran_healthy_once), Next(Cause.EXITED_SOON, delay)


def worker_command(role: str) -> list[str]:
    """The command that runs one role, with this process's own Python."""
    return [sys.executable, "-m", "wirewatch", "run", role]


def supervise(commands: Mapping[str, list[str]], policy: Policy | None = None) -> int:
    """Runs a command for each role until SIGTERM or SIGINT; another, a second later, kills.

    The workers have this process's environment (with `WIREWATCH_INSTANCE`, where set) and
    output. They stand in sessions of their own, so Ctrl-C reaches them once and not twice.

    Returns:
        The exit code: 0 after a requested stop, 2 where a worker can't start as configured.
    """
    return asyncio.run(_Supervisor(policy or Policy()).run(commands))


@dataclass
class _Supervisor:
    policy: Policy
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    running: dict[str, Process] = field(default_factory=dict)
    exit_code: int = 0
    asked_at: float = 0.0

    async def run(self, commands: Mapping[str, list[str]]) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked_to_stop, number)
        async with asyncio.TaskGroup() as roles:
            for role, argv in commands.items():
                roles.create_task(self._keep(role, argv))
            await self.stopping.wait()
            self._signal_all(signal.SIGTERM)
            killer = loop.call_later(self.policy.stop_within, self._signal_all, signal.SIGKILL)
        killer.cancel()
        _log.info("all workers stopped")
        return self.exit_code

    async def _keep(self, role: str, argv: list[str]) -> None:
        exits = Exits()
        while not self.stopping.is_set():
            code, ran = await self._run_once(role, argv)
            if self.stopping.is_set():
                return
            exits, coming = after_exit(self.policy, exits, code, ran)
            _log.warning(
                "worker exited", worker=role, code=code, ran=round(ran, 1), **_said(coming)
            )
            if coming.delay is None:
                self.exit_code = MISCONFIGURED
                self.asked_at = asyncio.get_running_loop().time()
                self.stopping.set()
            else:
                await self._pause(coming.delay)

    async def _run_once(self, role: str, argv: list[str]) -> tuple[int, float]:
        clock = asyncio.get_running_loop().time
        started = clock()
        process = await asyncio.create_subprocess_exec(
            *tethered(argv), stdin=asyncio.subprocess.DEVNULL, start_new_session=True
        )
        self.running[role] = process
        _log.info("worker started", worker=role, pid=process.pid)
        if self.stopping.is_set():  # asked while it was being started
            _send(process, signal.SIGTERM)
        code = await process.wait()
        del self.running[role]
        return code, clock() - started

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    def _asked_to_stop(self, number: signal.Signals) -> None:
        now = asyncio.get_running_loop().time()
        if not self.stopping.is_set():
            _log.info("stopping", signal=number.name, workers=sorted(self.running))
            self.asked_at = now
            self.stopping.set()
        # timeout(1) and some service managers signal a process and its group: twice at once.
        elif now - self.asked_at >= self.policy.second_request_after:
            self._signal_all(signal.SIGKILL)

    def _signal_all(self, number: signal.Signals) -> None:
        for role, process in self.running.items():
            _log.info("signalling worker", worker=role, signal=number.name)
            _send(process, number)


def _send(process: Process, number: signal.Signals) -> None:
    """To the worker's whole session, which has the same id as the worker."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _said(coming: Next) -> dict[str, object]:
    return {"cause": coming.cause.value, "again_in_seconds": coming.delay}
