"""Faust's private names, held together: workers join and die under load, and nothing is lost.

`bench/stock_faust_loss.py` shows the loss that the same schedules bring without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.counting_load import Findings, churn
from tests.support import init_settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka import KafkaBroker


@pytest.mark.broker
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("store", ["memory", "rocksdb"])
async def test_workers_that_join_and_die_under_load_leave_state_and_outputs_exact(
    kafka: KafkaBroker, tmp_path: Path, seed: int, store: str
) -> None:
    """Every record counted once, every output there, no id with two bodies."""
    settings = await init_settings(kafka, tmp_path, store=store, kafka_partitions=8)

    found = await churn(settings, seed, count=12_000)

    assert found == Findings(wrong_keys=0, missing_outputs=0, conflicting_outputs=0)
