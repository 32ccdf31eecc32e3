"""Seeded faults against the whole stack: the short set. `python -m tests.faults` runs any other."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.kafka import KafkaBroker

pytestmark = [pytest.mark.broker, pytest.mark.timeout(900)]  # a run takes a minute or so


@pytest.mark.parametrize(("brokers", "seeds"), [("1", "1-2"), ("3", "1")])
def test_faults_lose_nothing_and_alert_nothing_twice(
    kafka: KafkaBroker, brokers: str, seeds: str
) -> None:
    """Processes, brokers, links, disks, clocks and databases fail; everything comes out exact."""
    done = _faults("--brokers", brokers, "--seeds", seeds)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("  exact;") == 1 + (seeds == "1-2"), done.stdout


def test_the_check_fails_a_stock_agent(kafka: KafkaBroker) -> None:
    """What Faust's manual shows doubles records when its worker is killed.

    Each kill waits until what the one before it held up flows again, as this seed has it, and then
    for a moment between two commits.
    """
    done = _faults("--subject", "stock", "--seeds", "144", "--faults", *["kill -9"] * 3)
    assert re.search(r"conflicting_outputs=[1-9]", done.stdout), done.stdout + done.stderr
    assert "NOT EXACT" in done.stdout
    assert done.returncode == 1


def _faults(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "tests.faults", "run", *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=False)
