"""Shows what the classes of `streams.faust_private` are for: the same churn with and without them.

    python -m bench.stock_faust_loss

Workers join and are killed by a seeded schedule while 20,000 records come in, on a real Apache
Kafka that is found as the tests find theirs. The loss is a race between a fetch and the end of a
recovery: not every seed shows it, so five fixed ones are run. Ends with 1 when none of them loses
anything, or when the safe worker does.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.counting_load import churn
from tests.kafka import start_own_kafka
from tests.support import init_settings

if TYPE_CHECKING:
    from tests.counting_load import Findings
    from tests.kafka import KafkaBroker

SEEDS = (1, 2, 3, 4, 5)
RECORDS = 20_000


async def run(kafka: KafkaBroker, seed: int, *arguments: str) -> Findings:
    """One schedule on Kafka topics of its own; `stock` as argument takes Faust as it is."""
    with tempfile.TemporaryDirectory() as folder:
        settings = await init_settings(kafka, Path(folder), store="memory", kafka_partitions=8)
        return await churn(settings, seed, RECORDS, *arguments)


def main() -> int:
    """Prints a line for each seed."""
    kafka = start_own_kafka()
    lost, broken = 0, 0
    try:
        for seed in SEEDS:
            stock = asyncio.run(run(kafka, seed, "stock"))
            safe = asyncio.run(run(kafka, seed))
            lost += not stock.exact
            broken += not safe.exact
            print(f"seed {seed}: stock {stock}\n        safe  {safe}", flush=True)
    finally:
        kafka.stop()
    print(
        f"of {len(SEEDS)} seeds, stock Faust loses or doubles in {lost}, the safe one in {broken}"
    )
    return int(lost == 0 or broken > 0)


if __name__ == "__main__":
    sys.exit(main())
