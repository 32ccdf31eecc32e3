"""How well page roles hold: matches in furniture, furniture kept, main text lost.

    python -m bench.page_roles [--shared ../shared]

Hand-labelled pages (tests/labels/paragraph-roles.jsonl) of the two labelled streams, all pages of
the streams of our own (tests/streams, on which nothing is fitted), and scraped web pages given as
plain text with their navigation left in. Shares are of characters. What is absent is named and not
measured.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agents.classify.article_text import paragraphs_of
from agents.classify.classifier import Classifier
from agents.classify.paragraphs import paragraphs
from agents.text.words import folded_words
from agents.topics.definitions import load_topics
from bench.html_text import plain_text
from streams.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TESTS: Final = Path(__file__).parents[1] / "tests"
LABELS: Final = _TESTS / "labels" / "paragraph-roles.jsonl"
OWN: Final = tuple(sorted(path.parent for path in _TESTS.glob("streams/*/paragraphs.jsonl")))
SETS: Final = ("dev", "seeds")
PAGES: Final = "article-extraction-benchmark.jsonl.gz"
_AT: Final = datetime(2031, 1, 1, tzinfo=UTC)
_PROSE: Final = {"lead", "body", "quote", "background"}
_NOT_MAIN: Final = ("furniture", "title", "byline", "caption")
#: Share of a line's word triples that its page's clean text holds, for the line to be main text.
_MAIN: Final = 0.7

Place = tuple[int, int]


def lines_of(body: str) -> Iterator[Place]:
    """The places of the lines that hold anything; labels count these."""
    at = 0
    for line in body.split("\n"):
        if line.strip():
            yield at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        at += len(line) + 1


def labels() -> dict[str, dict[str, Any]]:
    """What a person says of the lines of each page, by the article's id."""
    files = [LABELS, *(folder / "paragraphs.jsonl" for folder in OWN)]
    rows = (line for path in files for line in path.read_text().splitlines())
    return {each["id"]: each for each in map(json.loads, rows)}


def not_main(article: dict[str, Any], label: dict[str, Any]) -> list[Place]:
    """The places of all that is not the article's own text."""
    digest = hashlib.sha256(article["text"].encode()).hexdigest()
    if not digest.startswith(label["text_sha256"]):
        raise SystemExit(f"{article['id']}: not the text that was labelled")
    numbers = {number for role in _NOT_MAIN for number in label.get(role, ())}
    return [each for number, each in enumerate(lines_of(article["text"])) if number in numbers]


def tally(headline: str, body: str, kinds: dict[Place, str]) -> Counter[str]:
    """Characters of each kind of line, and how many of them are kept as prose."""
    kept = bytearray(len(body))
    for each in paragraphs(headline, body):
        if each.role.value in _PROSE:
            kept[each.start : each.end] = b"\1" * (each.end - each.start)
    count = Counter[str]()
    for start, end in lines_of(body):
        kind = kinds.get((start, end), "main")
        count[kind] += end - start
        count[f"{kind} kept"] += sum(kept[start:end])
    return count


def labelled(folder: Path) -> Iterator[tuple[dict[str, Any], list[Place], list[Place]]]:
    """The articles of a set, with the places of what is not main text and of sub-headings."""
    label = labels()
    for line in (folder / "articles.jsonl").read_text().splitlines():
        article = json.loads(line)
        own = label.get(article["id"])
        places = list(lines_of(article["text"]))
        headings = [places[number] for number in own.get("heading", ())] if own else []
        yield article, not_main(article, own) if own else [], headings


def wrong_spans(
    classifier: Classifier, article: dict[str, Any], furniture: Sequence[Place]
) -> Counter[str]:
    """How many matches and sentences of an article stand in what is not its main text."""
    fields = {"id": article["id"], "headline": article["title"], "body": article["text"]}
    records = classifier.classify(Article.model_validate(fields), _AT).articles
    spans = [("matches wrong", match.span) for record in records for match in record.matches]
    spans += [
        ("sentences wrong", sentence.span)
        for record in records[:1]
        for sentence in record.sentences
    ]
    return Counter(
        kind
        for kind, span in spans
        if span.part == "body"
        for start, end in furniture
        if span.start < end and start < span.end
    )


