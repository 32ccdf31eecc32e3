"""318 hostile byte sequences, odd frames and tombstones on every Kafka topic that is read."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
import pytest
from aiokafka import AIOKafkaProducer
from pydantic import SecretStr

from streams.codec import decode, encode
from streams.dead_letters import failure_of
from streams.kafka_clients import client_options
from streams.kafka_topics import (
    ARTICLES,
    CANDIDATES,
    CLASSIFIED,
    CLASSIFY,
    DEAD_LETTERS,
    DELIVERIES,
    DEVELOPMENTS,
    NOTIFY,
    READER,
    READINGS,
    TRACK,
    VERDICTS,
    group_id,
    topic_name,
)
from streams.records import (
    Candidate,
    Delivery,
    DeliveryState,
    Reading,
    ReadingReason,
    Reason,
    Verdict,
    notification_id,
)
from tests import synthetic
from tests.broker.test_reader import candidate
from tests.builders import NOON, a_development, a_verdict
from tests.canaries import invoke
from tests.http_receiver import receiver
from tests.support import WorkerProcess, eventually, init_settings, lag, produce, read_all

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

_SUITE: Final = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "bad-json" / "JSONTestSuite.tar.gz"
)
_READERS: Final = {
    ARTICLES: CLASSIFY,
    CLASSIFIED: TRACK,
    CANDIDATES: READER,
    DEVELOPMENTS: NOTIFY,
    VERDICTS: NOTIFY,
}
#: What a key, and the headers, can be; the value of each is a case of the suite.
_FRAMES: Final[tuple[tuple[bytes | None, list[tuple[str, bytes]]], ...]] = (
    (None, []),
    (b"", [("", b"")]),
    (b"\xff\x00", [("content-type", b"\xff"), ("content-type", b"twice")]),
    (b"k" * 10_000, [("h" * 1000, b"v" * 10_000)]),
)


@pytest.mark.broker
@pytest.mark.parametrize("name", _READERS)
async def test_no_bytes_stop_a_reader_and_all_are_kept(
    kafka: KafkaBroker, tmp_path: Path, name: str
) -> None:
    """Each is a dead letter, byte for byte, key and headers included; what is good goes through."""
    cases = _cases()
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk.url)
        await _publish(settings, name, cases)
        role = _READERS[name]
        async with WorkerProcess(settings, "run", role) as worker:

            async def all_read() -> bool:
                return await lag(settings, group_id(settings, role), name) == 0

            await eventually(all_read, 90, f"{role} has read all: {worker.log[-2000:]}")
            assert worker.exits == []
    letters = await read_all(settings, DEAD_LETTERS)
    kept = [(one.key or b"", one.value, _theirs(one.headers)) for one in letters]
    unread = [one for one in _sent(cases) if not _is_article(name, one[1])]
    assert len(unread) > 300
    assert sorted(kept, key=repr) == sorted(unread, key=repr)
    assert {failure_of(one.headers)["topic"] for one in letters} == {topic_name(settings, name)}


@pytest.mark.broker
async def test_no_bytes_keep_what_was_delivered_from_being_known(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Read at each start: each one is named in the log, and stays where it is."""
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk.url)
        await _publish(settings, DELIVERIES, _cases())
        pairs = [(b"t", encode(a_development(number))) for number in (1, 2)]
        await produce(settings, DEVELOPMENTS, pairs)
        async with WorkerProcess(settings, "run", "notify") as worker:
            await desk.received(1)
            assert worker.exits == []
            assert worker.log.count("delivery_unreadable") > 300
    told = [orjson.loads(one.body)["data"]["developments"] for one in desk.requests]
    assert [one["id"] for developments in told for one in developments] == [a_development(2).id]
    assert await read_all(settings, DEAD_LETTERS) == []


