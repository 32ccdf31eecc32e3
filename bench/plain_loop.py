"""The other peer of the throughput benchmark: aiokafka without Faust, decoding and dropping."""

from __future__ import annotations

import orjson
import uvloop

from streams.kafka_clients import new_consumer
from streams.kafka_topics import ARTICLES, CLASSIFY, group_id, topic_name
from streams.settings import Settings, read_settings


async def loop(settings: Settings) -> None:
    """Reads for ever, and commits after each fetch."""
    group = group_id(settings, CLASSIFY)
    consumer = new_consumer(settings, group_id=group, max_poll_records=settings.batch_size)
    consumer.subscribe([topic_name(settings, ARTICLES)])
    await consumer.start()
    try:
        while True:
            fetched = await consumer.getmany(timeout_ms=1000)
            for records in fetched.values():
                for record in records:
                    orjson.loads(record.value)
            if fetched:
                await consumer.commit()
    finally:
        await consumer.stop()


if __name__ == "__main__":
    uvloop.run(loop(read_settings()))
