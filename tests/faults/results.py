"""The results of runs, a line each in a file that grows, and the table of them."""

from __future__ import annotations

import statistics
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.faults.run import Result


def append(path: Path, result: Result) -> None:
    """Adds a run to the file."""
    plan = result.plan
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "subject": result.subject,
        "brokers": plan.brokers,
        "seed": plan.seed,
        "articles": plan.articles,
        "static": plan.static,
        "postgres": plan.postgres,
        "embeddings": plan.embeddings,
        "faults": [str(fault) for fault in plan.faults],
        "findings": result.findings,
        "recovery": [(name, round(seconds, 1)) for name, seconds in result.recovery],
        "seconds": round(result.seconds, 1),
        "alerts": result.alerts,
        "again": result.again,
    }
    with path.open("ab") as file:
        file.write(orjson.dumps(line) + b"\n")


def read(path: Path) -> list[dict[str, Any]]:
    """The latest run of each subject, number of brokers and seed, with embeddings and without."""
    latest = {}
    for line in path.read_bytes().splitlines():
        one = orjson.loads(line)
        key = (one["subject"], one["brokers"], one["seed"], one.get("embeddings", False))
        latest[key] = one
    return list(latest.values())


def table(results: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Markdown: for each kind of fault, how many runs had it, and how long recovery took."""
    runs: dict[str, int] = defaultdict(int)
    wrong: dict[str, int] = defaultdict(int)
    seconds: dict[str, list[float]] = defaultdict(list)
    for one in results:
        for fault in one["faults"]:
            runs[fault] += 1
            wrong[fault] += bool(one["findings"])
        for fault, took in one["recovery"]:
            seconds[fault].append(took)
    yield "| fault | runs | not exact | recovery, median s | worst s |"
    yield "| --- | --- | --- | --- | --- |"
    for fault in sorted(runs):
        took = seconds[fault]
        shown = f"{statistics.median(took):.1f} | {max(took):.1f}" if took else "– | –"
        yield f"| {fault} | {runs[fault]} | {wrong[fault]} | {shown} |"
