"""Whether the gate drops anything that a decision without it would keep, on labelled streams.

    python -m bench.gate_keeps [FOLDER ...]

For every article and topic of each stream (../shared/bench/dev and seeds, tests/streams/* without
arguments) all terms of the topic are sought in the article's prose, as scoring does. Where that
finds enough of a term, with and without vectors to come, the gate must have let the topic through.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from agents.classify.article_text import headline_and_body, paragraphs_of
from agents.classify.compile_terms import terms_of
from agents.classify.gate import Gate
from agents.classify.paragraphs import prose_of
from agents.classify.reading import read_page
from agents.classify.scoring import found_words
from agents.topics.definitions import load_topics
from streams.records import Article

if TYPE_CHECKING:
    from agents.classify.reading import Page
    from agents.classify.terms import Term

_ROOT: Final = Path(__file__).resolve().parent.parent
_SHARED: Final = _ROOT.parent / "shared" / "bench"


@dataclass
class Kept:
    """Pairs of an article and a topic: kept without the gate, of these dropped by it, let through.

    `labels` are those of the stream, and how many of them the gate let through.
    """

    wanted: int = 0
    dropped: int = 0
    passed: int = 0
    labels: tuple[int, int] = (0, 0)


def kept(page: Page, terms: tuple[Term, ...], *, wide: bool) -> bool:
    """Whether one part of a page, read with the headline, holds enough of one of the terms."""
    return any(
        len(found_words(term, part, page.title)) >= (term.glimpse if wide else term.fewest)
        for part in page.parts
        for term in terms
    )


def measure(folder: Path, *, wide: bool) -> Kept:
    """One stream."""
    topics = load_topics(folder / "topics.yaml")
    gate, found = Gate(topics, wide=wide), Kept()
    terms = {topic.id: terms_of(topic, topics.aliases) for topic in topics.topics}
    gold = map(orjson.loads, (folder / "gold.jsonl").read_bytes().splitlines())
    labels = {(each["id"], topic) for each in gold for topic in each["topics"]}
    passed = set()
    for line in (folder / "articles.jsonl").read_bytes().splitlines():
        article = Article.model_validate(orjson.loads(line))
        headline, body = headline_and_body(article)
        paragraphs = paragraphs_of(article)
        page = read_page(headline, paragraphs)
        through = gate.look(headline, body).together(prose_of(paragraphs))
        passed |= {(article.id, topic) for topic in through}
        wanted = {topic for topic, each in terms.items() if kept(page, each, wide=wide)}
        found.wanted += len(wanted)
        found.dropped += len(wanted - through.keys())
    found.passed, found.labels = len(passed), (len(labels), len(labels & passed))
    return found


def main() -> None:
    """Measures each stream with and without vectors to come."""
    own = sorted(each.parent for each in _ROOT.glob("tests/streams/*/gold.jsonl"))
    given = [Path(each) for each in sys.argv[1:]]
    folders = given or [_SHARED / "dev", _SHARED / "seeds", *own]
    dropped = 0
    for folder in folders:
        if not (folder / "gold.jsonl").exists():
            print(f"NOT RUN: {folder} is not there")
            continue
        for wide in (False, True):
            found = measure(folder, wide=wide)
            dropped += found.dropped
            print(
                f"{folder.name:10} {'half' if wide else 'two thirds'} of a term: kept without the "
                f"gate {found.wanted}, of these dropped {found.dropped}; let through "
                f"{found.passed}, of {found.labels[0]} labels {found.labels[1]}",
                flush=True,
            )
    sys.exit(1 if dropped else 0)


if __name__ == "__main__":
    main()
