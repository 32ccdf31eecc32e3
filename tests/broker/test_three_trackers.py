"""Three track workers on many keys decide what a replay of the recorded order decides."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
import pytest
import yaml

from streams.kafka_topics import ARTICLES, CLASSIFIED, TRACK, VERDICTS, group_id
from tests.expected import tracked_as_expected
from tests.support import WorkerProcess, eventually, init_settings, lag, produce, read_all

if TYPE_CHECKING:
    from streams.settings import Settings
    from tests.kafka import KafkaBroker

pytestmark = pytest.mark.broker

_STREAMS: Final = Path(__file__).resolve().parents[1] / "streams"
_SETS: Final = ("ashfall", "coalition")
_WORKERS: Final = 3


async def test_three_workers_decide_what_a_replay_of_the_recorded_order_decides(
    kafka: KafkaBroker, tmp_path: Path
) -> None:
    """Two streams' topics over several partitions: the same verdicts, ids, bodies and state."""
    settings = await init_settings(kafka, tmp_path, topics=_topics(tmp_path))
    records = [(str(one["id"]).encode(), orjson.dumps(one)) for one in _articles()]
    await produce(settings, ARTICLES, records)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(WorkerProcess(settings, "run", "classify"))
        workers = [
            await stack.enter_async_context(_tracker(settings, tmp_path, number))
            for number in range(_WORKERS)
        ]
        await eventually(lambda: _all_decided(settings, len(records)), 120, "all are decided")
        logs = [worker.log for worker in workers]
    wanted, found = await tracked_as_expected(settings)
    assert found.decided == wanted.decided
    assert found.remembered == wanted.remembered
    assert all(len(bodies) == 1 for bodies in found.decided.values())
    partitions = {one.partition for one in await read_all(settings, VERDICTS)}
    assert len(partitions) > 1
    assert all("Traceback" not in log for log in logs), logs


def _topics(folder: Path) -> Path:
    """The topics of all sets in one file."""
    both = [yaml.safe_load((_STREAMS / name / "topics.yaml").read_text("utf-8")) for name in _SETS]
    path = folder / "topics.yaml"
    path.write_text(yaml.safe_dump([topic for one in both for topic in one]), "utf-8")
    return path


def _articles() -> list[dict[str, object]]:
    """The articles of all sets, in the order in which they came."""
    lines = [
        line
        for name in _SETS
        for line in (_STREAMS / name / "articles.jsonl").read_bytes().splitlines()
    ]
    return sorted(map(orjson.loads, lines), key=lambda one: str(one["ingested_at"]))


def _tracker(settings: Settings, folder: Path, number: int) -> WorkerProcess:
    own = {"instance": f"t{number}", "state_dir": folder / f"var-{number}"}
    return WorkerProcess(settings.model_copy(update=own), "run", TRACK)


async def _all_decided(settings: Settings, articles: int) -> bool:
    """Whether classify has read all, and track all that it made of them."""
    left = await lag(settings, group_id(settings, "classify"), ARTICLES)
    if left or not await read_all(settings, CLASSIFIED):
        return False
    ready = await lag(settings, group_id(settings, TRACK), CLASSIFIED) == 0
    return ready and bool(articles)
