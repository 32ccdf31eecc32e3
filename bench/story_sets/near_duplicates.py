"""telegram-ru-2024: whether posts that are near-duplicates of earlier ones are known as copies."""

from __future__ import annotations

import gzip
import random
import re
from typing import TYPE_CHECKING, Final

from bench.story_sets.figures import Figure
from bench.story_sets.read import SETS, rows_of, timed
from bench.story_sets.single_pass import words_of
from streams.records import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.story_sets.followed import Follower
    from bench.story_sets.read import Row
    from streams.records import Verdict

_FOLDER: Final = "telegram-ru-2024"
_SEED: Final = 7

#: What the pairs were told without, too.
_MARKS: Final = re.compile(r"https?://[^\s)]+|\]\([^)]*\)|\*\*|__|\[")

#: Bands of the pairs' resemblance (word 3-grams, Jaccard), from the lowest, and the bar of each.
_BANDS: Final = (("verbatim", 0.9995, 1.0), ("from_.8", 0.8, None), ("from_.5", 0.5, None))


def figures(follower: Follower, limit: int | None) -> tuple[int, list[Figure]]:
    """Recall of the pairs: both posts are copies of one, or one of the other."""
    rows = _posts(limit)
    decided = follower.verdicts(_FOLDER, list(timed(map(_plain, rows))))
    verdicts = {row["id"]: each for row, each in zip(rows, decided, strict=True)}
    exact = {row["id"]: " ".join(words_of(_MARKS.sub(" ", row["text"]))) for row in rows}
    pairs = [each for each in _pairs() if each[0] in verdicts and each[1] in verdicts]
    copies = sum(each.copy_of is not None for each in verdicts.values())
    return len(rows), [
        *_recalls(pairs, verdicts, exact),
        Figure("copies", float(copies)),
        Figure("furniture_only", float(_count(verdicts, Reason.FURNITURE_ONLY))),
    ]


def _posts(limit: int | None) -> list[Row]:
    """All posts by date; of so many, those of the pairs and others by chance."""
    rows = sorted(rows_of(f"{_FOLDER}/{_FOLDER}.jsonl.gz"), key=lambda row: row["date"])
    paired = {post for first, second, _ in _pairs() for post in (first, second)}
    others = [row["id"] for row in rows if row["id"] not in paired]
    more = len(others) if limit is None else max(0, limit - len(paired))
    chance = random.Random(_SEED)  # noqa: S311 - a stated seed
    chosen = paired.union(chance.sample(others, min(more, len(others))))
    return [row for row in rows if row["id"] in chosen]


def _plain(row: Row) -> Row:
    """A post without marks of Markdown and targets of links; its first line is its headline."""
    first, _, rest = _MARKS.sub("", row["text"]).strip().partition("\n")
    return row | {"title": first, "text": rest}


def _recalls(
    pairs: list[tuple[str, str, float]], verdicts: Mapping[str, Verdict], exact: Mapping[str, str]
) -> Iterator[Figure]:
    top = 2.0
    for name, least, bar in _BANDS:
        band = [(first, second) for first, second, alike in pairs if least <= alike < top]
        top = least
        found = sum(_origin(a, verdicts) == _origin(b, verdicts) for a, b in band)
        same = sum(exact[a] == exact[b] for a, b in band)
        count = max(1, len(band))
        yield Figure(f"recall_{name}", found / count, same / count, bar, "the very same words")
        yield Figure(f"pairs_{name}", float(len(band)))


def _origin(post: str, verdicts: Mapping[str, Verdict]) -> str:
    while (original := verdicts[post].copy_of) is not None and original in verdicts:
        post = original
    return post


def _pairs() -> Iterator[tuple[str, str, float]]:
    packed = (SETS / _FOLDER / "near-dups-silver.tsv.gz").read_bytes()
    for line in gzip.decompress(packed).decode().splitlines():
        first, second, alike, *_ = line.split("\t")
        yield first, second, float(alike)


def _count(verdicts: Mapping[str, Verdict], reason: Reason) -> int:
    return sum(each.reason is reason for each in verdicts.values())
