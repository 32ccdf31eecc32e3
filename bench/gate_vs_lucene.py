"""The gate beside a warm Lucene Monitor: CPU for an article at 100, 1,000 and 10,000 topics.

    python -m bench.gate_vs_lucene [--topics 100 1000 10000] [--rounds 3] [--articles 1500]

On the articles and topics of ../shared/bench-perf, which its own generator makes where they are
missing. Lucene finds the words, phrases, near pairs, groups and vetoes of each topic as they are
written. The gate takes the same words, phrases and pairs as the topic's terms: in any of their
forms, with other names for one in ten, in one paragraph read with the headline, and with the
characters of each word found; groups and vetoes are not its business. Both run on one core, in
turn, on texts in memory. The gate has read other articles before, Lucene the same ones until it is
warm.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

import orjson

from agents.classify.article_text import texts_of
from agents.classify.gate import Gate
from agents.classify.terms import Forms
from agents.text.aliases import Aliases, Name
from agents.topics.definitions import Topic, TopicSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.gate import Candidates

_PEER: Final = Path(__file__).parent / "lucene"
_SHARED: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "bench-perf"
_CACHE: Final = Path(tempfile.gettempdir()) / "wirewatch-bench"
_WARM_SECONDS: Final = 25
#: One word in so many has other names.
_NAMED: Final = 10
#: How many times the rate of Lucene the gate is meant to have.
_GOALS: Final = {100: 2.0, 1000: 2.0, 10_000: 1.5}

#: An article's headline and body.
Texts = tuple[str, str]


class Lucene:
    """The peer in a process of its own."""

    def __init__(self, jars: Path, data: Path, topics: int, articles: int) -> None:
        command = ["java", "-Xmx2g", "-cp", f"{jars}/*", str(_PEER / "MonitorRounds.java")]
        command += [str(data), str(topics), str(articles), str(_WARM_SECONDS)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def measure(self) -> tuple[float, int]:
        """Microseconds for an article, and the pairs of an article and a topic."""
        assert self._process.stdin  # noqa: S101 - as it was started
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        micros, pairs = self._line().split()
        return float(micros), int(pairs)

    def _line(self) -> str:
        assert self._process.stdout  # noqa: S101 - as it was started
        line = self._process.stdout.readline()
        if not line:
            sys.exit("Lucene ended; see above")
        return line


class OurGate:
    """The gate over the same topics."""

    def __init__(self, topics: list[dict[str, Any]], before: Sequence[Texts]) -> None:
        self._gate = Gate(TopicSet(tuple(map(_topic, topics)), _aliases(topics)))
        for texts in before:
            self.found(*texts)

    def measure(self, articles: Sequence[Texts]) -> tuple[float, int]:
        """Microseconds for an article, and the pairs of an article and a topic."""
        began = time.process_time()
        pairs = sum(len(self.found(*texts)) for texts in articles)
        return (time.process_time() - began) / len(articles) * 1e6, pairs

    def found(self, headline: str, body: str) -> Candidates:
        """The terms that an article holds, by topic, with the places of their words."""
        candidates = self._gate.candidates(headline, body)
        if not candidates:
            return {}
        found = self._gate.in_one(candidates, headline, texts_of(body))
        if found:
            forms = Forms.of(f"{headline}\n{body}")
            for terms in found.values():
                for term in terms:
                    _ = [forms.first(word) for word in term.words]
        return found


def _topic(raw: dict[str, Any]) -> Topic:
    terms: dict[str, list[str]] = defaultdict(list)
    for index, term in enumerate(raw["any"]):
        # Its maker took the topic's languages in turn.
        text = term if isinstance(term, str) else " ".join(term["near"])
        terms[raw["langs"][index % len(raw["langs"])]].append(text)
    return Topic.model_validate({"id": raw["id"], "name": raw["id"], "terms": terms})


def _aliases(topics: list[dict[str, Any]]) -> Aliases:
    """Every tenth word that is a term by itself, with the next one as another name of it."""
    words = [
        Name.read(term, topic["langs"][index % len(topic["langs"])])
        for topic in topics
        for index, term in enumerate(topic["any"])
        if isinstance(term, str) and " " not in term
    ]
    return Aliases(tuple(pairwise(words))[::_NAMED])


def prepared() -> tuple[Path, Path]:
    """The folders of Lucene's jars and of the data, made where they are missing."""
    jars, data = _CACHE / "lucene-jars", _CACHE / "perf-data"
    if not jars.exists():
        copy = ["mvn", "-B", "-q", "-f", str(_PEER / "pom.xml"), "dependency:copy-dependencies"]
        subprocess.run([*copy, f"-DoutputDirectory={jars}"], check=True)
    if not (data / "pages.jsonl").exists():
        print("making the data, which takes some minutes", flush=True)
        command = [sys.executable, str(_SHARED / "gen.py"), "--out", str(data)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return jars, data


def compare(jars: Path, data: Path, count: int, articles: int, rounds: int) -> None:
    """Prints medians for one number of topics."""
    lines = (data / "articles.jsonl").read_bytes().splitlines()
    texts = [(raw["title"], raw["text"]) for raw in map(orjson.loads, lines)]
    topics = orjson.loads((data / f"topics-{count}.json").read_bytes())
    ours = OurGate(topics, texts[articles:])
    gc.freeze()
    found = []
    with Lucene(jars, data, count, articles) as lucene:
        for _ in range(rounds):
            found.append((*lucene.measure(), *ours.measure(texts[:articles])))
            print(f"  {found[-1][0]:.0f} {found[-1][2]:.0f}", end="", flush=True)
    theirs, their_pairs, own, pairs = map(list, zip(*found, strict=True))
    ratios = [one / other for one, other in zip(theirs, own, strict=True)]
    print(
        f"\n{count:6} topics: Lucene {statistics.median(theirs):.0f} us an article "
        f"({their_pairs[0]} pairs), gate {statistics.median(own):.0f} us ({pairs[0]} pairs), "
        f"{statistics.median(ratios):.2f} times as fast ({min(ratios):.2f} to "
        f"{max(ratios):.2f}; goal {_GOALS.get(count, 2.0)})",
        flush=True,
    )


def main() -> None:
    """Compares at each number of topics."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--topics", type=int, nargs="+", default=list(_GOALS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=1500)
    arguments = parser.parse_args()
    if not _SHARED.exists() or not shutil.which("java") or not shutil.which("mvn"):
        sys.exit(f"NOT RUN: needs {_SHARED}, java and mvn")
    jars, data = prepared()
    # Lucene inherits the core.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for count in arguments.topics:
        compare(jars, data, count, arguments.articles, arguments.rounds)


if __name__ == "__main__":
    main()
