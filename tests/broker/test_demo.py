"""The demo on a broker that the user names."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from streams.kafka_clients import new_admin
from streams.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka import KafkaBroker


async def _kafka_topics(settings: Settings) -> set[str]:
    admin = new_admin(settings)
    await admin.start()
    names = await admin.list_topics()
    await admin.close()
    return {name for name in names if not name.startswith("__")}


@pytest.mark.broker
async def test_the_demo_leaves_a_named_cluster_as_it_was(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """It names the broker, decides every article, and takes its Kafka topics away again."""
    settings = Settings(kafka=kafka.bootstrap)
    before = await _kafka_topics(settings)
    run = subprocess.run(  # noqa: ASYNC221 - nothing else is to be done meanwhile
        [sys.executable, "-m", "wirewatch", "demo", "--once"],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if "WIREWATCH" not in name},
            "WIREWATCH_KAFKA": kafka.bootstrap,
            "WIREWATCH_KAFKA_PARTITIONS": "3",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"Broker: {kafka.bootstrap}" in run.stdout
    assert "embedded" not in run.stdout
    assert await _kafka_topics(settings) == before