@pytest.mark.broker
async def test_no_bytes_keep_the_reader_from_its_recorded_answers(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """It reads them at its start, and asks nobody about what was answered."""
    async with receiver() as desk:
        settings = await _settings(kafka, tmp_path, desk.url)
        asking = settings.model_copy(update={"reader_url": SecretStr(desk.url)})
        await _publish(settings, READINGS, _cases())
        await produce(settings, CANDIDATES, [(b"t", candidate(1))])
        async with WorkerProcess(asking, "run", "reader") as worker:

            async def passed_on() -> list[ConsumerRecord]:
                return await read_all(settings, VERDICTS)

            (verdict,) = await eventually(passed_on, 60, "the candidate is passed on")
            assert worker.log.count("reading_unreadable") > 300
    assert decode(Verdict, verdict.value).reason is Reason.BRINGS_SOMETHING
    assert desk.requests == []


@pytest.mark.broker
async def test_no_bytes_stop_the_door_of_the_dead_letters(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Anybody may have written there: each is listed, and none is sent back by what it claims."""
    settings = await _settings(kafka, tmp_path, "http://127.0.0.1:1/")
    await _publish(settings, DEAD_LETTERS, _cases())
    listed = await invoke(settings, "dead-letters", "list", "--json", "--limit", "999")
    letters = [orjson.loads(line) for line in listed.splitlines() if line.startswith(b"{")]
    assert len(letters) == len(_sent(_cases()))
    for letter in letters[:: len(letters) // 8]:
        shown = await invoke(settings, "dead-letters", "show", letter["place"])
        assert b"Traceback" not in shown
        refused = await invoke(settings, "dead-letters", "requeue", letter["place"])
        assert b"does not say from which of our Kafka topics it came" in refused
    assert await read_all(settings, ARTICLES) == []


def _answer() -> Reading:
    """That the first candidate's article brings something."""
    read = decode(Candidate, candidate(1))
    return Reading(id=read.verdict.id, reason=ReadingReason.ANSWERED, brings=True, at=NOON)


def _went_out() -> Delivery:
    """The first development, at the desk."""
    return Delivery(
        id=notification_id((a_development(1).id,), "desk"),
        receiver="desk",
        developments=(a_development(1).id,),
        state=DeliveryState.DELIVERED,
        attempts=1,
        at=NOON,
    )


def _cases() -> list[bytes]:
    if not _SUITE.exists():
        pytest.skip(f"NOT RUN: {_SUITE} is not here")
    with tarfile.open(_SUITE) as archive:
        files = [archive.extractfile(one) for one in archive if one.name.endswith(".json")]
        cases = [file.read() for file in files if file]
    assert len(cases) == 318
    return cases


def _sent(cases: list[bytes]) -> list[tuple[bytes, bytes | None, list[tuple[str, bytes]]]]:
    """Every case in one of the frames, and a tombstone in each."""
    values: list[bytes | None] = [*cases, None, None]
    framed = [(*_FRAMES[number % len(_FRAMES)], value) for number, value in enumerate(values)]
    return [(key or b"", value, headers) for key, headers, value in framed]


def _is_article(name: str, value: bytes | None) -> bool:
    """A few cases of the suite are articles: an object with a title and nothing else."""
    return name == ARTICLES and value is not None and value.startswith((b'{"title":', b'{ "title"'))


def _theirs(headers: tuple[tuple[str, bytes], ...]) -> list[tuple[str, bytes]]:
    return [one for one in headers if not one[0].startswith("wirewatch.")]


async def _settings(kafka: KafkaBroker, tmp_path: Path, url: str) -> Settings:
    alerts = tmp_path / "alerts.yaml"
    alerts.write_text(f"receivers: [{{name: desk, webhook: {{url: '{url}'}}}}]", "utf-8")
    return await init_settings(
        kafka,
        tmp_path,
        kafka_partitions=1,
        topics=synthetic.write_topics(tmp_path),
        alerts=alerts,
        dead_letters_in_a_row=0,
        dead_letter_share=1,
    )


async def _publish(settings: Settings, name: str, cases: list[bytes]) -> None:
    """With compression, as other clients send; a good record behind."""
    good = {
        ARTICLES: next(iter(synthetic.encoded(1)))[1],
        CANDIDATES: candidate(1),
        READINGS: encode(_answer()),
        DELIVERIES: encode(_went_out()),
        DEVELOPMENTS: encode(a_development()),
        VERDICTS: encode(a_verdict()),
    }
    producer = AIOKafkaProducer(
        **client_options(settings), compression_type="gzip", max_request_size=4 * 1024 * 1024
    )
    await producer.start()
    try:
        for key, value, headers in _sent(cases):
            # Compacted Kafka topics take nothing without a key.
            named = key or (b"k" if name in {DELIVERIES, READINGS} else key)
            await producer.send(topic_name(settings, name), value, named, headers=headers)
        if name in good:
            await producer.send_and_wait(topic_name(settings, name), good[name], b"good")
        await producer.flush()
    finally:
        await producer.stop()
