"""timeline-updates: whether a wording of an update is new or repeats an earlier one.

Three people told each update. One's words make the stream; before each of its dates the step is
asked about another's words on that date (new), and a third's words on the date before and on one
further back (repeats). Nothing is by the hand that the topic knows, so wording alone won't do.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field, fields
from itertools import chain
from typing import TYPE_CHECKING, Final, Self

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from bench.story_sets.catch_all import CatchAll
from bench.story_sets.figures import Figure
from bench.story_sets.read import article_of, rows_of, timed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from agents.track.tracker import Decision
    from agents.vectors.sentence_vectors import SentenceVectors
    from bench.story_sets.followed import Follower
    from bench.story_sets.read import Row
    from streams.records import Article

_FILE: Final = "timeline-updates/timeline-updates.jsonl.gz"

#: How many words of a candidate are shown, and the bar.
_CUTS: Final = ((None, None), (20, 0.98), (10, 0.95))
_SEED: Final = 7

#: Below any score: the step calls it a copy, and asks no model.
_COPY: Final = -100.0


@dataclass
class Told:
    """What was asked: whether it is new, how new by the step and the reference, what came."""

    new: list[bool] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    unreported: list[float] = field(default_factory=list)
    in_new_words: list[float] = field(default_factory=list)
    reference: list[float] = field(default_factory=list)
    alerted: list[bool] = field(default_factory=list)

    @classmethod
    def of_all(cls, parts: Sequence[Told]) -> Self:
        """What was asked in all parts, one behind the other."""
        columns = ([getattr(part, each.name) for part in parts] for each in fields(cls))
        return cls(*(list(chain.from_iterable(column)) for column in columns))


def figures(follower: Follower, limit: int | None) -> tuple[int, list[Figure]]:
    """The area under the curve of new against repeated, with whole candidates and cut ones."""
    timelines = list(_timelines().values())[:limit]

    def step(_: None, timeline: list[Row]) -> tuple[None, dict[int | None, Told]]:
        return None, _follow(timeline, follower.vectors)

    made = follower.made_of("timelines", timelines, step, None)
    told = {cut: Told.of_all([each[cut] for each in made]) for cut, _ in _CUTS}
    return sum(map(len, timelines)), [
        each for cut, bar in _CUTS for each in _figures(cut, bar, told[cut])
    ]


def _figures(cut: int | None, bar: float | None, told: Told) -> Iterator[Figure]:
    name = f"{cut}_words" if cut else "all_words"
    ours = float(roc_auc_score(told.new, told.ours))
    reference = float(roc_auc_score(told.new, told.reference))
    yield Figure(f"auc_{name}", ours, reference, bar, "TF-IDF distance to the nearest update")
    yield Figure(f"auc_reported_{name}", float(roc_auc_score(told.new, told.unreported)))
    words = float(roc_auc_score(told.new, told.in_new_words))
    yield Figure(f"auc_words_retold_{name}", words)
    right = sum(new and alerted for new, alerted in zip(told.new, told.alerted, strict=True))
    yield Figure(f"alerts_p_{name}", right / max(1, sum(told.alerted)))
    yield Figure(f"alerts_r_{name}", right / sum(told.new))


def _timelines() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(_FILE):
        found[row["label"]].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row["date"], int(row["id"].rsplit("-", 1)[1])))
    return dict(found)


def _follow(timeline: Sequence[Row], vectors: SentenceVectors | None) -> dict[int | None, Told]:
    told: dict[int | None, Told] = {cut: Told() for cut, _ in _CUTS}
    topic, chance = CatchAll(vectors), random.Random(_SEED)  # noqa: S311 - a stated seed
    words = TfidfVectorizer(sublinear_tf=True, token_pattern=r"(?u)\b\w\w+\b")  # noqa: S106 - words
    known = words.fit_transform([_first(row) for row in timeline])
    # The real dates span years, and the topic forgets after a month what this set holds known.
    undated = [row | {"date": None, "title": ""} for row in timeline]
    for index, (row, at) in enumerate(timed(undated)):
        candidates = list(_candidates(timeline, index, chance)) if index else []
        for number, (text, new) in enumerate(candidates):
            for cut, each in told.items():
                shown_text = " ".join(text.split()[:cut]) if cut else text
                asked = topic.ask(_article(row, shown_text, at, f"{row['id']}-{number}-{cut}"))
                each.new.append(new)
                each.ours.append(_novelty(asked))
                features = asked.verdict.features
                each.unreported.append(-features.get("reported", -_COPY))
                each.in_new_words.append(-features.get("words-retold", 1.0))
                each.alerted.append(asked.development is not None)
                near = (known[:index] @ words.transform([shown_text]).T).max()
                each.reference.append(1 - float(near))
        topic.follow(_article(row, _first(row), at, row["id"]))
    return told


def _candidates(
    timeline: Sequence[Row], index: int, chance: random.Random
) -> Iterator[tuple[str, bool]]:
    if text := timeline[index]["updates"].get("annotator2"):
        yield text, True
    for earlier in sorted({index - 1, chance.randrange(index)}):
        if text := timeline[earlier]["updates"].get("annotator3"):
            yield text, False


def _first(row: Row) -> str:
    return str(row["updates"].get("annotator1") or row["text"])


def _article(row: Row, text: str, at: datetime, name: str) -> Article:
    return article_of(row | {"text": text}, at, name)


def _novelty(decision: Decision) -> float:
    """The score of the `news` model."""
    return decision.verdict.features.get("score", _COPY)
