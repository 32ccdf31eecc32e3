"""Articles a second and CPU per article of classify, beside a bare Faust agent and plain aiokafka.

    python -m bench.classify_throughput [--articles 40000] [--rounds 3]

One worker, 100 topics, articles of some 3 KB, on a real Apache Kafka that is found as the tests
find theirs. The contenders run in turn within a round, on the same records, and ratios are taken
within the round, since machines differ and drift. A contender's time runs from its first commit to
the one that ends the stream; its CPU time is the whole process's, as the kernel counts it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.stream import Stream, write_topics
from streams.kafka_topics import ARTICLES, CLASSIFY, group_id
from tests.kafka import start_own_kafka
from tests.proc import cpu_seconds
from tests.support import WorkerProcess, eventually, init_settings, lag, produce

if TYPE_CHECKING:
    from streams.settings import Settings
    from tests.kafka import KafkaBroker

TOPICS: Final = 100
PARTITIONS: Final = 8
CONTENDERS: Final = {
    "classify": ("wirewatch", "run", "classify"),
    "bare Faust agent": ("bench.bare_agent",),
    "plain aiokafka": ("bench.plain_loop",),
}
_PATIENCE_SECONDS: Final = 300.0
#: Name, share of the articles that hold a term, and how many of them there are.
STREAMS: Final = (("none match", 0.0, 1.0), ("1 % match", 0.01, 1.0), ("all match", 1.0, 0.25))


@dataclass(frozen=True)
class Measure:
    """Articles a second, and microseconds of CPU an article."""

    rate: float
    cpu: float


async def measure(settings: Settings, module: tuple[str, ...], count: int) -> Measure:
    """Runs one contender over the whole stream, with a group of its own."""
    with tempfile.TemporaryDirectory() as folder:
        own = settings.model_copy(update={"state_dir": Path(folder)})
        command = (sys.executable, "-m", *module)
        async with WorkerProcess(own, command=command) as worker:
            first = await _reached(own, 0, count)
            began, cpu_began = time.monotonic(), cpu_seconds(worker.pid)
            await _reached(own, count - 1, count)
            seconds, cpu = time.monotonic() - began, cpu_seconds(worker.pid) - cpu_began
            await worker.term()
    if first == count:
        sys.exit(f"NOT MEASURED: the first commit covers all {count} articles; take more")
    done = count - first
    return Measure(done / seconds, cpu / done * 1e6)


async def _reached(settings: Settings, more_than: int, count: int) -> int:
    """Waits for the commit that goes past `more_than`, and returns where it is."""
    group = group_id(settings, CLASSIFY)

    async def committed() -> int:
        done = count - await lag(settings, group, ARTICLES)
        return done if done > more_than else 0

    return await eventually(committed, _PATIENCE_SECONDS, f"more than {more_than} are committed")


async def run_stream(
    kafka: KafkaBroker, folder: Path, share: float, count: int, rounds: int
) -> dict[str, list[Measure]]:
    """All contenders on one stream, in turn."""
    stream = Stream()
    topics = stream.topics(TOPICS)
    path = write_topics(folder / "topics.yaml", topics)
    records = [(b"%d" % n, value) for n, value in enumerate(stream.articles(count, topics, share))]
    size = sum(len(value) for _, value in records) / count
    print(f"\n{count} articles of {size:.0f} bytes, share with a term {share:.0%}", flush=True)
    measures: dict[str, list[Measure]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, module in CONTENDERS.items():
            # Kafka topics of its own: a group's offsets and a changelog are not to be shared.
            settings = await init_settings(
                kafka, folder, topics=path, kafka_partitions=PARTITIONS, log_level="WARNING"
            )
            await produce(settings, ARTICLES, records)
            measures[name].append(await measure(settings, module, count))
    return measures


def report(measures: dict[str, list[Measure]]) -> None:
    """Medians, and the ratio to the bare agent with its range."""
    for name, runs in measures.items():
        bare = measures["bare Faust agent"]
        ratios = [run.rate / peer.rate for run, peer in zip(runs, bare, strict=True)]
        print(
            f"  {name:17} {statistics.median(run.rate for run in runs):8.0f} articles/s "
            f"{statistics.median(run.cpu for run in runs):7.0f} us CPU an article, "
            f"{statistics.median(ratios):.2f} of the bare agent "
            f"({min(ratios):.2f} to {max(ratios):.2f})"
        )


async def main() -> None:
    """Runs every stream and prints a table for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    kafka = start_own_kafka()
    try:
        for _, share, part in STREAMS:
            count = round(arguments.articles * part)
            with tempfile.TemporaryDirectory() as folder:
                report(await run_stream(kafka, Path(folder), share, count, arguments.rounds))
    finally:
        kafka.stop()


if __name__ == "__main__":
    asyncio.run(main())
