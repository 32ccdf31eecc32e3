"""Records that are hostile in their frame: headers of ours, sizes that compression hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from streams.dead_letters import HEADER_PREFIX, failure_of
from streams.kafka_clients import client_options
from streams.kafka_topics import ARTICLES, CLASSIFIED, DEAD_LETTERS, MAX_RECORD_BYTES, topic_name
from tests import synthetic
from tests.support import WorkerProcess, eventually, init_settings, read_all

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

_GOOD = orjson.dumps({"id": "good", "title": "Lava flow", "text": "A lava flow closed 4 roads."})
_HUGE = orjson.dumps({"id": "huge", "text": "lava " * (4 * 1024 * 1024)})


@pytest.mark.broker
async def test_a_hostile_record_is_a_dead_letter_and_the_one_behind_it_is_classified(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Whoever may write to the Kafka topic can't stop its readers."""
    settings = await init_settings(
        kafka, tmp_path, kafka_partitions=1, topics=synthetic.write_topics(tmp_path)
    )
    await _publish(settings)

    async with WorkerProcess(settings, "run", "classify") as worker:

        async def good_one_is_through() -> bool:
            return len(await read_all(settings, CLASSIFIED)) == 1

        await eventually(good_one_is_through, 60, f"it is classified: {worker.log[-2000:]}")
        assert worker.exits == []

    hostile, huge = await read_all(settings, DEAD_LETTERS)
    assert failure_of(hostile.headers)["attempts"] == "1"
    assert failure_of(huge.headers)["truncated-from"] == str(len(_HUGE))
    assert MAX_RECORD_BYTES / 2 < len(huge.value) < MAX_RECORD_BYTES
    assert _HUGE.startswith(huge.value)


async def _publish(settings: Settings) -> None:
    """As another client would: with gzip, under which twenty megabytes pass for few."""
    producer = AIOKafkaProducer(
        **client_options(settings), compression_type="gzip", max_request_size=64 * 1024 * 1024
    )
    await producer.start()
    try:
        name = topic_name(settings, ARTICLES)
        header = (HEADER_PREFIX + "attempts", "²".encode())
        await producer.send_and_wait(name, b"nonsense", headers=[header])
        await producer.send_and_wait(name, _HUGE)
        await producer.send_and_wait(name, _GOOD)
    finally:
        await producer.stop()
