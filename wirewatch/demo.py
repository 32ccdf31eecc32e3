"""`wirewatch demo`: the whole pipeline at work on one machine, on its own articles or a user's.

::

    articles ─▶ Kafka ─▶ classify ─▶ track ─▶ notify ─▶ HTTP ─▶ DemoReceiver ─▶ Screen
                  └────────── verdicts ────────▶ KafkaWatch ──────────────────────▲

All of it is the production's own but the broker, where none is named: that one is embedded, in
memory only. It ends recovery too early for a dead worker's state to be rebuilt exactly, so a
worker that dies ends the demo. The stack of docker-compose restarts its workers, on Apache Kafka.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from streams.errors import WirewatchError
from streams.kafka_admin import init_topics
from streams.kafka_clients import new_admin
from streams.kafka_topics import all_topics
from streams.logs import configure_logging
from streams.records import Article
from streams.settings import Settings, read_settings
from wirewatch.demo_kafka import KafkaWatch
from wirewatch.demo_receiver import DemoReceiver
from wirewatch.demo_screen import Screen
from wirewatch.demo_transcript import Transcript
from wirewatch.demo_watch import Step
from wirewatch.demo_workers import CONFIG, Workers, demo_environment, write_alerts
from wirewatch.embedded_broker import EmbeddedBroker
from wirewatch.jsonl import Line, read_lines, read_records
from wirewatch.publish import publish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


#: `--once` gives up so many seconds after its start; a user's articles may be many.
GIVE_UP_SECONDS: Final = 60.0
_MORE_SECONDS_FOR_EACH: Final = 0.5

ARTICLES_FILE: Final = CONFIG / "demo-articles.jsonl"
_PACE_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.25
_INTERRUPTED: Final = 130


def run_demo(
    articles: Path | None = None, *, once: bool = False, screenshot: Path | None = None
) -> int:
    """Runs the demo until Ctrl-C, or once.

    Args:
        articles: a file of the user's; without it, those that come with the demo.
        once: end when every article is decided and every alert has been delivered.
        screenshot: where a picture (SVG) of the demo goes.

    Returns:
        The exit code: 0 when it ended as asked, 1 with a reason printed, 130 when a run that
        would have ended by itself was interrupted.

    Raises:
        ConfigError: the articles, or one of them, can't be read.
    """
    screen = Screen()
    with TemporaryDirectory(prefix="wirewatch-demo-") as folder:
        code = asyncio.run(_Demo(screen, Path(folder), articles, once=once).run())
    if screenshot is not None:
        screen.save_picture(screenshot)
    return code


class _Demo:
    def __init__(self, screen: Screen, folder: Path, own: Path | None, *, once: bool) -> None:
        self._started = time.monotonic()
        self._screen = screen
        self._folder = folder
        self._once = once
        self._named_broker = os.environ.get("WIREWATCH_KAFKA", "")
        self._own = own
        self._articles = read_records(Article, own or ARTICLES_FILE)
        self._give_up = GIVE_UP_SECONDS
        if own:
            self._give_up += _MORE_SECONDS_FOR_EACH * len(self._articles)
        self._transcript: Transcript | None = None

    async def run(self) -> int:
        self._stop_on_signals()
        try:
            async with asyncio.timeout(self._give_up if self._once else None):
                await self._run()
        except asyncio.CancelledError:
            return _INTERRUPTED if self._once else 0
        except TimeoutError:
            self._screen.failed(self._why_late())
            return 1
        except WirewatchError as error:
            self._screen.failed(str(error))
            return 1
        return 0

    async def _run(self) -> None:
        async with AsyncExitStack() as parts:
            environment = await self._environment(parts)
            settings = read_settings(environment)
            configure_logging(settings, role="demo")
            # Its clients retry by themselves; what they say of it would stand between the articles.
            logging.getLogger("aiokafka").setLevel(logging.ERROR)
            topics = load_topics(settings.topics, settings.aliases)
            broker, own = self._named_broker, self._own is not None
            self._screen.banner(self._articles, topics, named_broker=broker, own=own)
            transcript = Transcript(self._screen, Classifier(topics), self._articles, self._started)
            self._transcript = transcript
            receiver = parts.enter_context(DemoReceiver(transcript.receive))
            write_alerts(self._folder, receiver.url)
            workers = await self._start(parts, settings, environment)
            publishing = asyncio.create_task(
                publish(settings, self._lines(transcript), one_partition=True)
            )
            parts.callback(publishing.cancel)
            await self._watch(settings, transcript, workers, publishing)

    def _stop_on_signals(self) -> None:
        """Says at once that it stops, whatever it is doing: what runs takes a while to end."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in one

        def stop() -> None:
            self._screen.say("Stopping …")
            task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop)

    async def _environment(self, parts: AsyncExitStack) -> dict[str, str]:
        if self._named_broker:
            prefix = f"demo-{secrets.token_hex(4)}-"
            return demo_environment(os.environ, self._folder, prefix=prefix)
        broker = EmbeddedBroker(self._folder)
        parts.callback(broker.stop)
        await broker.start()
        return demo_environment(os.environ, self._folder, embedded=broker.address)

    async def _start(
        self, parts: AsyncExitStack, settings: Settings, environment: dict[str, str]
    ) -> Workers:
        if self._named_broker:
            parts.push_async_callback(_delete_topics, settings)
        await init_topics(settings)
        workers = Workers(environment, self._folder)
        parts.callback(workers.stop)
        workers.start()
        return workers

    async def _lines(self, transcript: Transcript) -> AsyncIterator[Line]:
        paced = not (self._once or self._own)
        for number, line in enumerate(read_lines(self._own or ARTICLES_FILE)):
            if number and paced:
                # For a reader's eye. The first waits for nothing: the workers still start.
                await transcript.first_shown.wait()
                await asyncio.sleep(_PACE_SECONDS)
            yield line

    async def _watch(
        self,
        settings: Settings,
        transcript: Transcript,
        workers: Workers,
        publishing: asyncio.Task[object],
    ) -> None:
        watch = KafkaWatch(settings)
        summed_up = False
        while not (summed_up and self._once):
            workers.check()
            if publishing.done():
                publishing.result()  # raises what stopped it
            transcript.take(await watch.look())
            if not summed_up and transcript.waiting_for()[1] is Step.DONE:
                summed_up = True
                transcript.sum_up()
                self._invite(settings)
            await asyncio.sleep(_LOOK_SECONDS)

    def _invite(self, settings: Settings) -> None:
        if not self._once:
            self._screen.invitation(_publish_command(settings))

    def _why_late(self) -> str:
        late = f"{self._give_up:.0f} s are over"
        if self._transcript is None:
            return f"{late}, the broker is not ready"
        article, step = self._transcript.waiting_for()
        return f"{late}, {article} still waits {step}"


def _publish_command(settings: Settings) -> str:
    variables = {
        "WIREWATCH_KAFKA": settings.kafka,
        "WIREWATCH_KAFKA_PARTITIONS": str(settings.kafka_partitions),
        "WIREWATCH_KAFKA_TOPIC_PREFIX": settings.kafka_topic_prefix,
        "WIREWATCH_KAFKA_IDEMPOTENCE": "" if settings.kafka_idempotence else "false",
    }
    settings_given = " ".join(f"{name}={value}" for name, value in variables.items() if value)
    return f"{settings_given} .venv/bin/wirewatch publish FILE"


async def _delete_topics(settings: Settings) -> None:
    """Leaves a cluster as it was: no other Kafka topics have the random prefix of this run."""
    admin = new_admin(settings)
    await admin.start()
    try:
        await admin.delete_topics([topic.name for topic in all_topics(settings)])
    finally:
        await admin.close()
