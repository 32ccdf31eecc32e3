"""One run: articles go in, faults happen, everything comes to rest, and is checked."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alerts.store.database import LEDGER_FILE
from tests.faults.check import accepted
from tests.faults.injections import inject
from tests.faults.stack import Stack
from tests.postgres import database
from tests.support import eventually

if TYPE_CHECKING:
    from tests.faults.brokers import Cluster
    from tests.faults.plan import Plan
    from tests.faults.stack import Ends
    from tests.faults.subjects import Subject

#: A machine that does other things as well takes long; nothing in a run waits for so long.
_PATIENCE_SECONDS: Final = 300.0
_QUIET_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.5
_IDLE_SECONDS: Final = 2.0


@dataclass
class Result:
    """What a run has shown.

    Attributes:
        findings: what is wrong; empty where nothing is.
        recovery: for each fault that was waited for, by its name, the seconds from its end until
            all that was published by then had been worked off.
        seconds: how long it took, checks included.
        alerts: how many deliveries the receiver took.
        again: how many of those were second ones.
    """

    plan: Plan
    subject: str
    findings: list[str] = field(default_factory=list)
    recovery: list[tuple[str, float]] = field(default_factory=list)
    seconds: float = 0.0
    alerts: int = 0
    again: int = 0

    @property
    def exact(self) -> bool:
        """Whether nothing was lost, doubled or disordered."""
        return not self.findings


async def run(cluster: Cluster, plan: Plan, subject: Subject, postgres_url: str = "") -> Result:
    """Runs a plan. What comes to no rest, or is not as it should be, is a finding."""
    result = Result(plan, subject.name)
    began = time.monotonic()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="wirewatch-faults-")))
        url = opened.enter_context(database(postgres_url)) if plan.postgres else ""
        async with Stack(cluster, plan, subject, folder, url) as stack:
            await _disturb(stack, result)
            if result.exact:
                result.findings += await subject.findings(stack.settings, stack.desk)
            told = accepted(stack.desk)
            result.alerts, result.again = len(told), len(told) - len(set(told))
            if not result.exact:
                _keep(stack, plan)
    result.seconds = time.monotonic() - began
    return result


async def _disturb(stack: Stack, result: Result) -> None:
    publishing = asyncio.create_task(stack.publish(stack.subject.records(stack.plan)))
    try:
        for fault in stack.plan.faults:
            await asyncio.sleep(fault.pause)
            await inject(stack, fault)
            if fault.awaited:
                result.recovery.append((str(fault), await _recovery(stack)))
        await publishing
        await stack.reached(dict.fromkeys(stack.subject.sources), _PATIENCE_SECONDS)
        await _quiet(stack)
    except AssertionError as late:
        result.findings.append(str(late))
    finally:
        publishing.cancel()


async def _recovery(stack: Stack) -> float:
    """Seconds from now until what each role has before it is done."""
    began = time.monotonic()
    ends: dict[str, Ends | None] = dict(await stack.ends())
    await stack.reached(ends, _PATIENCE_SECONDS)
    return time.monotonic() - began


async def _quiet(stack: Stack) -> None:
    """Waits until nothing is missing, and then until nothing has come for a while."""

    async def nothing_missing() -> bool:
        return not await stack.subject.missing(stack.settings, stack.desk)

    with contextlib.suppress(AssertionError):  # the check names what is missing
        await eventually(nothing_missing, _QUIET_SECONDS, "nothing is missing", _POLL_SECONDS)
    came = -1

    def nothing_came() -> bool:
        nonlocal came
        before, came = came, len(stack.desk.requests)
        return before == came

    await eventually(nothing_came, _PATIENCE_SECONDS, "no alert comes any more", _IDLE_SECONDS)


def _keep(stack: Stack, plan: Plan) -> None:
    """Leaves what workers have written, and the ledgers, for whoever looks for the reason."""
    kept = Path(tempfile.gettempdir()) / f"wirewatch-faults-{plan.brokers}-{plan.seed}"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    (kept / "log").write_text("\n".join(stack.log_of(role) for role in stack.workers), "utf-8")
    for ledger in stack.folder.glob(f"*/{LEDGER_FILE}*"):
        shutil.copy2(ledger, kept / f"{ledger.parent.name}-{ledger.name}")
