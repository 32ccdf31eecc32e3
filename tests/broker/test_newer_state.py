"""Rolling state that a newer release wrote, on real Kafka."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from agents.track.stored import VERSION
from streams.kafka_topics import TRACK, TRACK_TABLE, changelog_name
from tests.support import WorkerProcess, init_settings, produce

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka import KafkaBroker


@pytest.mark.broker
async def test_track_refuses_newer_state_at_its_start(kafka: KafkaBroker, tmp_path: Path) -> None:
    """Before any record comes, also where the topic's next article is days away."""
    settings = await init_settings(kafka, tmp_path, kafka_partitions=2)
    changelog = changelog_name(settings, TRACK, TRACK_TABLE)
    value = b'{"version":%d,"offset":7}' % (VERSION + 1)
    await produce(settings, changelog, [(b"volcanoes", value)])

    async with WorkerProcess(settings, "run", "track") as worker:
        assert await worker.wait() == 70
        told = f"is of version {VERSION + 1}, and this release reads up to {VERSION}"
        assert told in worker.log
        assert "WIREWATCH_STATE_DIR" in worker.log
