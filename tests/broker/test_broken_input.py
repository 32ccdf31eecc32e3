"""Broken input on real Kafka: kept with its bytes, position and reason; the rest goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from streams.dead_letters import failure_of
from streams.kafka_topics import ARTICLES, CLASSIFIED, DEAD_LETTERS, VERDICTS, topic_name
from streams.watchdog import EXIT_FOR_RESTART
from tests import synthetic
from tests.support import WorkerProcess, eventually, init_settings, produce, read_all

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka import KafkaBroker

_GOOD = orjson.dumps({"id": "good", "title": "Lava flow", "text": "A lava flow closed 4 roads."})
_BROKEN = {
    b"not JSON": (b"{", "not-json", ""),
    b"not UTF-8": (b'{"text": "\xff"}', "not-utf-8", ""),
    b"neither body nor headline": (b'{"id": "7"}', "invalid", ""),
    b"five megabytes": (orjson.dumps({"text": "lava " * 1_000_000}), "too-large", ""),
    b"a number for a text": (b'{"text": 7}', "invalid", "text"),
    b"a list for an id": (b'{"id": ["7"], "text": "x"}', "invalid", "id"),
    b"no date": (b'{"text": "x", "published_at": "soon"}', "invalid", "published_at"),
    b"null value": (None, "empty", ""),
}


@pytest.mark.broker
async def test_broken_articles_are_dead_letters_and_the_rest_of_their_batch_is_undisturbed(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """A good article before, between and behind them is classified."""
    settings = await init_settings(
        kafka, tmp_path, kafka_partitions=1, topics=synthetic.write_topics(tmp_path)
    )
    records: list[tuple[bytes | None, bytes | None]] = [(b"good", _GOOD)]
    for name, (value, _, _) in _BROKEN.items():
        records += [(name, value), (b"good", _GOOD)]
    await produce(settings, ARTICLES, records)

    async with WorkerProcess(settings, "run", "classify") as worker:

        async def all_good_ones_are_through() -> bool:
            return len(await read_all(settings, CLASSIFIED)) >= len(_BROKEN) + 1

        await eventually(all_good_ones_are_through, 60, f"all is classified: {worker.log[-2000:]}")
        assert worker.exits == []

    dead = {letter.key: letter for letter in await read_all(settings, DEAD_LETTERS)}
    assert len(dead) == len(await read_all(settings, DEAD_LETTERS)) == len(_BROKEN)
    for offset, (name, (value, reason, field)) in enumerate(_BROKEN.items()):
        assert dead[name].value == value
        failure = failure_of(dead[name].headers)
        assert (failure["reason"], failure["field"]) == (reason, field)
        assert failure["topic"] == topic_name(settings, ARTICLES)
        assert (failure["partition"], failure["offset"]) == ("0", str(2 * offset + 1))


@pytest.mark.broker
async def test_a_broken_record_between_classify_and_track_is_a_dead_letter_too(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Whoever writes to the Kafka topics in between can't stop a worker."""
    settings = await init_settings(
        kafka, tmp_path, kafka_partitions=1, topics=synthetic.write_topics(tmp_path)
    )
    await produce(settings, CLASSIFIED, [(b"broken", b'{"topic": 7}')])
    await produce(settings, ARTICLES, [(b"good", _GOOD)])

    async with (
        WorkerProcess(settings, "run", "classify"),
        WorkerProcess(settings, "run", "track") as track,
    ):

        async def decided() -> bool:
            return len(await read_all(settings, VERDICTS)) == 1

        await eventually(decided, 60, f"the good article is decided: {track.log[-2000:]}")
        assert track.exits == []

    (letter,) = await read_all(settings, DEAD_LETTERS)
    assert (letter.key, letter.value) == (b"broken", b'{"topic": 7}')
    assert failure_of(letter.headers)["topic"] == topic_name(settings, CLASSIFIED)


@pytest.mark.broker
async def test_a_worker_that_can_read_nothing_stops_before_all_is_a_dead_letter(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """It says why; what is left stands in its Kafka topic, for a worker that can read it."""
    settings = await init_settings(
        kafka,
        tmp_path,
        kafka_partitions=1,
        batch_size=20,
        dead_letters_in_a_row=30,
        topics=synthetic.write_topics(tmp_path),
    )
    await produce(settings, ARTICLES, [(None, b"<article/>")] * 200)

    async with WorkerProcess(settings, "run", "classify") as worker:
        assert await worker.wait() == EXIT_FOR_RESTART

    assert "too-many-in-a-row (30 in a row" in worker.log
    assert len(await read_all(settings, DEAD_LETTERS)) <= 30
