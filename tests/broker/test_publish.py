"""`wirewatch publish` on a real broker."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

import pytest

from streams.kafka_topics import ARTICLES
from tests.support import eventually, init_settings, read_all, settings_env, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

pytestmark = pytest.mark.broker


async def _start(settings: Settings, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "wirewatch", "publish", *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | settings_env(settings),
    )


async def _run(settings: Settings, *arguments: str) -> tuple[int | None, str, str]:
    process = await _start(settings, *arguments)
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


def _article(number: int) -> bytes:
    return b'{"id": "a%d", "title": "Troops arrive", "mine": 1.50}' % number


async def test_articles_reach_kafka_as_they_were_and_bad_lines_are_named(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Good lines arrive byte for byte; bad ones are named and make the exit code 1."""
    settings = await init_settings(kafka, tmp_path)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_bytes(_article(1) + b"\nnot json\n\n" + _article(2))
    second.write_bytes(_article(3) + b"\n")

    code, out, err = await _run(settings, "--spread", str(first), str(second))

    records = await read_all(settings, ARTICLES)
    assert {(r.key, r.value) for r in records} == {(b"a%d" % n, _article(n)) for n in (1, 2, 3)}
    assert out.startswith("published 3, refused 1, in ")
    assert f"{first}, line 2: not-json" in err
    assert code == 1


async def test_articles_keep_the_order_of_their_file_unless_they_are_spread(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """With one key for all, a partition holds all articles in the order of their lines."""
    settings = await init_settings(kafka, tmp_path)
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join(map(_article, range(2500))))

    code, _, err = await _run(settings, str(file))

    records = await read_all(settings, ARTICLES)
    assert len({record.partition for record in records}) == 1
    assert [record.value for record in records] == [_article(n) for n in range(2500)]
    assert (code, err) == (0, "")


async def test_strict_stops_at_the_first_bad_line(kafka: KafkaBroker, tmp_path: Path) -> None:
    """What stands before the bad line is published, what comes after it is not."""
    settings = await init_settings(kafka, tmp_path)
    file = tmp_path / "articles.jsonl"
    file.write_bytes(_article(1) + b"\n[]\n" + _article(2))

    code, _, err = await _run(settings, "--strict", str(file))

    assert [record.value for record in await read_all(settings, ARTICLES)] == [_article(1)]
    assert f"{file}, line 2: invalid" in err
    assert code == 1


async def test_a_pipe_is_published_as_it_is_written_to(kafka: KafkaBroker, tmp_path: Path) -> None:
    """An article is in Kafka while the collector that wrote it has not yet written the next."""
    settings = await init_settings(kafka, tmp_path)
    process = await _start(settings, "-")
    assert process.stdin
    process.stdin.write(_article(1) + b"\n")

    async def arrived() -> bool:
        return bool(await read_all(settings, ARTICLES))

    await eventually(arrived, 30, "the first article is in Kafka")
    out, _ = await process.communicate(_article(2))

    assert out.decode().startswith("published 2, refused 0, in ")
    assert process.returncode == 0


async def test_missing_kafka_topics_are_named_before_anything_is_sent(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """On a cluster without the Kafka topics one line says which command makes them."""
    settings = settings_for(kafka, tmp_path)
    file = tmp_path / "articles.jsonl"
    file.write_bytes(_article(1))

    code, _, err = await _run(settings, str(file))

    assert code == 1
    assert err.startswith("wirewatch: Kafka topics: missing: ")
    assert "wirewatch kafka init" in err
