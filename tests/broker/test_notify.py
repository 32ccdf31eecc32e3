"""notify on a real broker, delivering to a real receiver on loopback."""

from __future__ import annotations

import asyncio
import json
import shutil
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiokafka import TopicPartition
from typer.testing import CliRunner

from alerts.notify import notify
from alerts.recall import recall_deliveries
from alerts.store.store import Store
from streams.codec import decode, encode
from streams.dead_letters import failure_of
from streams.health import Health, health
from streams.kafka_clients import new_consumer, new_producer, started
from streams.kafka_topics import (
    DEAD_LETTERS,
    DELIVERIES,
    DEVELOPMENTS,
    NOTIFY,
    VERDICTS,
    group_id,
    topic_name,
)
from streams.records import Delivery, DeliveryState, notification_id
from streams.settings import Settings
from tests.builders import NOON, a_development, a_verdict
from tests.http_receiver import Answer, receiver
from tests.support import (
    WorkerProcess,
    eventually,
    init_settings,
    lag,
    produce,
    read_all,
    settings_env,
)
from wirewatch.cli import app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from aiokafka import ConsumerRecord

    from tests.http_receiver import HttpReceiver
    from tests.kafka import KafkaBroker

pytestmark = pytest.mark.broker

_STOP_SECONDS = 8.0


async def _settings(kafka: KafkaBroker, tmp_path: Path, desk: HttpReceiver) -> Settings:
    alerts = tmp_path / "alerts.yaml"
    alerts.write_text(
        f"""
        receivers: [{{name: desk, webhook: {{url: '{desk.url}'}}}}]
        route: {{receiver: desk, group_by: ['...']}}
        """,
        "utf-8",
    )
    return await init_settings(kafka, tmp_path, alerts=alerts)


@asynccontextmanager
async def _notify(settings: Settings) -> AsyncIterator[None]:
    """A notify at work, stopped with the block, within seconds."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(notify(settings, stop))
        yield
        stop.set()
        async with asyncio.timeout(_STOP_SECONDS):
            await task


async def _publish(settings: Settings, *numbers: int) -> None:
    """Developments and verdicts as track sends them."""
    key = b"north-korea-troops"
    developments = [(key, encode(a_development(number))) for number in numbers]
    await produce(settings, DEVELOPMENTS, developments)
    await produce(settings, VERDICTS, [(key, encode(a_verdict(number))) for number in numbers])


async def _produce_nothing(settings: Settings, name: str) -> None:
    """A record without key and value, as other clients can send it."""
    producer = new_producer(settings)
    await producer.start()
    try:
        batch = producer.create_batch()
        batch.append(timestamp=None, key=None, value=None)
        await (await producer.send_batch(batch, topic_name(settings, name), partition=0))
    finally:
        await producer.stop()


def _ids(desk: HttpReceiver) -> list[str]:
    return [request.headers["webhook-id"] for request in desk.requests]


def _expected(*numbers: int) -> list[str]:
    return [notification_id((a_development(number).id,), "desk") for number in numbers]


async def _announced(settings: Settings) -> list[Delivery]:
    records = await read_all(settings, DELIVERIES)
    assert all(record.key == decode(Delivery, record.value).id.encode() for record in records)
    return [decode(Delivery, record.value) for record in records]


async def test_developments_go_out_once_and_a_restart_repeats_none(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """In order, with the ids of the contract; Kafka learns the lag and what went out."""
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk)
        await _publish(settings, 1, 2, 3)
        async with _notify(settings):
            await desk.received(3)
            assert health(settings, NOTIFY) is Health.HEALTHY
            for name in (DEVELOPMENTS, VERDICTS):
                await eventually(_no_lag(settings, name), 20, "no lag")
        await _publish(settings, 3, 4)
        async with _notify(settings):
            await desk.received(4)

    assert _ids(desk) == _expected(1, 2, 3, 4)
    told = [json.loads(one.body)["data"]["developments"] for one in desk.requests]
    assert [development["update"] for (development,) in told] == [1, 2, 3, 4]
    announced = await _announced(settings)
    assert sorted(one.id for one in announced) == sorted(_expected(1, 2, 3, 4))
    assert {one.state for one in announced} == {DeliveryState.DELIVERED}


async def test_a_lost_ledger_repeats_nothing(kafka: KafkaBroker, tmp_path: Path) -> None:
    """A new one reads from Kafka what went out, and takes everything else anew."""
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk)
        await _publish(settings, 1, 2)
        async with _notify(settings):
            await desk.received(2)
        await asyncio.to_thread(shutil.rmtree, settings.state_dir)
        await _publish(settings, 3)
        async with _notify(settings):
            await desk.received(3)

    assert _ids(desk) == _expected(1, 2, 3)


async def test_a_lag_that_only_a_lost_commit_left_goes_away(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """The ledger has the records and Kafka was not told; no further record has to come for that."""
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk)
        await _publish(settings, 1, 2)
        async with _notify(settings):
            await desk.received(2)
            await eventually(_no_lag(settings, DEVELOPMENTS), 30, "all is committed")
        await _commit_nothing(settings, DEVELOPMENTS)
        assert await lag(settings, group_id(settings, NOTIFY), DEVELOPMENTS) == 2

        async with _notify(settings):
            await eventually(_no_lag(settings, DEVELOPMENTS), 30, "the lag is gone")
    assert _ids(desk) == _expected(1, 2)


async def _commit_nothing(settings: Settings, name: str) -> None:
    """The group's place is the beginning again, as if no commit had come through."""
    parts = [
        TopicPartition(topic_name(settings, name), one) for one in range(settings.kafka_partitions)
    ]
    async with AsyncExitStack() as stack:
        consumer = new_consumer(settings, group_id=group_id(settings, NOTIFY))
        await started(stack, consumer)
        consumer.assign(parts)
        await consumer.commit(dict.fromkeys(parts, 0))


