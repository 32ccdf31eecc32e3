"""Runs seeded faults against the whole stack on real Kafka.

    python -m tests.faults run --seeds 1-20 [--brokers 3] [--results FILE] [--subject stock]
    python -m tests.faults run --seeds 1-3 --embeddings
    python -m tests.faults table FILE

Ends with 1 where a run was not exact. A seed that failed is run again by its number; what its
workers wrote and its ledger are in the temporary folder, under its number.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.faults import clock, disk, results
from tests.faults.brokers import Cluster
from tests.faults.plan import FaultKind, plan_of
from tests.faults.run import Result, run
from tests.faults.subjects import SUBJECTS
from tests.kafka import NoKafka
from tests.kafka_java import prepare_archive
from tests.postgres import NoPostgres, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.faults.plan import Plan
    from tests.faults.subjects import Subject

_RESULTS: Final = Path(__file__).with_name("results.jsonl")


def main() -> int:
    """Runs, or shows the table."""
    arguments = _arguments().parse_args()
    if arguments.what == "table":
        print(*results.table(results.read(arguments.file)), sep="\n")
        return 0
    if not disk.in_own_namespace():
        disk.enter_own_namespace("tests.faults", sys.argv[1:])
    # The harness's own clients meet the faults too, and say so at length.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        prepare_archive()
    except NoKafka as why:
        print(f"not run: {why}")
        return 2
    return asyncio.run(_runs(arguments))


async def _runs(arguments: argparse.Namespace) -> int:
    wrong = 0
    subject = SUBJECTS[arguments.subject]
    with ExitStack() as opened:
        url = _postgres_url(opened)
        async with Cluster(arguments.brokers) as cluster:
            for seed in arguments.seeds:
                plan = _plan(seed, arguments, subject)
                if why := _cannot(plan, url):
                    print(f"seed {seed}: not run: {why}", flush=True)
                    continue
                print(f"seed {seed}: {_said(plan)}", flush=True)
                result = await run(cluster, plan, subject, url)
                print(*_lines(result), sep="\n", flush=True)
                wrong += not result.exact
                if arguments.results:
                    results.append(arguments.results, result)
    return int(wrong > 0)


def _plan(seed: int, arguments: argparse.Namespace, subject: Subject) -> Plan:
    kinds = tuple(arguments.faults) or None
    plan = plan_of(seed, arguments.brokers, kinds, subject.sources)
    return replace(plan, embeddings=arguments.embeddings)


def _postgres_url(opened: ExitStack) -> str:
    try:
        return opened.enter_context(postgres())
    except NoPostgres as why:
        print(f"no runs on PostgreSQL: {why}")
        return ""


def _cannot(plan: Plan, postgres_url: str) -> str:
    """Why a plan can't be run here; empty where it can."""
    if plan.fills_disks and not disk.in_own_namespace():
        return "it takes a mount namespace of our own, and so root"
    if plan.steps_clocks and not clock.library():
        return "it takes libfaketime"
    return "it takes PostgreSQL" if plan.postgres and not postgres_url else ""


def _said(plan: Plan) -> str:
    how = ("static members" if plan.static else "dynamic members") + (
        ", PostgreSQL" if plan.postgres else ""
    )
    how += ", embeddings" if plan.embeddings else ""
    faults = "; ".join(
        f"{fault} {fault.lasts:g} s" if fault.lasts else str(fault) for fault in plan.faults
    )
    return f"{faults} ({how})"


def _lines(result: Result) -> Iterator[str]:
    for name, seconds in result.recovery:
        yield f"  {name}: recovered within {seconds:.1f} s"
    verdict = "exact" if result.exact else "NOT EXACT"
    yield f"  {verdict}; {result.alerts} alerts, {result.again} again; {result.seconds:.0f} s"
    for finding in result.findings:
        yield f"  {finding}"


def _seeds(text: str) -> Sequence[int]:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    what = parser.add_subparsers(dest="what", required=True)
    one = what.add_parser("run")
    one.add_argument("--seeds", type=_seeds, default=range(1, 2), help="1-20, or 7")
    one.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    one.add_argument("--subject", choices=sorted(SUBJECTS), default="wirewatch")
    one.add_argument(
        "--faults", type=FaultKind, nargs="*", default=[], help="in place of drawn ones"
    )
    one.add_argument("--embeddings", action="store_true", help="not by terms alone")
    one.add_argument("--results", type=Path, help=f"append to this file, as {_RESULTS.name}")
    table = what.add_parser("table")
    table.add_argument("file", type=Path, nargs="?", default=_RESULTS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
