"""A full outbox on a real broker: reading stops, the group keeps its place, nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from streams.codec import encode
from streams.kafka_topics import DEVELOPMENTS, NOTIFY, group_id
from streams.records import notification_id
from tests.builders import a_development
from tests.http_receiver import Answer, HttpReceiver, receiver
from tests.support import WorkerProcess, eventually, init_settings, lag, produce

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

_LIMIT = 4


class _Desk(HttpReceiver):
    """Away until it is told to be back."""

    back = False

    def next_answer(self) -> Answer:
        """503 while it is away."""
        return Answer() if self.back else Answer(503)


@pytest.mark.broker
async def test_a_full_outbox_stops_reading_and_loses_nothing(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """What is not read shows as lag; all of it goes out in order when the receiver is back."""
    async with receiver(desk=_Desk(())) as desk:
        assert isinstance(desk, _Desk)
        settings = await _settings(kafka, tmp_path, desk.url)
        group = group_id(settings, NOTIFY)
        await _publish(settings, 0, _LIMIT)
        async with WorkerProcess(settings, "run", "notify") as worker:
            await eventually(lambda: "reading_held" in worker.log, 30, "reading is held")
            await _publish(settings, _LIMIT, 3 * _LIMIT)
            await desk.received(len(desk.requests) + 2)
            assert await lag(settings, group, DEVELOPMENTS) == 2 * _LIMIT
            desk.back = True

            async def all_read() -> bool:
                return await lag(settings, group, DEVELOPMENTS) == 0

            await eventually(all_read, 60, f"reading goes on: {worker.log[-2000:]}")
            await eventually(lambda: len(desk.ids) == 3 * _LIMIT, 60, "all are delivered")
            assert worker.exits == []
        assert "reading_goes_on" in worker.log
    order = list(dict.fromkeys(one.headers["webhook-id"] for one in desk.requests))
    assert order == [_id(number) for number in range(3 * _LIMIT)]


def _id(number: int) -> str:
    return notification_id((a_development(number + 1).id,), "desk")


async def _settings(kafka: KafkaBroker, tmp_path: Path, url: str) -> Settings:
    alerts = tmp_path / "alerts.yaml"
    alerts.write_text(
        f"""
        receivers: [{{name: desk, webhook: {{url: '{url}'}}}}]
        route: {{receiver: desk, group_by: ['...']}}
        """,
        "utf-8",
    )
    return await init_settings(kafka, tmp_path, alerts=alerts, outbox_limit=_LIMIT)


async def _publish(settings: Settings, first: int, end: int) -> None:
    records = [(b"t", encode(a_development(number + 1))) for number in range(first, end)]
    await produce(settings, DEVELOPMENTS, records)
