"""Very many articles through the whole stack: the memory of each process, and what is kept.

    python -m bench.soak [--articles 1000000] [--weeks 26] [--share 0.004] [--minutes 35]

Classify, track and notify, one process each, terms alone, on a real Apache Kafka that keeps little.
Articles come as fast as the slowest of them goes, their own time moves over half a year, and the
clock of notify (by libfaketime, where it is installed) with it, so that everything with a window or
a retention passes it many times. Memory is sampled all along; what counts is its growth over the
second half beside the noise.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.processes import growth
from bench.soak_stack import SoakStack
from bench.soak_stream import SoakStream
from streams.kafka_clients import new_producer
from streams.kafka_topics import (
    ARTICLES,
    CLASSIFY,
    NOTIFY,
    TRACK,
    TRACK_TABLE,
    changelog_name,
    topic_name,
)
from tests.support import eventually, read_all

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Records that may wait before a role: all roles then are about as far, and half of the articles is
#: half of the run to each of them.
_MOST_WAITING: Final = {CLASSIFY: 5_000, TRACK: 200, NOTIFY: 200}
_AT_ONCE: Final = 1000
_EVERY_SECONDS: Final = 2.0
_TOLD_SECONDS: Final = 60.0
_PATIENCE_SECONDS: Final = 1800.0
#: Notify's clock goes by so much at a time: less than an alert may wait.
_STEP_HOURS: Final = 6

#: (articles done, value) by what was measured.
Samples = defaultdict[str, list[tuple[float, float]]]


class Soak:
    """One run."""

    def __init__(self, stack: SoakStack, stream: SoakStream, options: argparse.Namespace) -> None:
        self._stack, self._stream, self._options = stack, stream, options
        self._published = 0
        self._began = time.monotonic()
        self._samples: Samples = defaultdict(list)

    async def run(self) -> None:
        """Until everything is done; prints what there is to see on the way and in the end."""
        sampling = asyncio.create_task(self._sample())
        try:
            await self._publish()
            await eventually(self._is_drained, _PATIENCE_SECONDS, "nothing waits", 1.0)
        finally:
            sampling.cancel()
        await self._tell_all()

    async def _publish(self) -> None:
        producer = new_producer(self._stack.settings, linger_ms=5)
        await producer.start()
        name = topic_name(self._stack.settings, ARTICLES)
        try:
            for some in _pieces(self._stream.articles(), _AT_ONCE):
                sent = [await producer.send(name, key=key, value=value) for key, value in some]
                await asyncio.gather(*sent)
                self._published += len(some)
                if time.monotonic() - self._began > self._options.minutes * 60:
                    break
                await eventually(self._has_room, _PATIENCE_SECONDS, "all roles go on", 0.25)
        finally:
            await producer.stop()

    async def _has_room(self) -> bool:
        lags = await self._stack.lags()
        return all(lags[role] < most for role, most in _MOST_WAITING.items())

    async def _is_drained(self) -> bool:
        return not any((await self._stack.lags()).values())

    async def _sample(self) -> None:
        told = time.monotonic()
        while True:
            done = await self._stack.done()
            self._set_clock(done)
            for role, mib in self._stack.memory().items():
                self._samples[f"{role}, MiB"].append((done, mib))
            if time.monotonic() - told > _TOLD_SECONDS:
                told = time.monotonic()
                await self._tell(done)
            await asyncio.sleep(_EVERY_SECONDS)

    def _set_clock(self, done: int) -> None:
        hours = self._options.weeks * 7 * 24 * done / self._options.articles
        if self._stack.clock:
            self._stack.clock.step(f"+{round(hours) // _STEP_HOURS * _STEP_HOURS}h")

    async def _tell(self, done: int) -> None:
        kept = await asyncio.to_thread(self._stack.kept)
        for name, value in kept.items():
            self._samples[name].append((done, value))
        seconds = time.monotonic() - self._began
        memory = ", ".join(f"{role} {mib:.0f}" for role, mib in self._stack.memory().items())
        held = ", ".join(f"{name} {value:.0f}" for name, value in kept.items())
        print(f"{seconds:5.0f} s, {done} articles; MiB: {memory}; {held}", flush=True)

    async def _tell_all(self) -> None:
        seconds = time.monotonic() - self._began
        print(
            f"{self._published} articles in {seconds:.0f} s, {len(self._stack.desk.ids)} alerts; "
            f"workers started again: {sum(w.starts - 1 for w in self._stack.workers.values())}"
        )
        for role, cpu in self._stack.cpu().items():
            print(f"  {role}: {cpu:.0f} s of CPU")
        print("growth over the second half (along the fitted line, with two standard errors):")
        for name, samples in self._samples.items():
            if len(samples) > 8:
                found = growth(samples)
                flat = "flat" if found.is_flat else "GROWS"
                print(
                    f"  {name:<24} {found.middle:9.1f}, growth {found.growth:+8.2f} "
                    f"± {found.noise:.2f}: {flat}"
                )
        records = await read_all(
            self._stack.settings, changelog_name(self._stack.settings, TRACK, TRACK_TABLE)
        )
        last = {record.key: record.value for record in records}
        sizes = [len(value) for value in last.values() if value]
        print(
            f"  rolling state: {len(sizes)} keys, {sum(sizes) / 2**20:.1f} MiB, the largest "
            f"{max(sizes, default=0) / 1024:.0f} KiB; {len(last) - len(sizes)} deleted"
        )


def _pieces(
    articles: Iterator[tuple[bytes, bytes]], size: int
) -> Iterator[list[tuple[bytes, bytes]]]:
    piece: list[tuple[bytes, bytes]] = []
    for article in articles:
        piece.append(article)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece


async def main() -> None:
    """Runs it."""
    # A broker that has just started says for some seconds that it is not the leader yet.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--weeks", type=float, default=26.0, help="that the articles are of")
    parser.add_argument("--share", type=float, default=0.004, help="of them is on topic")
    parser.add_argument(
        "--minutes",
        type=float,
        default=float("inf"),
        help="publish for no longer; the rest is left",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wirewatch-soak-") as name:
        folder = Path(name)
        stream = SoakStream(options.articles, options.weeks * 7, options.share)
        async with SoakStack(folder, stream.write_topics(folder)) as stack:
            await Soak(stack, stream, options).run()


if __name__ == "__main__":
    asyncio.run(main())
