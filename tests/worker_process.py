"""A process of ours under test: started with a test's settings, killed at its will."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr

from streams.settings import PREFIX, Settings
from wirewatch.tether import tethered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self
_RESTART_SECONDS: Final = 0.2


class WorkerProcess:
    """`python -m wirewatch …`, or another command, as a process that dies with the tests.

    ::

        async with WorkerProcess(settings, "run", "classify", restart=True) as worker:
            await worker.kill9()

    Attributes:
        starts: how often it was started.
        exits: the return codes so far; a kill -9 is -9.
        log_path: where its standard output and error go; a new file in `logs`, or else in the
            state directory.
    """

    def __init__(
        self,
        settings: Settings,
        *arguments: str,
        command: tuple[str, ...] = (sys.executable, "-m", "wirewatch"),
        env: Mapping[str, str] | None = None,
        restart: bool = False,
        logs: Path | None = None,
    ) -> None:
        self._command = tethered([*command, *arguments])
        self._env = _without_settings() | settings_env(settings) | dict(env or {})
        self._restart = restart
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.starts = 0
        self.exits: list[int] = []
        folder = logs or settings.state_dir
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.glob("process-*.log")))
        self.log_path: Path = folder / f"process-{number}.log"
        self.log_path.touch()

    @property
    def pid(self) -> int:
        """Its process id at present."""
        return self._running.pid

    @property
    def log(self) -> str:
        """What it has written so far, over all starts."""
        return self.log_path.read_text(errors="replace")

    async def start(self) -> None:
        """Starts it, and with `restart` again whenever it ends by itself."""
        await self._spawn()
        if self._restart and not self._watch:
            self._watch = asyncio.create_task(self._keep_running())

    async def wait(self) -> int:
        """Waits for its end, and returns the exit code."""
        return await self._running.wait()

    async def kill9(self) -> None:
        """Kills it; with `restart` it is started again."""
        process = self._running
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await self._ended(process)

    async def halt(self) -> None:
        """Kills it for good, until it is started again."""
        await self._stop_watching()
        await self.kill9()

    async def term(self, seconds: float = 30.0) -> int:
        """Asks it to end for good, and returns the exit code; -9 when it had to be killed."""
        await self._stop_watching()
        process = self._running
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await process.wait()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        return await self._ended(process)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop_watching()
        if self._process:
            # Its children too, which share its process group.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._ended(self._process)

    @property
    def _running(self) -> asyncio.subprocess.Process:
        assert self._process, "it was never started"
        return self._process

    async def _spawn(self) -> None:
        with self.log_path.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._env,
                process_group=0,
            )
        self.starts += 1

    async def _keep_running(self) -> None:
        while True:
            await self._ended(self._running)
            await asyncio.sleep(_RESTART_SECONDS)
            await self._spawn()

    async def _ended(self, process: asyncio.subprocess.Process) -> int:
        """Waits for the end and notes the exit code, once for each start."""
        code = await process.wait()
        if len(self.exits) < self.starts:
            self.exits.append(code)
        return code

    async def _stop_watching(self) -> None:
        if self._watch:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None


def settings_env(settings: Settings) -> dict[str, str]:
    """The `WIREWATCH_…` variables that a process reads these settings from; shows secrets."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {
        PREFIX + name.upper(): _as_variable(value)
        for name, value in values.items()
        if value is not None
    }


def _as_variable(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return str(value).lower() if isinstance(value, bool) else str(value)


def _without_settings() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if not name.startswith(PREFIX)}
