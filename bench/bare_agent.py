"""The peer of the throughput benchmark: a Faust agent that decodes an article and drops it.

Runs with the options of Wirewatch's own apps, so that the difference is what classify does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from streams.faust_app import bytes_topic, new_app, new_table, run_worker
from streams.kafka_topics import ARTICLES, CLASSIFY, CLASSIFY_TABLE, topic_name
from streams.logs import configure_logging
from streams.settings import read_settings

if TYPE_CHECKING:
    import faust


def main() -> None:
    """Runs the worker until it is told to stop."""
    settings = read_settings()
    configure_logging(settings, role="bare")
    app = new_app(settings, CLASSIFY)
    new_table(app, settings, CLASSIFY_TABLE)

    @app.agent(bytes_topic(app, topic_name(settings, ARTICLES)), name="drop")
    async def drop(stream: faust.StreamT[bytes]) -> None:
        async for value in stream:
            orjson.loads(value)

    run_worker(app, settings, "bare")


if __name__ == "__main__":
    main()
