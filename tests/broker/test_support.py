"""The tests' own tools, since every test of a crash rests on them."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiokafka import TopicPartition

from streams.kafka_clients import new_consumer
from streams.kafka_topics import ARTICLES, CLASSIFY, group_id, topic_name
from streams.settings import Settings
from tests.kafka import uses_running_cluster
from tests.support import WorkerProcess, eventually, init_settings, lag, produce, read_all

if TYPE_CHECKING:
    from tests.kafka import KafkaBroker

_ROOT = Path(__file__).parents[2]
_HOLD_A_BROKER = """
from tests.kafka import start_own_kafka
broker = start_own_kafka()
print(broker.bootstrap, flush=True)
input()
"""
_SLEEP = (sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)")


@pytest.mark.broker
async def test_a_killed_broker_comes_back_with_its_records_at_the_same_address(
    own_kafka: KafkaBroker, tmp_path: Path
) -> None:
    """What was acknowledged before a kill -9 is read after the restart."""
    address = own_kafka.bootstrap
    settings = await init_settings(own_kafka, tmp_path)
    await produce(settings, ARTICLES, [(b"%d" % n, b"body") for n in range(100)])

    own_kafka.kill9()
    own_kafka.start()

    assert own_kafka.bootstrap == address
    assert len(await read_all(settings, ARTICLES)) == 100


@pytest.mark.broker
async def test_lag_is_what_a_group_has_not_committed(kafka: KafkaBroker, tmp_path: Path) -> None:
    """All records at first, and those above the committed offset afterwards."""
    settings = await init_settings(kafka, tmp_path, kafka_partitions=1)
    group, partition = group_id(settings, CLASSIFY), topic_name(settings, ARTICLES)
    await produce(settings, ARTICLES, [(None, b"body")] * 10)
    assert await lag(settings, group, ARTICLES) == 10

    consumer = new_consumer(settings, group_id=group)
    await consumer.start()
    consumer.assign([TopicPartition(partition, 0)])
    await consumer.commit({TopicPartition(partition, 0): 7})
    await consumer.stop()

    assert await lag(settings, group, ARTICLES) == 3


@pytest.mark.broker
@pytest.mark.skipif(uses_running_cluster(), reason="the cluster is not the tests' own")
async def test_a_broker_dies_with_the_tests_that_started_it() -> None:
    """A test run that is killed leaves no broker behind."""
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _HOLD_A_BROKER), cwd=_ROOT, stdin=pipe, stdout=pipe
    )
    assert holder.stdout
    port = int((await holder.stdout.readline()).rpartition(b":")[2])
    assert _is_open(port)

    holder.kill()
    await holder.wait()

    await eventually(lambda: not _is_open(port), 20, "the broker is gone")


@pytest.mark.parametrize(("ci", "exit_code"), [("", 0), ("true", 1)])
def test_without_any_kafka_the_run_says_so_loudly_and_fails_under_ci(
    ci: str, exit_code: int
) -> None:
    """A green run never hides that nothing was tested on a broker."""
    environ = {name: text for name, text in os.environ.items() if "WIREWATCH" not in name}
    arguments = ["-p", "no:cacheprovider", "tests/broker/test_support.py", "-k", "lag_is"]

    run = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=_ROOT,
        env=environ | {"CI": ci, "WIREWATCH_TEST_KAFKA_VIA": "nowhere"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert run.returncode == exit_code
    assert "NO APACHE KAFKA" in run.stdout


async def test_a_worker_process_is_started_again_after_a_kill(tmp_path: Path) -> None:
    """Its exit codes are kept, its log goes on, and an end that was asked for is the last one."""
    settings = Settings(state_dir=tmp_path)
    async with WorkerProcess(settings, command=_SLEEP, restart=True) as worker:
        await eventually(lambda: worker.log.count("awake") == 1, 10, "it runs")
        await worker.kill9()
        await eventually(lambda: worker.log.count("awake") == 2, 10, "it runs again")

        assert await worker.term() == -15

    assert worker.exits == [-9, -15]
    assert worker.starts == 2


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
