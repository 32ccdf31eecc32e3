"""Topics that change under a running classify, on real Kafka."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import orjson
import pytest

from agents.topics.definitions import load_topics
from streams.codec import decode
from streams.kafka_topics import ARTICLES, CLASSIFIED, VERDICTS
from streams.records import ClassifiedArticle, Reason, Verdict
from tests import synthetic
from tests.support import WorkerProcess, eventually, init_settings, produce, read_all

if TYPE_CHECKING:
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

_CHESS = "- id: chess\n  name: Chess\n  query: chess AND NOT boxing\n"


@pytest.mark.broker
async def test_topics_change_under_a_running_classify(kafka: KafkaBroker, tmp_path: Path) -> None:
    """A broken file changes nothing and is told; a good one decides the articles that follow."""
    file = synthetic.write_topics(tmp_path)
    settings = await init_settings(
        kafka, tmp_path, kafka_partitions=1, topics=file, topics_poll_seconds=0.1, embedder="none"
    )
    first = load_topics(file).hash
    async with WorkerProcess(settings, "run", "classify") as worker:
        await publish(settings, "1", "A lava flow closed 4 roads.")
        await classified(settings, ["1 volcanoes"])

        file.write_text("- id: chess\n  nmae: Chess\n", "utf-8")
        await eventually(lambda: "topics refused" in worker.log, 20, "the broken file is told")
        assert "line 2: nmae" in worker.log
        assert "did you mean name?" in worker.log
        await publish(settings, "2", "A lava flow closed 5 roads, the chess club among them.")
        records = await classified(settings, ["1 volcanoes", "2 volcanoes"])
        assert {each.topics_hash for each in records} == {first}

        file.write_text(synthetic.TOPICS_YAML + _CHESS, "utf-8")
        await eventually(lambda: "topics changed" in worker.log, 20, "the good file is read")
        os.kill(worker.pid, signal.SIGHUP)
        await publish(settings, "3", "The chess club came back to town on Tuesday.")
        records = await classified(settings, ["1 volcanoes", "2 volcanoes", "3 chess"])
        assert records[-1].topics_hash == load_topics(file).hash != first
        assert worker.exits == []


@pytest.mark.broker
async def test_a_topic_that_was_removed_keeps_its_history(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """While it is gone nothing is decided for it; put back, it knows what was reported before."""
    file = synthetic.write_topics(tmp_path)
    settings = await init_settings(
        kafka, tmp_path, kafka_partitions=1, topics=file, topics_poll_seconds=0.1
    )
    lava = "A lava flow closed 4 roads near the village of Larnvik on Tuesday."
    async with (
        WorkerProcess(settings, "run", "classify") as worker,
        WorkerProcess(settings, "run", "track"),
    ):
        await publish(settings, "1", lava)
        await decided(settings, {"1": Reason.BRINGS_SOMETHING})
        for removed, article in ((True, "2"), (False, "3")):
            told = worker.log.count("topics changed")
            file.write_text(_CHESS if removed else synthetic.TOPICS_YAML, "utf-8")
            await eventually(lambda: worker.log.count("topics changed") > told, 20, "it is read")  # noqa: B023
            await publish(settings, article, lava)
        await decided(settings, {"1": Reason.BRINGS_SOMETHING, "3": Reason.DUPLICATE})
        changed = [line for line in worker.log.splitlines() if "topics changed" in line]
    assert "removed" in changed[0]
    assert "volcanoes" in changed[0]
    assert "added" in changed[1]


async def decided(settings: Settings, reasons: dict[str, Reason]) -> None:
    """Waits until so many verdicts are there, and compares them, by article."""

    async def so_many() -> dict[str, Reason]:
        read = [decode(Verdict, each.value) for each in await read_all(settings, VERDICTS)]
        found = {each.article.id: each.reason for each in read}
        return found if len(found) >= len(reasons) else {}

    assert await eventually(so_many, 60, f"decided are {reasons}") == reasons


async def publish(settings: Settings, name: str, text: str) -> None:
    """Sends one article to classify."""
    await produce(settings, ARTICLES, [(None, orjson.dumps({"id": name, "text": text}))])


async def classified(settings: Settings, pairs: list[str]) -> list[ClassifiedArticle]:
    """What came out of classify, once as many pairs of article and topic did; in their order."""

    async def so_many() -> list[ClassifiedArticle]:
        found = [
            decode(ClassifiedArticle, each.value) for each in await read_all(settings, CLASSIFIED)
        ]
        return found if len(found) >= len(pairs) else []

    records = await eventually(so_many, 60, f"classified are {pairs}")
    assert [f"{each.article.id} {each.topic}" for each in records] == pairs
    return records
