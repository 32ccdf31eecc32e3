"""`wirewatch dead-letters` on a real broker: what nobody could read is seen and sent back."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from streams.kafka_topics import ARTICLES, DEAD_LETTERS
from tests import synthetic
from tests.support import WorkerProcess, eventually, init_settings, produce, read_all, settings_env

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

_BROKEN = (b'{"headline": "\x1b[31mred"', b"\xff\xfe", b'{"id": 1}')


@pytest.fixture
async def settings(kafka: KafkaBroker, tmp_path: Path) -> Settings:
    """A stack whose articles hold three that nobody can read."""
    settings = await init_settings(kafka, tmp_path, topics=synthetic.write_topics(tmp_path))
    await produce(settings, ARTICLES, [(b"k", value) for value in _BROKEN])
    return settings


async def _letters(settings: Settings, count: int) -> None:
    async def are_there() -> bool:
        return len(await read_all(settings, DEAD_LETTERS)) >= count

    await eventually(are_there, 60, f"{count} dead letters")


async def _door(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "wirewatch", "dead-letters", *arguments]
    return await asyncio.to_thread(
        subprocess.run, command, env=settings_env(settings), capture_output=True, check=False
    )


@pytest.mark.broker
async def test_dead_letters_are_listed_shown_and_sent_back(settings: Settings) -> None:
    """With their reason and their bytes; one that fails again counts a further attempt."""
    async with WorkerProcess(settings, "run", "classify"):
        await _letters(settings, 3)
        listed = await _door(settings, "list", "--json")
        letters = [json.loads(line) for line in listed.stdout.splitlines()]
        assert sorted(each["reason"] for each in letters) == ["invalid", "not-json", "not-utf-8"]
        (place,) = [each["place"] for each in letters if each["reason"] == "not-json"]
        assert (await _door(settings, "show", place, "--raw")).stdout == _BROKEN[0]
        assert b"\x1b[31m" not in (await _door(settings, "show", place)).stdout
        assert (await _door(settings, "requeue", place)).stdout == b"requeued 1\n"
        await _letters(settings, 4)
    again = await _door(settings, "list", "--json", "--reason", "not-json")
    attempts = [json.loads(line)["attempts"] for line in again.stdout.splitlines()]
    assert attempts == ["1", "2"]
    records = await read_all(settings, ARTICLES)
    assert [one.key for one in records if one.value == _BROKEN[0]] == [b"k", b"k"]


@pytest.mark.broker
async def test_all_that_still_fails_can_be_sent_back_again_and_again(settings: Settings) -> None:
    """Each record goes once each time, however many dead letters it has left."""
    async with WorkerProcess(settings, "run", "classify"):
        for times in (1, 2, 3):
            await _letters(settings, 3 * times)
            assert (await _door(settings, "requeue", "--all")).stdout == b"requeued 3\n"
        await _letters(settings, 12)
    assert len(await read_all(settings, ARTICLES)) == 12


@pytest.mark.broker
async def test_a_place_where_nothing_stands_is_named(settings: Settings) -> None:
    """And nothing is sent."""
    refused = await _door(settings, "requeue", "0:7")
    assert refused.returncode == 1
    assert refused.stderr.decode().strip() == "wirewatch: no dead letter stands at 0:7"
    assert len(await read_all(settings, ARTICLES)) == 3
