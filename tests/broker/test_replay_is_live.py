"""What is replayed is what the workers decide: on the same articles, in the same order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from agents.topics.definitions import load_topics
from agents.vectors.choose import new_vectors
from streams.codec import decode
from streams.health import Health, health
from streams.kafka_topics import DEVELOPMENTS, VERDICTS
from streams.records import Article, Development, Verdict
from tests.support import WorkerProcess, eventually, init_settings, read_all
from wirewatch.decisions import TopicVerdict
from wirewatch.jsonl import read_records
from wirewatch.replay import replay

if TYPE_CHECKING:
    from streams.settings import Settings
    from tests.kafka import KafkaBroker
    from wirewatch.decisions import ArticleDecision

pytestmark = pytest.mark.broker

_CONFIG: Final = Path(__file__).resolve().parents[2] / "config"
_ARTICLES: Final = _CONFIG / "demo-articles.jsonl"

Verdicts = dict[tuple[str, str], TopicVerdict]


async def test_replay_decides_what_the_workers_decide(kafka: KafkaBroker, tmp_path: Path) -> None:
    """Published under one key to `run all`, articles get the verdicts and alerts of a replay."""
    topics = _CONFIG / "topics.yaml"
    settings = await init_settings(
        kafka,
        tmp_path,
        topics=topics,
        alerts=_CONFIG / "alerts.yaml",
        instance="r1",
        embedder="e5",
    )
    articles = read_records(Article, _ARTICLES)
    replayed = list(replay(load_topics(topics, settings.aliases), articles, new_vectors(settings)))
    publish = WorkerProcess(settings, "publish", "--one-partition", str(_ARTICLES))
    async with WorkerProcess(settings, "run", "all") as workers, publish:
        wanted = _replayed(replayed)
        await eventually(
            lambda: _as_many_as(settings, len(wanted)), 90, "there is a verdict on every article"
        )
        assert await _live(settings) == wanted
        assert await _developments(settings) == {
            alert.development for decision in replayed for alert in decision.alerts
        }
        await eventually(lambda: _all_healthy(settings), 30, "every worker is healthy")
        assert await workers.term() == 0, workers.log


def _replayed(decisions: list[ArticleDecision]) -> Verdicts:
    return {(one.id, verdict.topic): verdict for one in decisions for verdict in one.verdicts}


async def _as_many_as(settings: Settings, count: int) -> bool:
    return len(await read_all(settings, VERDICTS)) >= count


def _all_healthy(settings: Settings) -> bool:
    roles = ("classify", "track", "notify")
    return all(health(settings, role) is Health.HEALTHY for role in roles)


async def _live(settings: Settings) -> Verdicts:
    verdicts = [decode(Verdict, one.value) for one in await read_all(settings, VERDICTS)]
    return {
        (verdict.article.id, verdict.topic): TopicVerdict(
            topic=verdict.topic,
            reason=verdict.reason,
            rests_on=verdict.rests_on,
            score=verdict.score,
        )
        for verdict in verdicts
    }


async def _developments(settings: Settings) -> set[str]:
    return {decode(Development, one.value).id for one in await read_all(settings, DEVELOPMENTS)}
