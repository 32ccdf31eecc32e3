"""tgcontest: whether two articles are on one event, told by whether they come into one story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score

from bench.story_sets.figures import Figure
from bench.story_sets.read import rows_of, timed

if TYPE_CHECKING:
    from bench.story_sets.followed import Follower
    from bench.story_sets.read import Row

_FILE: Final = "tgcontest/same-event-pairs.jsonl.gz"
_BAR: Final = 0.90


def figures(follower: Follower, limit: int | None) -> tuple[int, list[Figure]]:
    """All first articles come as one stream, and then all second ones."""
    pairs = rows_of(_FILE)[:limit]
    gold = [pair["label"] == "OK" for pair in pairs]
    stream = [*pairs, *map(_second, pairs)]
    stories = follower.stories("tgcontest", list(timed(stream)))
    same = [first == second for first, second in zip(stories, stories[len(pairs) :], strict=False)]
    reference, threshold = _reference(stream, gold)
    right = sum(map(min, same, gold))
    return len(pairs), [
        Figure("same_f1", float(f1_score(gold, same)), reference, _BAR, f"TF-IDF at {threshold}"),
        Figure("same_p", right / max(1, sum(same))),
        Figure("same_r", right / sum(gold)),
    ]


def _second(pair: Row) -> Row:
    return pair | {"id": f"{pair['id']}-2", "title": pair["title2"], "text": pair["text2"]}


def _reference(stream: list[Row], gold: list[bool]) -> tuple[float, float]:
    """The best F1 over thresholds on the cosine of the two texts."""
    words = TfidfVectorizer(sublinear_tf=True)
    matrix = words.fit_transform([f"{row['title']} {row['text']}" for row in stream])
    near = matrix[: len(gold)].multiply(matrix[len(gold) :]).sum(axis=1).A1.tolist()
    thresholds = [step / 50 for step in range(1, 50)]
    scored = ((float(f1_score(gold, [each >= at for each in near])), at) for at in thresholds)
    return max(scored)
