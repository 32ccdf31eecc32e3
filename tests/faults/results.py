"""The results of runs, a line each in a file that grows, and the table of them."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from tests.faults.plan import FaultKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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


def table(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Markdown: how many runs there were, and for each kind of fault how many had it.

    Recovery is over both numbers of brokers.
    """
    yield from map(_count, _groups(results).items())
    yield ""
    yield "| fault | runs, one broker | three | not exact | recovery, median s | worst s |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for kind in FaultKind:
        having = [one for one in results if kind in map(_kind, one["faults"])]
        brokers = Counter(one["brokers"] for one in having)
        wrong = sum(bool(one["findings"]) for one in having)
        took = [s for one in having for name, s in one["recovery"] if _kind(name) is kind]
        shown = f"{statistics.median(took):.1f} | {max(took):.1f}" if took else "– | –"
        yield f"| {kind} | {brokers[1]} | {brokers[3]} | {wrong} | {shown} |"


def _groups(results: Sequence[dict[str, Any]]) -> dict[tuple[int, bool], list[dict[str, Any]]]:
    groups = defaultdict(list)
    for one in results:
        groups[one["brokers"], one.get("embeddings", False)].append(one)
    return dict(sorted(groups.items()))


def _count(group: tuple[tuple[int, bool], list[dict[str, Any]]]) -> str:
    (brokers, embeddings), runs = group
    exact = sum(not one["findings"] for one in runs)
    of = f"{brokers} broker{'s' if brokers > 1 else ''}{', embeddings' if embeddings else ''}"
    return f"- {of}: {len(runs)} runs, {exact} exact, {sum(one['alerts'] for one in runs)} alerts"


def _kind(name: str) -> FaultKind:
    """The kind of a fault that is written with the process that it hit."""
    return max((kind for kind in FaultKind if name.startswith(kind)), key=len)
