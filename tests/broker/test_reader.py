"""The second reader between track and notify, on a real broker and a real server on loopback."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from agents.reader.worker import read
from streams.codec import decode, encode
from streams.errors import ConfigError
from streams.kafka_topics import (
    CANDIDATES,
    DEAD_LETTERS,
    DEVELOPMENTS,
    READER,
    READINGS,
    VERDICTS,
    group_id,
)
from streams.records import Candidate, Question, Reading, ReadingReason, Reason, Verdict
from tests.builders import a_development, a_verdict
from tests.http_receiver import Answer, receiver
from tests.support import eventually, init_settings, lag, produce, read_all

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

pytestmark = pytest.mark.broker

SENTENCE = "South Korea said on Wednesday that 12,000 troops had been sent."
KEY = b"north-korea-troops"


def candidate(number: int) -> bytes:
    """A close decision on an article, which track would not have alerted."""
    verdict = a_verdict(number).model_copy(
        update={"reason": Reason.CORROBORATES, "development": None}
    )
    question = Question(topic="Troops", sentences=(SENTENCE,))
    made = Candidate(verdict=verdict, development=a_development(number), question=question)
    return encode(made)


def yes() -> Answer:
    """What a model says that finds news."""
    content = json.dumps({"brings": True, "sentence": SENTENCE})
    return Answer(200, json.dumps({"choices": [{"message": {"content": content}}]}))


@asynccontextmanager
async def _reader(settings: Settings) -> AsyncIterator[None]:
    """A second reader at work, stopped with the block."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(read(settings, stop))
        yield
        stop.set()


async def _passed_on(settings: Settings) -> None:
    async def behind() -> bool:
        return await lag(settings, group_id(settings, READER), CANDIDATES) == 0

    await eventually(behind, 60, "every candidate was passed on")


async def test_an_answer_is_recorded_before_it_is_used_and_never_asked_for_again(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Also where the reader starts anew and the candidate comes again; one that fails is plain."""
    async with receiver(yes(), Answer(500)) as desk:
        settings = await init_settings(
            kafka, tmp_path, reader_url=desk.url, reader_model="m", allowed_networks="127.0.0.0/8"
        )
        await produce(
            settings,
            CANDIDATES,
            [(KEY, candidate(1)), (KEY, b"no candidate"), (KEY, candidate(2))],
        )
        async with _reader(settings):
            await _passed_on(settings)
        await produce(settings, CANDIDATES, [(KEY, candidate(1)), (KEY, candidate(2))])
        async with _reader(settings):
            await _passed_on(settings)

    assert len(desk.requests) == 2
    readings = [decode(Reading, each.value) for each in await read_all(settings, READINGS)]
    assert {each.reason: each.brings for each in readings} == {
        ReadingReason.ANSWERED: True,
        ReadingReason.REFUSED: None,
    }
    assert len(readings) == 2
    verdicts = [decode(Verdict, each.value) for each in await read_all(settings, VERDICTS)]
    assert [each.reason for each in verdicts] == 2 * [Reason.BRINGS_SOMETHING, Reason.CORROBORATES]
    developments = [each.value for each in await read_all(settings, DEVELOPMENTS)]
    assert len(developments) == 2
    assert developments[0] == developments[1]
    assert len(await read_all(settings, DEAD_LETTERS)) == 1


async def test_an_address_that_may_not_be_asked_is_told_at_the_start(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """And not when the first close verdict comes, which would wait for it."""
    async with receiver() as desk:
        settings = await init_settings(
            kafka, tmp_path, reader_url=desk.url, reader_model="m", allowed_networks=""
        )
        with pytest.raises(ConfigError, match="WIREWATCH_READER_URL: own-network"):
            await read(settings, asyncio.Event())
