from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from streams import kafka_reach
from streams.errors import KafkaSetupError
from streams.kafka_admin import check_topics, init_topics
from tests.kafka_broker import free_port
from tests.support import settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka import KafkaBroker

pytestmark = pytest.mark.broker


async def test_an_unreachable_cluster_is_named_with_the_reason_of_each_server(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Servers are named, a password is not."""
    closed = f"127.0.0.1:{free_port()}"
    settings = settings_for(
        kafka,
        tmp_path,
        kafka=f"{closed},wirewatch.invalid:9092",
        kafka_security_protocol="SASL_PLAINTEXT",
        kafka_sasl_password="canary",
    )

    with pytest.raises(KafkaSetupError) as caught:
        await init_topics(settings)

    assert f"{closed} (connection refused)" in str(caught.value)
    assert "wirewatch.invalid:9092 (no such host)" in str(caught.value)
    assert "canary" not in str(caught.value)


async def test_a_server_that_never_answers_is_given_up_in_time(
    kafka: KafkaBroker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something that accepts and stays silent does not hold a start up for ever."""
    monkeypatch.setattr(kafka_reach, "_CONNECT_SECONDS", 0.2)
    settings, silent = (
        settings_for(kafka, tmp_path),
        await asyncio.start_server(_silence, "127.0.0.1"),
    )
    port = silent.sockets[0].getsockname()[1]

    with pytest.raises(KafkaSetupError, match="no answer in time"):
        await check_topics(settings.model_copy(update={"kafka": f"127.0.0.1:{port}"}))

    silent.close()


async def test_a_security_protocol_that_does_not_fit_is_suspected(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """TLS against a listener without TLS ends in an error that names the setting."""
    settings = settings_for(kafka, tmp_path, kafka_security_protocol="SSL")

    with pytest.raises(KafkaSetupError, match="WIREWATCH_KAFKA_SECURITY_PROTOCOL"):
        await check_topics(settings)


async def _silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()
