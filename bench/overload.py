"""A burst of ten times what the stack can take: who keeps it, how it drains, in which order.

    python -m bench.overload [--articles 10000] [--seconds 10]

First so many articles show what the stack sustains: one process of each role, terms alone, on a
real Apache Kafka. Then ten times that rate comes, for so many seconds, at once. Lag is read as
anybody can read it: what the consumer groups have committed beside where the Kafka topics end. In
the end the order of what came out is held against the order of what went in.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
import time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from bench.soak_stack import SoakStack
from bench.soak_stream import SoakStream
from streams.kafka_topics import ARTICLES, CLASSIFIED
from tests.faults.check import check_alerts, missing_alerts
from tests.support import eventually, produce, read_all

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMES: Final = 10
_DAYS: Final = 14.0
_SHARE: Final = 0.02
_EVERY_SECONDS: Final = 1.0


async def drain(
    stack: SoakStack, articles: list[tuple[bytes, bytes]]
) -> tuple[float, dict[str, float]]:
    """Publishes them at once; seconds until nothing waits, and the peak of each role's memory."""
    began = told = time.monotonic()
    await produce(stack.settings, ARTICLES, articles)
    print(f"  {len(articles)} published within {time.monotonic() - began:.1f} s")
    peaks, lags = stack.memory(), await stack.lags()
    while any(lags.values()):
        if time.monotonic() > told:
            told = time.monotonic() + _EVERY_SECONDS * 10
            shown = ", ".join(f"{role} {count}" for role, count in lags.items())
            print(f"  {time.monotonic() - began:5.0f} s: lag: {shown}", flush=True)
        await asyncio.sleep(_EVERY_SECONDS)
        peaks = {role: max(mib, peaks[role]) for role, mib in stack.memory().items()}
        lags = await stack.lags()
    return time.monotonic() - began, peaks


async def overtakings(stack: SoakStack) -> int:
    """How many classified articles came before one that had been published before them.

    Within one partition of `articles`, and one of `articles.classified`: there order is promised.
    """
    places = {
        orjson.loads(record.value)["id"]: (record.partition, record.offset)
        for record in await read_all(stack.settings, ARTICLES)
    }
    records = await read_all(stack.settings, CLASSIFIED)
    records.sort(key=lambda record: (record.partition, record.offset))
    latest: dict[tuple[int, int], int] = {}
    count = 0
    for record in records:
        partition, offset = places[orjson.loads(record.value)["article"]["id"]]
        way = (partition, record.partition)
        count += offset < latest.get(way, -1)
        latest[way] = max(offset, latest.get(way, -1))
    return count


async def run(options: argparse.Namespace) -> None:
    """Sustained, then the burst."""
    with tempfile.TemporaryDirectory(prefix="wirewatch-overload-") as name:
        folder = Path(name)
        # More than the burst will take: how much that is shows only then.
        stream = SoakStream(options.articles * 100, _DAYS * 10, _SHARE)
        articles = stream.articles()
        async with SoakStack(folder, stream.write_topics(folder)) as stack:
            await drain(stack, _some(articles, options.articles // 10))
            print("what the stack sustains:")
            seconds, before = await drain(stack, _some(articles, options.articles))
            rate = options.articles / seconds
            print(f"  {rate:.0f} articles/s\na burst of {_TIMES} times that:")
            burst = _some(articles, round(_TIMES * rate * options.seconds))
            took, peaks = await drain(stack, burst)
            print(f"  drained after {took:.0f} s, at {len(burst) / took:.0f} articles/s")
            for role, peak in peaks.items():
                print(f"  {role:<9} {before[role]:6.1f} MiB before, {peak:6.1f} MiB at the most")
            print(f"  overtaken: {await overtakings(stack)}")
            await eventually(partial(_all_told, stack), 300.0, "every alert is there", 1.0)
            wrong = await check_alerts(stack.settings, stack.desk)
            print(f"  {len(stack.desk.ids)} alerts: {wrong or 'as they should be, in order'}")


async def _all_told(stack: SoakStack) -> bool:
    return not await missing_alerts(stack.settings, stack.desk)


def _some(articles: Iterator[tuple[bytes, bytes]], count: int) -> list[tuple[bytes, bytes]]:
    return list(islice(articles, count))


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    # A broker that has just started says for some seconds that it is not the leader yet.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
