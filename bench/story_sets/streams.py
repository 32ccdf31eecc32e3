"""Sets whose every row has the label of its story: which stories the production step makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bench.story_sets.figures import Figure, shown
from bench.story_sets.read import rows_of, timed
from bench.story_sets.scores import cluster_scores
from bench.story_sets.single_pass import SinglePass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bench.story_sets.followed import Follower
    from bench.story_sets.read import Row


@dataclass(frozen=True)
class StorySet:
    """A labelled stream.

    Attributes:
        file: where its rows are.
        bars: what is aimed at, by the name of the score.
        thresholds: of the single pass, among them its best ones.
        window: how long its clusters stay open; for ever where there is none.
    """

    file: str
    bars: Mapping[str, float | None]
    thresholds: tuple[float, ...]
    window: timedelta | None = None

    def figures(self, follower: Follower, limit: int | None) -> tuple[int, list[Figure]]:
        """How many rows were read, and the scores that have a bar."""
        rows = list(timed(rows_of(self.file)[:limit]))
        gold = [row["label"] for row, _ in rows]
        ours = cluster_scores(gold, follower.stories(self.file.split("/")[-1], rows))
        references = list(self._references(rows, gold))
        best = {name: max(references, key=lambda each: each[1][name]) for name in self.bars}
        return len(rows), [
            Figure(name, ours[name], best[name][1][name], bar, best[name][0])
            for name, bar in self.bars.items()
        ] + [Figure(name, ours[name]) for name in sorted(ours.keys() - self.bars.keys())]

    def _references(
        self, rows: Sequence[tuple[Row, datetime]], gold: Sequence[str]
    ) -> Iterator[tuple[str, dict[str, float]]]:
        for threshold in self.thresholds:
            clusters = SinglePass(threshold, self.window)
            named = [
                str(clusters.assign(f"{row['title']} {row['text']}", at))
                for row, at in shown(f"TF-IDF {threshold}", rows)
            ]
            scores = cluster_scores(gold, named)
            told = f"TF-IDF in one pass at {threshold} (B-cubed {scores['b_cubed_f1']:.3f}, "
            told += f"pairs {scores['pairs_f1']:.3f}, NMI {scores['nmi']:.3f})"
            yield told, scores


STORY_SETS: Final = {
    "gva-stories": StorySet(
        "gva-stories/gva-stories.jsonl.gz",
        {"pairs_f1": 0.60, "b_cubed_f1": 0.86},
        (0.3, 0.35),
        timedelta(days=30),
    ),
    "short-text-news": StorySet("short-text-streams/news.jsonl.gz", {"nmi": 0.86}, (0.15, 0.2)),
    "short-text-news-t": StorySet("short-text-streams/news-t.jsonl.gz", {"nmi": 0.89}, (0.15, 0.2)),
    "short-text-tweets-t": StorySet(
        "short-text-streams/tweets-t.jsonl.gz", {"nmi": 0.93}, (0.2, 0.25)
    ),
    "ecbplus": StorySet(
        "ecbplus-snippets/ecbplus-snippets.jsonl.gz",
        {"b_cubed_f1": None, "pairs_f1": None},
        (0.15, 0.2, 0.25),
    ),
}
