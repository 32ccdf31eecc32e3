"""Runs a worker that is no Faust app, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Final

import structlog
import uvloop

from streams.errors import ConfigError, KafkaSetupError
from streams.logs import configure_logging
from streams.watchdog import EXIT_FOR_RESTART

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from streams.settings import Settings

    Work = Callable[[Settings, asyncio.Event], Awaitable[None]]

log: Final = structlog.get_logger(__name__)


def run_plain_worker(settings: Settings, role: str, work: Work) -> None:
    """Runs `work` until SIGTERM or SIGINT sets its event.

    Raises:
        ConfigError: a person must mend a file or a setting.
        KafkaSetupError: the cluster is away, or misses a Kafka topic.
        SystemExit: with `EXIT_FOR_RESTART`: the database or Kafka failed.
    """
    configure_logging(settings, role=role)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_until_signalled(settings, work))
    except (ConfigError, KafkaSetupError):
        raise
    except Exception:
        log.exception("worker_failed", role=role)
        raise SystemExit(EXIT_FOR_RESTART) from None


async def _until_signalled(settings: Settings, work: Work) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await work(settings, stop)
