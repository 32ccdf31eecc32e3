"""What the pipeline must have made of what was published, by the functions that production runs.

Order between articles of several partitions is not fixed, so track is judged against a replay of
the recorded order of `articles.classified`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from agents.classify.classifier import Classifier
from agents.clock import arrival, record_time
from agents.pipeline import TrackHandler
from agents.topics.definitions import load_topics
from agents.track import rolling
from agents.track.cache import StateCache
from agents.vectors.choose import new_vectors
from streams.codec import decode, encode
from streams.kafka_topics import (
    ARTICLES,
    CLASSIFIED,
    DEVELOPMENTS,
    TRACK,
    TRACK_TABLE,
    VERDICTS,
    changelog_name,
)
from streams.records import Article, ClassifiedArticle
from streams.source import source_of
from streams.staging import PartitionState, Staging
from tests.support import read_all

if TYPE_CHECKING:
    from agents.track.state import RollingState
    from streams.settings import Settings

#: Bodies by id: more than one for an id means that it was decided twice, differently.
Bodies = dict[str, set[bytes]]
#: Keys and values of each partition.
Tables = dict[int, dict[bytes, bytes]]


async def classified_as_expected(settings: Settings) -> tuple[Bodies, Bodies]:
    """Classified articles by article and topic: (wanted, found)."""
    classifier = Classifier(load_topics(settings.topics, settings.aliases), new_vectors(settings))
    wanted: Bodies = defaultdict(set)
    for record in await read_all(settings, ARTICLES):
        article = decode(Article, record.value)
        at = arrival(article.ingested_at, record_time(record.timestamp))
        for one in classifier.classify(article, at).articles:
            wanted[f"{one.article.id} {one.topic}"].add(encode(one))
    found: Bodies = defaultdict(set)
    for record in await read_all(settings, CLASSIFIED):
        pair = decode(ClassifiedArticle, record.value)
        found[f"{pair.article.id} {pair.topic}"].add(record.value)
    return wanted, found


@dataclass(frozen=True)
class Tracked:
    """What track made of its input.

    Attributes:
        decided: verdicts and developments by id.
        remembered: the rolling state of each topic.
    """

    decided: Bodies
    remembered: dict[str, RollingState]


async def tracked_as_expected(settings: Settings) -> tuple[Tracked, Tracked]:
    """(wanted, found in Kafka), by one replay."""
    outputs, tables = await _replay(settings)
    found: Bodies = defaultdict(set)
    for name in (VERDICTS, DEVELOPMENTS):
        for record in await read_all(settings, name):
            found[_id(record.value)].add(record.value)
    topics = [topic.id for topic in load_topics(settings.topics).topics]
    return (
        Tracked(outputs, _states(tables, topics)),
        Tracked(found, _states(await _changelog(settings), topics)),
    )


async def _changelog(settings: Settings) -> Tables:
    changelog = changelog_name(settings, TRACK, TRACK_TABLE)
    found: Tables = defaultdict(dict)
    for record in await read_all(settings, changelog):
        if record.value is None:
            found[record.partition].pop(record.key, None)
        else:
            found[record.partition][record.key] = record.value
    return found


async def _replay(settings: Settings) -> tuple[Bodies, Tables]:
    """Runs the production handler over the recorded order, one record a batch."""
    handler = TrackHandler(settings)
    tables: Tables = defaultdict(dict)
    outputs: Bodies = defaultdict(set)
    for record in await read_all(settings, CLASSIFIED):
        table = tables[record.partition]
        state = PartitionState(record.partition, table.get, Staging())
        for output in handler(source_of(record), state):
            assert output.value is not None
            outputs[_id(output.value)].add(output.value)
        for _, key, value in state.staging.in_order():
            if value is None:
                table.pop(key, None)
            else:
                table[key] = value
    return outputs, tables


def _id(body: bytes) -> str:
    return str(orjson.loads(body)["id"])


def _states(tables: Tables, topics: list[str]) -> dict[str, RollingState]:
    cache = StateCache()
    return {
        topic: rolling.load(table.get, topic, cache).state
        for topic in topics
        for table in tables.values()
        if rolling.topic_key(topic) in table
    }