async def test_a_rebuild_of_a_lost_ledger_reads_all(
    kafka: KafkaBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each start reads what is new, the command all of it; not while notify has the ledger."""
    settings = await init_settings(kafka, tmp_path)
    for name, value in settings_env(settings).items():
        monkeypatch.setenv(name, value)
    await _tell(settings, "a", "b", "c")
    store = Store.open(settings)
    store.appear(())
    assert await recall_deliveries(settings, store) == 3
    await _tell(settings, "d")
    assert [await recall_deliveries(settings, store) for _ in range(2)] == [1, 0]
    refused = await asyncio.to_thread(CliRunner().invoke, app, ["ledger", "rebuild"])
    assert "is served by process" in str(refused.exception)
    store.close()

    await asyncio.to_thread(shutil.rmtree, settings.state_dir)
    rebuilt = [
        await asyncio.to_thread(CliRunner().invoke, app, ["ledger", "rebuild"]) for _ in range(2)
    ]
    assert [one.stdout.split()[0] for one in rebuilt] == ["4", "0"]


async def _tell(settings: Settings, *names: str) -> None:
    """As notify tells Kafka of what it has delivered."""
    told = [
        Delivery(
            id=name,
            receiver="desk",
            developments=(f"d-{name}",),
            state=DeliveryState.DELIVERED,
            attempts=1,
            at=NOON,
        )
        for name in names
    ]
    await produce(settings, DELIVERIES, [(one.id.encode(), encode(one)) for one in told])


async def test_a_ledger_restored_from_a_copy_catches_up(kafka: KafkaBroker, tmp_path: Path) -> None:
    """What went out since the copy was made does not go out again; what came since does."""
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk)
        await _publish(settings, 1)
        async with _notify(settings):
            await desk.received(1)
        await asyncio.to_thread(shutil.copytree, settings.state_dir, tmp_path / "yesterday")
        await _publish(settings, 2)
        async with _notify(settings):
            await desk.received(2)
        await asyncio.to_thread(shutil.rmtree, settings.state_dir)
        await asyncio.to_thread(shutil.copytree, tmp_path / "yesterday", settings.state_dir)
        await _publish(settings, 3)
        async with _notify(settings):
            await desk.received(3)

    assert _ids(desk) == _expected(1, 2, 3)


async def test_a_record_that_can_not_be_read_stops_nothing(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """It lies in the dead letters with its bytes and position; its neighbours go out."""
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk)
        await _publish(settings, 1)
        await produce(settings, DEVELOPMENTS, [(b"north-korea-troops", b'{"id": "canary"}')])
        await produce(settings, VERDICTS, [(None, b"\xff")])
        await _produce_nothing(settings, VERDICTS)
        await _publish(settings, 2)
        async with _notify(settings):
            await desk.received(2)
            letters = await eventually(_all_dead(settings, 3), 20, "three dead letters")

    assert _ids(desk) == _expected(1, 2)
    known = {(letter.value, failure_of(letter.headers)["reason"]) for letter in letters}
    assert known == {(b'{"id": "canary"}', "invalid"), (None, "empty"), (b"\xff", "not-utf-8")}


async def test_a_term_ends_the_process_cleanly(kafka: KafkaBroker, tmp_path: Path) -> None:
    """Within seconds, also while a receiver hangs; its alert goes out after the next start."""
    async with receiver(Answer(delay=60)) as desk:
        settings = await _settings(kafka, tmp_path, desk)
        await _publish(settings, 1)
        async with WorkerProcess(settings, "run", "notify") as worker:
            await desk.received(1)
            assert await worker.term(_STOP_SECONDS) == 0, worker.log
        async with _notify(settings):
            await desk.received(2)

    assert _ids(desk) == _expected(1) * 2
    assert desk.requests[0].body == desk.requests[1].body


async def test_without_a_broker_the_process_ends_with_one_clear_line(tmp_path: Path) -> None:
    """The supervisor starts it again; a person reads which server was asked."""
    alerts = tmp_path / "alerts.yaml"
    alerts.write_text("receivers: []", "utf-8")
    nowhere = Settings(kafka="127.0.0.1:1", state_dir=tmp_path / "var", alerts=alerts)
    async with WorkerProcess(nowhere, "run", "notify") as worker:
        assert await worker.wait() == 1
        assert "127.0.0.1:1" in worker.log
        assert "Traceback" not in worker.log


def _no_lag(settings: Settings, name: str) -> Callable[[], Awaitable[bool]]:
    async def reached() -> bool:
        return await lag(settings, group_id(settings, NOTIFY), name) == 0

    return reached


def _all_dead(settings: Settings, count: int) -> Callable[[], Awaitable[list[ConsumerRecord]]]:
    async def reached() -> list[ConsumerRecord]:
        letters = await read_all(settings, DEAD_LETTERS)
        return letters if len(letters) >= count else []

    return reached
