"""Setting up the demo's embedded broker, which knows only a part of Kafka's requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from streams.kafka_admin import Outcome, check_topics, init_topics
from streams.settings import Settings
from wirewatch.embedded_broker import EmbeddedBroker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a running embedded broker."""
    broker = EmbeddedBroker(tmp_path)
    await broker.start()
    yield Settings(kafka=broker.address, kafka_idempotence=False, kafka_partitions=2)
    broker.stop()


async def test_init_works_and_can_be_repeated(settings: Settings) -> None:
    """All are created, and found as they should be the next time."""
    first = {outcome.outcome for outcome in await init_topics(settings)}
    second = {outcome.outcome for outcome in await init_topics(settings)}

    assert (first, second) == ({Outcome.CREATED}, {Outcome.UNCHANGED})
    await check_topics(settings)


async def test_a_config_that_can_not_be_changed_is_reported(settings: Settings) -> None:
    """The embedded broker refuses the request; init says what differs and goes on."""
    await init_topics(settings)

    longer = settings.model_copy(update={"kafka_retention_hours": 9000})
    outcomes = {outcome.name: outcome.outcome for outcome in await init_topics(longer)}

    assert outcomes["verdicts"] is Outcome.CONFIG_DIFFERS
    assert outcomes["deliveries"] is Outcome.UNCHANGED
