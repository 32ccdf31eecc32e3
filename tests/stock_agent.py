"""A Faust agent as the manual writes it: `async for`, a table that counts, an output each.

Kept so that the check of the fault runs can be seen to fail. Works on the records of
`tests.counting_worker` and writes the same state and outputs, with none of Wirewatch's precautions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from streams.faust_app import bytes_topic, new_table, run_worker
from streams.kafka_topics import ARTICLES, CLASSIFIED, CLASSIFY_TABLE, topic_name
from streams.logs import configure_logging
from streams.settings import Settings, read_settings
from tests.counting_worker import EMPTY, stock_app

if TYPE_CHECKING:
    import faust


def new_stock_app(settings: Settings) -> faust.App:
    """The app with its one agent."""
    app = stock_app(settings)
    table = new_table(app, settings, CLASSIFY_TABLE)
    out = bytes_topic(app, topic_name(settings, CLASSIFIED))

    @app.agent(bytes_topic(app, topic_name(settings, ARTICLES)), name="count")
    async def count(stream: faust.StreamT[bytes]) -> None:
        async for event in stream.events():
            message = event.message
            raw = table.get(message.key)
            before = orjson.loads(raw) if raw else EMPTY
            after = {
                "n": before["n"] + 1,
                "sum": before["sum"] + orjson.loads(message.value)["i"],
                "offset": message.offset,
            }
            table[message.key] = orjson.dumps(after)
            identity = {"id": f"{message.partition}:{message.offset}"}
            await out.send(key=message.key, value=orjson.dumps(identity | after))

    return app


if __name__ == "__main__":
    own = read_settings()
    configure_logging(own, role="stock")
    run_worker(new_stock_app(own), own, "stock")
