"""Records that come while a worker gets no further, on a real broker: they wait in Kafka."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final

import pytest

from streams.kafka_topics import ARTICLES, CLASSIFY, group_id
from tests.support import WorkerProcess, eventually, init_settings, lag, produce

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka import KafkaBroker

_PUBLISHED: Final = 8000
#: docs/limits.md has them; a batch is at its handler beside them, and one more may be on its way.
_WAITING: Final = 2000
_BATCH: Final = 100
#: The same number so often in a row: nothing more is taken.
_SETTLED: Final = 15


@pytest.mark.broker
async def test_a_worker_that_is_held_up_takes_no_more_than_it_may(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Its memory hangs on its limit and not on how much has been published; lag tells the rest."""
    settings = await init_settings(kafka, tmp_path, batch_size=_BATCH)
    records = [(b"%d" % number, b'{"i": 1}') for number in range(_PUBLISHED)]
    await produce(settings, ARTICLES, records)
    command = (sys.executable, "-m", "tests.waiting_worker")
    async with WorkerProcess(settings, command=command) as worker:

        def settled() -> bool:
            latest = _taken(worker.log)[-_SETTLED:]
            return len(latest) == _SETTLED and _WAITING <= latest[0] == latest[-1]

        await eventually(settled, 60, "it has taken what it may, and takes no more")
        assert _taken(worker.log)[-1] <= _WAITING + 2 * _BATCH
        assert await lag(settings, group_id(settings, CLASSIFY), ARTICLES) == _PUBLISHED


def _taken(log: str) -> list[int]:
    return [int(number) for number in re.findall(r"^taken (\d+)$", log, re.MULTILINE)]
