"""What a real stream costs: how much of it passes the gate, is about a topic, and the CPU of each.

    python -m bench.mixed_stream [--every 10] [--embedded 40] [--topics FOLDER/topics.yaml]

telegram-ru-2024 and reuters21578 of ../shared/data with the topics of ../shared/bench/dev, every
n-th article of each. Of what passed the gate and was read, the first articles are embedded and
decided. Times are this process's CPU in milliseconds: median and 99th percentile.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from agents.classify.classifier import Classifier
from agents.classify.reasons import ClassifyReason
from agents.topics.definitions import load_topics
from agents.vectors.choose import new_vectors
from streams.records import Article, Standing
from streams.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.classify.draft import Draft

_SHARED: Final = Path(__file__).resolve().parent.parent.parent / "shared"
_STREAMS: Final = ("telegram-ru-2024", "reuters21578")
_NO_TIME: Final = datetime.fromtimestamp(0, UTC)


def articles(name: str, every: int) -> Iterator[Article]:
    """Every n-th article of a set."""
    with gzip.open(_SHARED / "data" / name / f"{name}.jsonl.gz") as lines:
        for index, line in enumerate(lines):
            raw = orjson.loads(line)
            if index % every == 0 and raw["text"].strip():
                fields = {"id": raw["id"], "lang": raw["lang"], "title": raw["title"]}
                yield Article.model_validate({**fields, "text": raw["text"]})


def told(values: Sequence[float]) -> str:
    """Median and 99th percentile."""
    if not values:
        return "none"
    last = sorted(values)[int(len(values) * 0.99)]
    return f"{statistics.median(values):.2f} ms, p99 {last:.2f} ms, of {len(values)}"


def measure(name: str, classifier: Classifier, every: int, embedded: int) -> None:
    """One stream."""
    reasons: Counter[str] = Counter()
    cost: dict[bool, list[float]] = {True: [], False: []}
    passed: list[Draft] = []
    for article in articles(name, every):
        began = time.process_time()
        draft = classifier.draft(article)
        stopped = draft.reason is ClassifyReason.NO_TERM_MATCHED
        cost[stopped].append((time.process_time() - began) * 1e3)
        reasons[draft.reason] += 1
        if draft.reason is ClassifyReason.MATCHED:
            passed.append(draft)
    total = sum(reasons.values())
    print(f"{name}: {total} articles")
    for reason, count in reasons.most_common():
        print(f"  {reason}: {count / total:.2%}")
    print(f"  gate alone: {told(cost[True])}\n  gate and reading: {told(cost[False])}", flush=True)
    conclude(classifier, passed[:: max(1, len(passed) // embedded)][:embedded])


def conclude(classifier: Classifier, drafts: Sequence[Draft]) -> None:
    """Embeds and decides what passed."""
    cost, about, kept = [], 0, 0
    for draft in drafts:
        began = time.process_time()
        found = classifier.conclude(draft, _NO_TIME).articles
        cost.append((time.process_time() - began) * 1e3)
        kept += bool(found)
        about += any(each.standing is Standing.ABOUT for each in found)
    print(f"  embedded and decided: {told(cost)}: {kept} kept, {about} of them about a topic")


def main() -> None:
    """Measures both streams."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=10)
    parser.add_argument("--embedded", type=int, default=40)
    parser.add_argument("--topics", type=Path, default=_SHARED / "bench" / "dev" / "topics.yaml")
    arguments = parser.parse_args()
    if not _SHARED.exists():
        sys.exit(f"NOT RUN: {_SHARED} is not there")
    settings = read_settings()
    topics = load_topics(arguments.topics, settings.aliases)
    classifier = Classifier(topics, new_vectors(settings))
    for name in _STREAMS:
        measure(name, classifier, arguments.every, arguments.embedded)


if __name__ == "__main__":
    main()
