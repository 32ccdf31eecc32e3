"""Labelled sets and what the production functions make of them, for benchmarks of alerts."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from agents.classify.classifier import Classifier
from agents.topics.definitions import load_topics
from agents.track.state import RollingState, empty_state
from agents.track.tracker import track
from agents.vectors.choose import new_vectors
from streams.records import Article
from streams.settings import read_settings
from wirewatch.gold import read_gold_set
from wirewatch.jsonl import read_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.vectors.sentence_vectors import SentenceVectors
    from streams.records import ClassifiedArticle, Development
    from wirewatch.gold import GoldSet

ROOT: Final = Path(__file__).resolve().parent.parent
_SHARED: Final = ROOT.parent / "shared" / "bench"
SETS: Final = {
    "dev": _SHARED / "dev",
    "seeds": _SHARED / "seeds",
    "ashfall": ROOT / "tests/streams/ashfall",
    "coalition": ROOT / "tests/streams/coalition",
}
_NO_TIME: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Told:
    """A set as it was decided: its labels, the pairs that were on topic, what was alerted."""

    gold: GoldSet
    classified: tuple[ClassifiedArticle, ...]
    developments: tuple[Development, ...]
    states: dict[str, RollingState]

    def firsts(self, development: Development) -> list[str]:
        """The true developments of its topic that its article is the first to report."""
        truth = self.gold.truths[development.article.id]
        topics = ((one, self.gold.developments[one].topic) for one in truth.first_report_of)
        return sorted(one for one, topic in topics if topic == development.topic)


def classified_of(folder: Path, vectors: SentenceVectors | None) -> Iterator[ClassifiedArticle]:
    """The articles of a set as classify hands them on."""
    classifier = Classifier(load_topics(folder / "topics.yaml"), vectors)
    for article in read_records(Article, folder / "articles.jsonl"):
        yield from classifier.classify(article, article.ingested_at or _NO_TIME).articles


def told_of(folder: Path, vectors: SentenceVectors | None) -> Told:
    """Decides a set in its order."""
    states: dict[str, RollingState] = {}
    found = []
    classified = tuple(classified_of(folder, vectors))
    for article in classified:
        state = states.get(article.topic, empty_state())
        now = article.article.ingested_at
        states[article.topic], decision = track(state, article, now)
        if decision.development:
            found.append(decision.development)
    return Told(read_gold_set(folder), classified, tuple(found), states)


def sets_asked(purpose: str, *names: str) -> Iterator[tuple[str, Told]]:
    """Decides the sets of the command line, else those named; one that is absent is told of."""
    parser = argparse.ArgumentParser(description=purpose)
    parser.add_argument("sets", nargs="*", choices=[[], *SETS])
    parser.add_argument("--terms-only", action="store_true", help="without sentence vectors")
    arguments = parser.parse_args()
    vectors = None if arguments.terms_only else new_vectors(read_settings())
    for name in arguments.sets or names or SETS:
        if SETS[name].exists():
            yield name, told_of(SETS[name], vectors)
        else:
            print(f"{name}: NOT RUN, {SETS[name]} is not there")


def labels(name: str) -> list[dict[str, object]]:
    """The lines of a file of tests/labels."""
    lines = (ROOT / "tests/labels" / name).read_bytes().splitlines()
    return [orjson.loads(line) for line in lines]
