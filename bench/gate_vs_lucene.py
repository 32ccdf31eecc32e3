"""The gate beside a warm Lucene Monitor: CPU for an article at 100, 1,000 and 10,000 topics.

    python -m bench.gate_vs_lucene [--ask queries terms] [--topics 100 1000] [--rounds 3]

On the articles and topics of ../shared/bench-perf, which its own generator makes where they are
missing. Both sides are asked the same, in one of two ways:

- queries: the words, phrases, near pairs, groups and vetoes of each topic as they are written;
- terms: the same words, phrases and pairs as a topic's terms, of whose words two thirds are
  enough, in any order: somewhere in the article for Lucene, in one paragraph with the headline for
  the gate.

The gate finds every word in any of its forms, one in ten by another name too, and the characters
of what it lets through. Vetoes are not its business: the query itself looks at them afterwards.
Both run on one core, in turn, on texts in memory. Lucene has read the articles until it is warm;
the gate has read others, so its first round is on articles that are new to it: it is told apart.
"""

from __future__ import annotations

import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import orjson

from agents.classify.gate import Gate
from agents.text.words import folded_words
from agents.topics.definitions import TopicSet
from bench.gate_questions import aliases, with_query, with_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agents.classify.gate import Entry
    from agents.classify.gate_paragraphs import Candidates
    from agents.classify.gate_scan import Scanned
    from bench.gate_questions import Topics

_PEER: Final = Path(__file__).parent / "lucene"
_SHARED: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "bench-perf"
_CACHE: Final = Path(tempfile.gettempdir()) / "wirewatch-bench"
_WARM_SECONDS: Final = 25
#: Articles that the gate has read before the measured ones.
_READ_BEFORE: Final = 1500
#: How many times the rate of Lucene the gate is meant to have.
_GOALS: Final = {100: 2.0, 1000: 2.0, 10_000: 1.5}

#: An article's headline and body.
Texts = tuple[str, str]
#: Articles by their index, and the ids of the topics that they are let through to.
Pairs = set[tuple[int, str]]


class Lucene:
    """The peer in a process of its own."""

    def __init__(self, jars: Path, data: Path, topics: int, articles: int, ask: str) -> None:
        command = ["java", "-Xmx2g", "-cp", f"{jars}/*", str(_PEER / "MonitorRounds.java")]
        command += [str(data), str(topics), str(articles), str(_WARM_SECONDS), ask]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        self._line()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def measure(self) -> float:
        """Microseconds for an article."""
        return float(self._answer("time").split()[0])

    def pairs(self) -> Pairs:
        """What matched."""
        found = (pair.split(":") for pair in self._answer("pairs").split())
        return {(int(article), topic) for article, topic in found}

    def _answer(self, question: str) -> str:
        assert self._process.stdin  # noqa: S101 - as it was started
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self._process.stdout  # noqa: S101 - as it was started
        line = self._process.stdout.readline()
        if not line:
            sys.exit("Lucene ended; see above")
        return line


class OurGate:
    """The gate over the same topics."""

    def __init__(self, topics: Topics, before: Sequence[Texts], ask: str) -> None:
        make = with_query if ask == "queries" else with_terms
        self._gate = Gate(TopicSet(tuple(make(topics)), aliases(topics)))
        for texts in before:
            self.found(*texts)

    def measure(self, articles: Sequence[Texts]) -> float:
        """Microseconds for an article."""
        began = time.process_time()
        for texts in articles:
            self.found(*texts)
        return (time.process_time() - began) / len(articles) * 1e6

    def pairs(self, articles: Sequence[Texts]) -> Pairs:
        """What is let through."""
        every = enumerate(articles)
        return {(index, topic) for index, texts in every for topic in self.found(*texts)}

    def found(self, headline: str, body: str) -> Candidates:
        """The terms that an article holds, by topic, with the places of their words."""
        sighting = self._gate.look(headline, body)
        found = sighting.together()
        _ = [_characters(sighting.text, entry) for entry in sighting.entries if found]
        return found


def _characters(text: Scanned, entry: Entry) -> list[tuple[int, int]]:
    """The first and the last character of the words of a term in a text."""
    rows = ((row, row.places(text)) for slot in entry.slots for row in slot.rows)
    first = ((row, min(places)) for row, places in rows if places)
    starts, ends = text.characters
    return [(starts.item(at), ends.item(at + len(row.atoms) - 1)) for row, at in first]


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


def compare(jars: Path, data: Path, count: int, ask: str, arguments: Namespace) -> None:
    """Prints medians for one number of topics."""
    lines = (data / "articles.jsonl").read_bytes().splitlines()
    texts = [(raw["title"], raw["text"]) for raw in map(orjson.loads, lines)]
    topics = orjson.loads((data / f"topics-{count}.json").read_bytes())
    read = texts[: arguments.articles]
    ours = OurGate(topics, texts[arguments.articles :][:_READ_BEFORE], ask)
    gc.freeze()
    first = ours.measure(read)
    found = []
    with Lucene(jars, data, count, len(read), ask) as lucene:
        for _ in range(arguments.rounds):
            found.append((lucene.measure(), ours.measure(read)))
            print(f"  {found[-1][0]:.0f} {found[-1][1]:.0f}", end="", flush=True)
        theirs = lucene.pairs()
    report(f"{ask}, {count} topics", found, first, _GOALS.get(count, 2.0))
    tell_pairs(ours.pairs(read), theirs, topics, read, vetoes=ask == "queries")


def report(what: str, found: list[tuple[float, float]], first: float, goal: float) -> None:
    """Prints medians of the rounds."""
    ratios = [one / other for one, other in found]
    theirs, own = (statistics.median(each) for each in zip(*found, strict=True))
    print(
        f"\n{what}: Lucene {theirs:.0f} us an article, gate {own:.0f} us (on articles that are new "
        f"to it {first:.0f}), {statistics.median(ratios):.2f} times as fast ({min(ratios):.2f} to "
        f"{max(ratios):.2f}; goal {goal})"
    )


def tell_pairs(
    own: Pairs, theirs: Pairs, topics: Topics, texts: Sequence[Texts], *, vetoes: bool
) -> None:
    """Prints on what both sides agree, and why they don't on the rest."""
    none = {topic["id"]: topic["none"] if vetoes else () for topic in topics}
    words = {index: {*folded_words(" ".join(texts[index]))} for index, _ in own - theirs}
    vetoed = {(index, topic) for index, topic in own - theirs if words[index] & {*none[topic]}}
    print(
        f"  pairs of an article and a topic: Lucene {len(theirs)}, gate {len(own)}, both "
        f"{len(own & theirs)}; the gate's alone {len(vetoed)} with a veto and "
        f"{len(own - theirs - vetoed)} by other forms and names or at marks in words; "
        f"Lucene's alone {len(theirs - own)}",
        flush=True,
    )


def main() -> None:
    """Compares at each number of topics."""
    parser = ArgumentParser()
    parser.add_argument("--ask", nargs="+", default=["queries", "terms"])
    parser.add_argument("--topics", type=int, nargs="+", default=list(_GOALS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=1500)
    arguments = parser.parse_args()
    if not _SHARED.exists() or not shutil.which("java") or not shutil.which("mvn"):
        sys.exit(f"NOT RUN: needs {_SHARED}, java and mvn")
    jars, data = prepared()
    # Lucene inherits the core.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for ask in arguments.ask:
        for count in arguments.topics:
            compare(jars, data, count, ask, arguments)


if __name__ == "__main__":
    main()
