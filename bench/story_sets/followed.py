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
from typing import TYPE_CHECKING, Final

from agents.track.state import RollingState, empty_state
from bench.story_sets.catch_all import CatchAll
from bench.story_sets.figures import shown
from bench.story_sets.read import article_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agents.vectors.sentence_vectors import SentenceVectors
    from bench.story_sets.read import Row
    from streams.records import Verdict

_FOLDER: Final = Path(tempfile.gettempdir()) / "wirewatch-story-sets"
_CODE: Final = Path(__file__).resolve().parents[2] / "agents"


class PausedError(Exception):
    """The time for this run is over; the next one goes on."""


@dataclass
class _Kept:
    verdicts: list[Verdict] = field(default_factory=list)
    state: RollingState = field(default_factory=empty_state)


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
        file = _FOLDER / f"{name}-{len(rows)}-{self._key}"
        kept: _Kept = pickle.loads(file.read_bytes()) if file.exists() else _Kept()  # noqa: S301
        topic = CatchAll(self.vectors, kept.state)
        began = time.monotonic()
        for row, at in shown(name, rows[len(kept.verdicts) :]):
            kept.verdicts.append(topic.follow(article_of(row, at)).verdict)
            if self.seconds and time.monotonic() - began > self.seconds:
                break
        kept.state = topic.state
        _FOLDER.mkdir(exist_ok=True)
        file.write_bytes(pickle.dumps(kept))
        if len(kept.verdicts) < len(rows):
            raise PausedError(f"{len(kept.verdicts)} of {len(rows)} rows; run it again to go on")
        return kept.verdicts

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
