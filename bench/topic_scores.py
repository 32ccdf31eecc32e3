"""How well topics are told on labelled streams: F1 at the usual threshold, and left out one by one.

    python -m bench.topic_scores [--terms-only] [FOLDER …]

Without folders: the benchmark's sets beside this checkout, where they are there, and the streams of
tests/. 'left out' takes the threshold for each topic from the other topics of its set.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import orjson

from agents.classify.classifier import Classifier
from agents.topics.definitions import DEFAULT_THRESHOLD, load_topics
from agents.vectors.choose import new_vectors
from streams.records import Article
from streams.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.topics.definitions import TopicSet
    from agents.vectors.sentence_vectors import SentenceVectors

_ROOT: Final = Path(__file__).resolve().parent.parent
_SHARED: Final = _ROOT.parent / "shared" / "bench"
SETS: Final = (_SHARED / "dev", _SHARED / "seeds", *sorted((_ROOT / "tests/streams").glob("*/")))
_NO_TIME: Final = datetime.fromtimestamp(0, UTC)

#: One (article, topic): topic, language, whether it is labelled so, and the score.
Row = tuple[str, str, bool, float]


def rows_of(folder: Path, topics: TopicSet, vectors: SentenceVectors | None) -> list[Row]:
    """Every pair of an article and a topic; 0 where the gate let nothing through."""
    classifier = Classifier(topics, vectors)
    gold = {}
    for line in (folder / "gold.jsonl").read_bytes().splitlines():
        each = orjson.loads(line)
        gold[each["id"]] = set(each["topics"])
    rows: list[Row] = []
    for line in (folder / "articles.jsonl").read_bytes().splitlines():
        article = Article.model_validate(orjson.loads(line))
        scores = {r.topic: r.score for r in classifier.classify(article, _NO_TIME).articles}
        language = article.language or "?"
        rows += [(t, language, t in gold[article.id], scores.get(t, 0.0)) for t in topics.by_id]
    return rows


def f1(rows: Sequence[Row], threshold: float) -> float:
    """F1 of the labels over all pairs."""
    taken = [row for row in rows if row[3] >= threshold]
    right = sum(row[2] for row in taken)
    return 2 * right / max(1, len(taken) + sum(row[2] for row in rows))


def left_out(rows: Sequence[Row]) -> float:
    """F1 where each topic's threshold is the best of the others."""
    shifted: list[Row] = []
    for topic in sorted({row[0] for row in rows}):
        others = [row for row in rows if row[0] != topic]
        best = max(np.arange(0.2, 1.2, 0.01), key=lambda at: f1(others, float(at)))
        shifted += [(*row[:3], row[3] - float(best)) for row in rows if row[0] == topic]
    return f1(shifted, 0.0)


def report(folder: Path, rows: Sequence[Row]) -> None:
    """One line for the set, one for its languages."""
    at_usual = f1(rows, DEFAULT_THRESHOLD)
    print(f"{folder.name}: F1 {at_usual:.3f}, left out one by one {left_out(rows):.3f}")
    by_language: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_language[row[1]].append(row)
    labelled = {name: each for name, each in by_language.items() if any(row[2] for row in each)}
    found = (f"{name} {f1(each, DEFAULT_THRESHOLD):.3f}" for name, each in sorted(labelled.items()))
    print("   " + ", ".join(found), flush=True)


def main() -> None:
    """Scores every set."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--terms-only", action="store_true")
    arguments = parser.parse_args()
    vectors = None if arguments.terms_only else new_vectors(read_settings())
    for folder in arguments.folders or SETS:
        if folder.exists():
            report(folder, rows_of(folder, load_topics(folder / "topics.yaml"), vectors))
        else:
            print(f"{folder.name}: NOT RUN, {folder} is not there")


if __name__ == "__main__":
    main()
