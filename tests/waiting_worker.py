"""A Faust worker that never gets done with its first record, and says how many others wait in it.

The production batch on `articles`, held up in its handler. Started with
`python -m tests.waiting_worker`, settings from the environment.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from streams.batches import BatchProcessor
from streams.kafka_topics import ARTICLES
from tests.counting_worker import run, safe_app

_EVERY_SECONDS = 0.2


class WaitingProcessor(BatchProcessor):
    """The batch before whose first record something never comes."""

    async def _guard_against_gaps(self, *_: Any) -> None:
        """Tells for ever how many records the app has taken from Kafka's consumer."""
        consumer: Any = self._app.consumer
        while True:
            # Faust has no public word for it; of the changelog nothing is read after the start.
            read = {tp: at for tp, at in consumer._read_offset.items() if at is not None}
            taken = sum(at + 1 for tp, at in read.items() if tp.topic.endswith(ARTICLES))
            sys.stdout.write(f"taken {taken}\n")
            sys.stdout.flush()
            await asyncio.sleep(_EVERY_SECONDS)


if __name__ == "__main__":
    run(WaitingProcessor, safe_app)
