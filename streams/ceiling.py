"""When so many records can't be read that the fault is not theirs.

A worker with a wrong decoder, or a producer that writes another format, would drain a whole Kafka
topic into the dead letters. So a worker stops when too many in a row, or too large a share of the
latest records, can't be read. Sentry's Arroyo has the same two limits in its dead-letter policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from streams.errors import CeilingError

if TYPE_CHECKING:
    from streams.settings import Settings

#: A share is that of about so many records, the latest of which weigh most.
_WINDOW: Final = 2000


class CeilingReason(StrEnum):
    """Whether a worker goes on."""

    BELOW = "below"
    RUN = "too-many-in-a-row"
    SHARE = "too-large-a-share"


@dataclass(frozen=True)
class Ceiling:
    """The limits; 0 in a row and a share of 1 are none."""

    run: int
    share: float

    def judge(self, recent: Recent) -> CeilingReason:
        """Says whether a worker that has seen these records goes on."""
        if self.run and recent.run >= self.run:
            return CeilingReason.RUN
        return CeilingReason.SHARE if recent.share > self.share else CeilingReason.BELOW


@dataclass(frozen=True)
class Recent:
    """How many of the latest records could not be read.

    Attributes:
        run: how many in a row up to the last one.
        share: an exponential mean over the latest records, which begins at 0.
    """

    run: int = 0
    share: float = 0.0

    def after(self, *, dead: bool) -> Recent:
        """The same after one more record."""
        return Recent(self.run + 1 if dead else 0, self.share + (dead - self.share) / _WINDOW)


class Watch:
    """Counts the records of a worker against its limits."""

    def __init__(self, settings: Settings) -> None:
        self._ceiling = Ceiling(settings.dead_letters_in_a_row, settings.dead_letter_share)
        self._recent = Recent()

    def count(self, *, dead: bool) -> None:
        """Counts one record.

        Raises:
            CeilingError: a limit is reached.
        """
        self._recent = self._recent.after(dead=dead)
        reason = self._ceiling.judge(self._recent)
        if reason is not CeilingReason.BELOW:
            recent = f"{self._recent.run} in a row, {self._recent.share:.0%} of the latest"
            raise CeilingError(
                f"dead letters: {reason} ({recent}); `wirewatch dead-letters list` shows them"
            )
