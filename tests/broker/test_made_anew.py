"""A Kafka topic that was deleted and made again under running state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from streams.kafka_admin import init_topics
from streams.kafka_clients import new_admin
from streams.kafka_topics import ARTICLES, CLASSIFIED, CLASSIFY, group_id, topic_name
from tests import synthetic
from tests.support import WorkerProcess, eventually, init_settings, lag, produce, read_all

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

_ARTICLE = orjson.dumps({"id": "a", "title": "Lava flow", "text": "A lava flow closed 4 roads."})


@pytest.mark.broker
async def test_articles_of_a_topic_that_was_made_anew_are_not_skipped_as_handled(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Their offsets were handled in its earlier life: the worker says so instead of losing them."""
    topics = synthetic.write_topics(tmp_path)
    settings = await init_settings(kafka, tmp_path, kafka_partitions=1, topics=topics)
    await produce(settings, ARTICLES, [(b"a", _ARTICLE)] * 5)
    async with WorkerProcess(settings, "run", "classify") as worker:
        await eventually(lambda: _caught_up(settings), 60, f"all are read: {worker.log[-2000:]}")
        assert await worker.term() == 0
    before = len(await read_all(settings, CLASSIFIED))

    await _make_anew(settings)
    await produce(settings, ARTICLES, [(b"a", _ARTICLE)] * 2)

    async with WorkerProcess(settings, "run", "classify") as worker:
        assert await worker.wait() == 70
        assert "was made anew" in worker.log
    assert len(await read_all(settings, CLASSIFIED)) == before


async def _caught_up(settings: Settings) -> bool:
    return await lag(settings, group_id(settings, CLASSIFY), ARTICLES) == 0


async def _make_anew(settings: Settings) -> None:
    admin = new_admin(settings)
    await admin.start()
    try:
        await admin.delete_topics([topic_name(settings, ARTICLES)])
    finally:
        await admin.close()
    await init_topics(settings)
