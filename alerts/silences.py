"""Silences: what matches one is kept and not sent, from a moment until another."""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alerts.labels import CHOICES, NAMES, NUMBERS
from alerts.matchers import Matcher, MatcherError, matches_all, parse_matchers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alerts.labels import Labels

# Texts with nothing in common: who matches both, and asks for neither, matches any.
_ANY_TEXT: Final = ("\N{REPLACEMENT CHARACTER}", string.digits + string.ascii_letters + "-_.: ")
# Values between which those of every development lie; who matches all of a label's asks nothing.
_ANY: Final = {
    **dict.fromkeys(NAMES, ("", *_ANY_TEXT)),
    **dict.fromkeys(("topic", "story"), _ANY_TEXT),
    **CHOICES,
    "score": ("0.01", "10"),
    "origins": ("1", "1000"),
    "update": ("1", "100000"),
}


class SilenceState(StrEnum):
    """Where a silence stands at a moment."""

    PENDING = "pending"
    ACTIVE = "active"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Silence:
    """Who wanted which developments not to be sent, when and why."""

    id: str
    matchers: tuple[Matcher, ...]
    starts_at: datetime
    ends_at: datetime
    author: str
    comment: str

    def state(self, now: datetime) -> SilenceState:
        """Whether it holds now; its end is not part of it."""
        if now >= self.ends_at:
            return SilenceState.EXPIRED
        return SilenceState.ACTIVE if now >= self.starts_at else SilenceState.PENDING

    def expired(self, now: datetime) -> Silence:
        """The silence ended now; one that had not begun never will."""
        if self.state(now) is SilenceState.EXPIRED:
            return self
        return replace(self, starts_at=min(self.starts_at, now), ends_at=now)


def silenced_by(silences: Iterable[Silence], labels: Labels, now: datetime) -> Silence | None:
    """The first silence that holds for a development now."""
    for silence in silences:
        if silence.state(now) is SilenceState.ACTIVE and matches_all(silence.matchers, labels):
            return silence
    return None


def silence_matchers(texts: Iterable[str]) -> tuple[Matcher, ...]:
    """Reads the matchers of a silence.

    Raises:
        MatcherError: one can't be read, is too long as it is kept, or together they would
            silence everything.
    """
    matchers = tuple(matcher for text in texts for matcher in parse_matchers(text))
    for matcher in matchers:
        _check_as_kept(matcher)
    if not any(map(_asks, matchers)):
        raise MatcherError("needs a matcher that does not match everything")
    return matchers


def _asks(matcher: Matcher) -> bool:
    """Whether it asks for something: not for what all have, and not for what is left without."""
    if all(matcher.matches_any((value,)) for value in _ANY[matcher.label]):
        return False
    return matcher.label in NUMBERS or not matcher.matches_any(("",))


def _check_as_kept(matcher: Matcher) -> None:
    """What is kept has its signs escaped, and is longer than what was typed."""
    try:
        parse_matchers(str(matcher))
    except MatcherError as error:
        raise MatcherError(f"that on {matcher.label}, its backslashes doubled, {error}") from None