def measure_set(folder: Path) -> Counter[str]:
    """The characters of one labelled set by kind, and the spans that stand in furniture."""
    count = Counter[str]()
    classifier = Classifier(load_topics(folder / "topics.yaml"))
    for article, furniture, headings in labelled(folder):
        kinds = dict.fromkeys(furniture, "furniture") | dict.fromkeys(headings, "heading")
        count += tally(article["title"], article["text"], kinds)
        count += wrong_spans(classifier, article, furniture)
    return count


def measure_background(folder: Path) -> Counter[str]:
    """Paragraphs called background, labelled so, and both; reviews apart, which are all of it."""
    label, count = labels(), Counter[str]()
    truths = map(json.loads, (folder / "gold.jsonl").read_text().splitlines())
    reviews = {truth["id"] for truth in truths if truth["role"] == "recap"}
    for article, _, _ in labelled(folder):
        if article["id"] in reviews:
            continue
        places = list(lines_of(article["text"]))
        told = {places[number] for number in label[article["id"]].get("background", ())}
        fields = {"headline": article["title"], "body": article["text"]}
        read = Article(id=article["id"], published_at=article["published_at"], **fields)
        called = {
            (each.start, each.end)
            for each in paragraphs_of(read)
            if each.role.value == "background"
        }
        count.update(labelled=len(told), called=len(called), right=len(told & called))
    return count


def measure_pages(path: Path) -> Counter[str]:
    """The shares of scraped pages: a line of which the page's clean text holds most is main."""
    count = Counter[str]()
    with gzip.open(path, "rt") as lines:
        for page in map(json.loads, lines):
            clean, body = _triples(page["text"]), plain_text(page["html"])
            kinds = dict(_kinds(body, clean))
            count += tally("", body, kinds)
    return count


def _kinds(body: str, clean: set[tuple[str, str, str]]) -> Iterator[tuple[Place, str]]:
    seen = set[str]()
    for start, end in lines_of(body):
        line = body[start:end]
        if not _is_main(line, clean):
            yield (start, end), "furniture"
        elif line in seen:
            # Printed twice, and read once: neither lost nor kept wrongly.
            yield (start, end), "repeated"
        seen.add(line)


def _triples(text: str) -> set[tuple[str, str, str]]:
    words = ["", "", *folded_words(text), "", ""]
    return set(zip(words, words[1:], words[2:], strict=False))


def _is_main(line: str, clean: set[tuple[str, str, str]]) -> bool:
    words = folded_words(line)
    # Without blanks at its ends, so that a line within a paragraph is found too.
    triples = set(zip(words, words[1:], words[2:], strict=False)) or _triples(line)
    return len(triples & clean) >= _MAIN * len(triples)


def _shares(count: Counter[str]) -> str:
    kept = count["furniture kept"] / max(count["furniture"], 1)
    lost = 1 - count["main kept"] / max(count["main"], 1)
    sizes = count["furniture"], count["main"]
    return f"furniture kept {kept:7.2%} of {sizes[0]}, main text lost {lost:7.2%} of {sizes[1]}"


def main() -> None:
    """Prints a line for each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    beside = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=beside, help="folder of the labelled sets")
    shared = parser.parse_args().shared
    for folder in (*(shared / "bench" / name for name in SETS), *OWN):
        if not folder.is_dir():
            print(f"{folder.name}: NOT RUN, {folder} is absent")
            continue
        count = measure_set(folder)
        wrong = f"{count['matches wrong']} matches, {count['sentences wrong']} sentences"
        print(f"{folder.name}: {wrong} in furniture, {_shares(count)}")
    for folder in OWN:
        count = measure_background(folder)
        print(
            f"{folder.name}: of {count['called']} paragraphs called background {count['right']} "
            f"are, of {count['labelled']} labelled"
        )
    pages = shared / "data" / "extraction" / PAGES
    if pages.is_file():
        print(f"scraped pages: {_shares(measure_pages(pages))}")
    else:
        print(f"scraped pages: NOT RUN, {pages} is absent")


if __name__ == "__main__":
    main()
