"""Whether scores and decisions hang on anything but the article and the topics: they must not.

    python -m bench.topic_determinism [--articles N] [FOLDER …]

Takes the first articles of each labelled stream through classify twice, in batches of 1, 7 and 32
and with the topics of the file in other orders, each time with an embedder that remembers nothing,
and compares the records byte for byte. Ends with 1 where any differs.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from agents.classify.classifier import Classifier
from agents.topics.definitions import TopicSet, load_topics
from agents.vectors.choose import new_vectors
from bench.topic_scores import SETS
from streams.records import Article
from streams.settings import read_settings
from tests.classified import records_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AT: Final = datetime.fromtimestamp(0, UTC)
_BATCHES: Final = (1, 7, 32)
_ORDERS: Final = 2
_ARTICLES: Final = 40


def records(topics: TopicSet, articles: Sequence[Article], batch: int) -> list[bytes]:
    """All records of some articles as they go to Kafka, without the hash of the topics file."""
    classifier = Classifier(topics, new_vectors(read_settings()))
    return records_of(classifier, articles, batch, _AT)


def runs(topics: TopicSet, articles: Sequence[Article]) -> Iterator[tuple[str, list[bytes]]]:
    """The same articles in every way that must make no difference, each with its name."""
    yield "first run", records(topics, articles, _BATCHES[-1])
    yield "second run", records(topics, articles, _BATCHES[-1])
    for batch in _BATCHES[:-1]:
        yield f"batches of {batch}", records(topics, articles, batch)
    for seed in range(_ORDERS):
        order = random.Random(seed).sample(topics.topics, len(topics.topics))  # noqa: S311 - replayed
        shuffled = replace(topics, topics=tuple(order))
        yield f"topics in another order, {seed}", records(shuffled, articles, _BATCHES[1])


def is_same(folder: Path, most: int) -> bool:
    """Whether all runs over a set give the same; prints a line for each."""
    topics = load_topics(folder / "topics.yaml")
    lines = (folder / "articles.jsonl").read_bytes().splitlines()
    articles = [Article.model_validate(orjson.loads(line)) for line in islice(lines, most)]
    expected: list[bytes] | None = None
    same = True
    for name, made in runs(topics, articles):
        expected = expected if expected is not None else made
        same = same and made == expected
        told = "as the first" if made == expected else "DIFFERS"
        print(f"{folder.name}, {len(articles)} articles, {name}: {len(made)} records, {told}")
    return same


def main() -> None:
    """Compares all sets."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--articles", type=int, default=_ARTICLES)
    arguments = parser.parse_args()
    found = [folder for folder in arguments.folders or SETS if folder.exists()]
    absent = [folder for folder in arguments.folders or SETS if not folder.exists()]
    for folder in absent:
        print(f"{folder.name}: NOT RUN, {folder} is not there")
    sys.exit(not all(is_same(folder, arguments.articles) for folder in found))


if __name__ == "__main__":
    main()
