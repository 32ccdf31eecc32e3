"""The environment of the demo's workers, and what is said when one of them dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from alerts.config import read_alerts
from alerts.receivers.webhook import WebhookOptions
from streams.settings import read_settings
from tests.support import eventually
from wirewatch.demo_workers import WorkerDiedError, Workers, demo_environment, write_alerts

if TYPE_CHECKING:
    from collections.abc import Mapping

_STACK = {
    "PATH": "/bin",
    "WIREWATCH_DATABASE_URL": "postgresql://user:canary@ledger.example/wirewatch",
    "WIREWATCH_STATE_DIR": "/srv/wirewatch",
    "WIREWATCH_INSTANCE": "one",
    "WIREWATCH_KAFKA_SASL_USERNAME": "desk",
    "WIREWATCH_KAFKA_TOPIC_PREFIX": "desk-",
}


def test_the_demo_never_touches_the_state_of_the_real_stack(tmp_path: Path) -> None:
    """Its ledger, its state and its alerts are in a folder of its own."""
    environment = demo_environment(_STACK, tmp_path, embedded="127.0.0.1:1")
    settings = read_settings(environment)
    assert environment["PATH"] == "/bin"
    assert settings.database_url.get_secret_value() == ""
    assert settings.state_dir == tmp_path
    assert settings.alerts == tmp_path / "alerts.yaml"
    assert settings.instance == ""


def test_what_decides_is_the_users(tmp_path: Path) -> None:
    """Topics and names that mean the same are tried with the demo's broker and receiver."""
    own = {"WIREWATCH_TOPICS": "mine.yaml", "WIREWATCH_ALIASES": "names.yaml"}
    settings = read_settings(demo_environment(_STACK | own, tmp_path, embedded="127.0.0.1:1"))
    assert (settings.topics, settings.aliases) == (Path("mine.yaml"), Path("names.yaml"))


def test_the_embedded_broker_is_spoken_to_as_it_can_be(tmp_path: Path) -> None:
    """It knows no idempotent producer, and no user names."""
    settings = read_settings(demo_environment(_STACK, tmp_path, embedded="127.0.0.1:1"))
    assert settings.kafka == "127.0.0.1:1"
    assert not settings.kafka_idempotence
    assert settings.kafka_sasl_username == ""
    assert settings.kafka_topic_prefix == ""


def test_on_a_named_broker_a_run_has_kafka_topics_of_its_own(tmp_path: Path) -> None:
    """All settings of the cluster stay; the prefix keeps the demo apart from everything else."""
    environ = _STACK | {"WIREWATCH_KAFKA": "kafka.example:9092"}
    settings = read_settings(demo_environment(environ, tmp_path, prefix="demo-1-"))
    assert settings.kafka == "kafka.example:9092"
    assert settings.kafka_idempotence
    assert settings.kafka_sasl_username == "desk"
    assert settings.kafka_topic_prefix == "desk-demo-1-"


def test_all_alerts_go_to_the_receiver_of_the_demo(tmp_path: Path) -> None:
    """The file is one that notify reads."""
    write_alerts(tmp_path, "http://127.0.0.1:8080/alerts")
    (receiver,) = read_alerts(tmp_path / "alerts.yaml").receivers
    assert receiver.options == WebhookOptions(url=SecretStr("http://127.0.0.1:8080/alerts"))


def _broken(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    return demo_environment(environ, folder, embedded="127.0.0.1:1") | {"WIREWATCH_NONSENSE": "1"}


async def test_a_worker_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    """A demo that stands still would tell nobody why."""
    workers = Workers(_broken(os.environ, tmp_path), tmp_path)
    workers.start()

    def died() -> str:
        try:
            workers.check()
        except WorkerDiedError as error:
            return str(error)
        return ""

    try:
        said = await eventually(died, 30, "a worker with a wrong setting ends")
    finally:
        workers.stop()
    assert said.startswith(("classify", "track", "notify"))
    assert "WIREWATCH_NONSENSE: no such setting" in said


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_stopping_ends_the_workers_own_processes(tmp_path: Path) -> None:
    """And no process of theirs is left."""
    workers = Workers(demo_environment(os.environ, tmp_path, embedded="127.0.0.1:1"), tmp_path)
    workers.start()
    process_ids = workers.process_ids
    assert len(process_ids) == 3
    workers.stop()
    assert not any(Path(f"/proc/{each}").exists() for each in process_ids)
