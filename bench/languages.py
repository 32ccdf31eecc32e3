"""How often a text's language is told rightly, not at all, or wrongly; CLD2 alone beside it.

    python -m bench.languages [--shared ../shared]

Whole paragraphs and their beginnings, as short as a headline; and pages of two languages. What is
absent is named and not measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pycld2

from agents.classify.language import language_of, main_language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

STREAMS: Final = Path(__file__).parents[1] / "tests" / "streams"
DATA: Final = (
    ("unlp2025-telegram", "unlp2025-telegram"),
    ("korean-news-1600", "korean-news-1600"),
)
#: Characters that are read of a text, cut at a blank.
LENGTHS: Final = (600, 120, 60, 30)

#: Letters of a paragraph that is one.
LETTERS: Final = 20

Labelled = tuple[str, str]


def peer(text: str) -> str | None:
    """What CLD2 alone says where it calls itself sure."""
    try:
        sure, _, found = pycld2.detect(text.encode(errors="replace"))
    except pycld2.error:
        return None
    return str(found[0][1]) if sure else None


def own_streams() -> Iterator[Labelled]:
    """The prose of the streams under tests/streams, by the language that it was written in."""
    for folder in sorted(STREAMS.iterdir()):
        if not folder.is_dir():
            continue
        rows = (folder / "articles.jsonl").read_text("utf-8").splitlines()
        marks = (folder / "paragraphs.jsonl").read_text("utf-8").splitlines()
        for article, mark in zip(map(json.loads, rows), map(json.loads, marks), strict=True):
            if not article["lang"]:
                continue
            other = {
                number for key in ("furniture", "byline", "caption") for number in mark.get(key, ())
            }
            lines = [line for line in article["text"].split("\n") if line.strip()]
            for number, line in enumerate(lines):
                if number not in other:
                    yield article["lang"], line


def from_file(path: Path) -> Iterator[Labelled]:
    """The first paragraph in words of each text of a set, with the text's language."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            paragraph = next(filter(is_in_words, row["text"].split("\n")), None)
            if paragraph:
                yield row["lang"], paragraph


def is_in_words(text: str) -> bool:
    """Whether a line is more than a sign, a link or a tag."""
    return sum(map(str.isalpha, text)) >= LETTERS and "://" not in text


def beginning(text: str, length: int) -> str:
    """The first words of a text."""
    return text if len(text) <= length else text[: length + 1].rsplit(None, 1)[0]


def told(texts: Sequence[Labelled], length: int, judge: Callable[[str], str | None]) -> str:
    """Shares of right, none and wrong."""
    count = Counter[str]()
    for language, text in texts:
        found = judge(beginning(text.strip(), length))
        count["right" if found == language else "wrong" if found else "none"] += 1
    total = max(count.total(), 1)
    return "  ".join(f"{kind} {count[kind] / total:7.2%}" for kind in ("right", "none", "wrong"))


def mixed(texts: Sequence[Labelled]) -> str:
    """Pages of three paragraphs of one language with one of another: is the page's told?"""
    by_language: dict[str, list[str]] = {}
    for language, text in texts:
        by_language.setdefault(language, []).append(text)
    count = Counter[bool]()
    for language, own in by_language.items():
        others = [text for other, text in texts if other != language]
        for at in range(0, min(len(own) - 3, len(others)), 3):
            page = [*own[at : at + 3], others[at]]
            parts = [(language_of(part), len(part)) for part in page]
            most = sum(map(len, page[:3])) > len(page[3])
            if most:
                count[main_language(parts) == language] += 1
    return f"{count[True]} of {count.total()} pages of two languages have that of their larger part"


def show(name: str, texts: Sequence[Labelled]) -> None:
    """Prints the lines of one set."""
    for length in LENGTHS:
        print(f"{name} ({len(texts)} texts), first {length:3} characters")
        print(f"    ours  {told(texts, length, language_of)}")
        print(f"    CLD2  {told(texts, length, peer)}")
    if len({language for language, _ in texts}) > 1:
        print(f"{name}: {mixed(texts)}")


def main() -> None:
    """Measures each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    beside = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=beside, help="folder of the public sets")
    data = parser.parse_args().shared / "data"
    show("own streams", list(own_streams()))
    for folder, name in DATA:
        path = data / folder / f"{name}.jsonl.gz"
        if path.is_file():
            show(name, list(from_file(path)))
        else:
            print(f"{name}: NOT RUN, {path} is absent")


if __name__ == "__main__":
    main()
