"""A long stream followed in pieces: what was decided is kept between runs.

Kept in the system's temporary folder under the hash of the code that decides, so that a run goes on
only with what the very same code began.
"""

from __future__ import annotations

import hashlib
import pickle
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from agents.track.state import RollingState, empty_state
from bench.story_sets.catch_all import CatchAll
from bench.story_sets.figures import shown
from bench.story_sets.read import article_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from agents.vectors.sentence_vectors import SentenceVectors
    from bench.story_sets.read import Row
    from streams.records import Verdict

_FOLDER: Final = Path(tempfile.gettempdir()) / "wirewatch-story-sets"
_CODE: Final = Path(__file__).resolve().parents[2] / "agents"


Item = TypeVar("Item")
State = TypeVar("State")
Made = TypeVar("Made")


class PausedError(Exception):
    """The time for this run is over; the next one goes on."""


@dataclass
class _Kept(Generic[State, Made]):
    state: State
    made: list[Made] = field(default_factory=list)


@dataclass(frozen=True)
class Follower:
    """Follows streams for so many seconds of a run; without end where that is None."""

    vectors: SentenceVectors | None
    seconds: float | None = None

    def verdicts(self, name: str, rows: Sequence[tuple[Row, datetime]]) -> list[Verdict]:
        """The verdict on each row of a stream.

        Raises:
            PausedError: the time is over.
        """
        return self.made_of(name, rows, self._followed, empty_state())

    def made_of(
        self,
        name: str,
        items: Sequence[Item],
        step: Callable[[State, Item], tuple[State, Made]],
        state: State,
    ) -> list[Made]:
        """What a step makes of each item, from the state that the one before has left.

        Raises:
            PausedError: the time is over.
        """
        file = _FOLDER / f"{name}-{len(items)}-{self._key}"
        kept = pickle.loads(file.read_bytes()) if file.exists() else _Kept(state)  # noqa: S301
        began = time.monotonic()
        for item in shown(name, items[len(kept.made) :]):
            kept.state, made = step(kept.state, item)
            kept.made.append(made)
            if self.seconds and time.monotonic() - began > self.seconds:
                break
        _FOLDER.mkdir(exist_ok=True)
        file.write_bytes(pickle.dumps(kept))
        if len(kept.made) < len(items):
            raise PausedError(f"{len(kept.made)} of {len(items)} are done; run it again to go on")
        return list(kept.made)

    def _followed(
        self, state: RollingState, row: tuple[Row, datetime]
    ) -> tuple[RollingState, Verdict]:
        topic = CatchAll(self.vectors, state)
        verdict = topic.follow(article_of(*row)).verdict
        return topic.state, verdict

    def stories(self, name: str, rows: Sequence[tuple[Row, datetime]]) -> list[str]:
        """The story of each row at the end; one without a text of its own is a story for itself."""
        verdicts = self.verdicts(name, rows)
        parts = {part: each.story for each in verdicts for part in each.merged if each.story}
        return [
            _whole(each.story or row["id"], parts)
            for each, (row, _) in zip(verdicts, rows, strict=True)
        ]

    @property
    def _key(self) -> str:
        code = hashlib.sha256((self.vectors.model if self.vectors else "").encode())
        for file in sorted(path for path in _CODE.rglob("*") if path.suffix in {".py", ".json"}):
            code.update(file.read_bytes())
        return code.hexdigest()[:12]


def _whole(story: str, parts: dict[str, str]) -> str:
    """The story that a story has become a part of, or itself."""
    while story in parts:
        story = parts[story]
    return story
