"""Silences in the ledger, and the developments that they and other reasons held back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import func, select

from alerts.matchers import MatcherError, kept_matchers
from alerts.silences import Silence
from alerts.store.models import DevelopmentRow, SilenceRow, WithheldRow
from streams.codec import decode
from streams.records import Development

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

log: Final = structlog.get_logger(__name__)

#: So many characters of an id are no slip.
LEAST_OF_AN_ID: Final = 4


class WithheldReason(StrEnum):
    """Why a development that a route took is not sent."""

    SILENCED = "silenced"
    RECEIVER_GONE = "receiver-gone"


@dataclass(frozen=True)
class Withheld:
    """A development that was not sent."""

    development: Development
    receiver: str
    reason: WithheldReason
    silence: str | None
    at: datetime


def names(prefix: str, identifier: str) -> bool:
    """Whether somebody who types this means that id."""
    return len(prefix) >= LEAST_OF_AN_ID and identifier.startswith(prefix)


def add_silence(session: Session, silence: Silence) -> None:
    """Keeps a new silence."""
    session.add(
        SilenceRow(
            id=silence.id,
            matchers=[str(matcher) for matcher in silence.matchers],
            starts_at=silence.starts_at,
            ends_at=silence.ends_at,
            author=silence.author,
            comment=silence.comment,
        )
    )


def current_silences(session: Session, now: datetime) -> list[Silence]:
    """Those that hold now or will."""
    rows = select(SilenceRow).where(SilenceRow.ends_at > now)
    return [one for _, one in _readable(session.scalars(rows.order_by(SilenceRow.id)))]


def all_silences(session: Session) -> list[tuple[Silence, int]]:
    """Every silence with how many developments it held back, by when it begins."""
    rows = session.scalars(select(SilenceRow).order_by(SilenceRow.starts_at, SilenceRow.id))
    # One that was for several receivers is one.
    held_back = func.count(WithheldRow.development.distinct()).label("held")
    counts = select(WithheldRow.silence, held_back)
    held = {row.silence: row.held for row in session.execute(counts.group_by(WithheldRow.silence))}
    return [(one, held.get(one.id, 0)) for _, one in _readable(rows)]


def expire_silence(session: Session, prefix: str, now: datetime) -> Silence | None:
    """Ends the silence whose id begins so; None where it is not exactly one."""
    named = [row for row in session.scalars(select(SilenceRow)) if names(prefix, row.id)]
    found = list(_readable(named))
    if len(found) != 1:
        return None
    ((row, silence),) = found
    ended = silence.expired(now)
    row.starts_at, row.ends_at = ended.starts_at, ended.ends_at
    return ended


def withheld(
    session: Session, most: int, silence: str = "", receiver: str | None = None
) -> list[Withheld]:
    """The newest developments that were not sent, for all reasons unless one silence is named.

    Args:
        session: the transaction.
        most: how many at most.
        silence: what this one held back alone, by its id.
        receiver: what was for this one alone.
    """
    rows = select(WithheldRow, DevelopmentRow).join(
        DevelopmentRow, DevelopmentRow.id == WithheldRow.development
    )
    if silence:
        rows = rows.where(WithheldRow.silence == silence)
    if receiver is not None:
        rows = rows.where(WithheldRow.receiver == receiver)
    return [
        Withheld(
            decode(Development, kept.record.encode()),
            row.receiver,
            WithheldReason(row.reason),
            row.silence,
            row.at,
        )
        for row, kept in session.execute(rows.order_by(WithheldRow.seq.desc()).limit(most))
    ]


def find_development(session: Session, prefix: str) -> Development | None:
    """The development whose id begins so; None where it is not exactly one."""
    begins = DevelopmentRow.id.startswith(prefix, autoescape=True)
    rows = select(DevelopmentRow.record).where(begins).limit(2)
    found = session.scalars(rows).all() if len(prefix) >= LEAST_OF_AN_ID else []
    return decode(Development, found[0].encode()) if len(found) == 1 else None


def _readable(rows: Iterable[SilenceRow]) -> Iterator[tuple[SilenceRow, Silence]]:
    """Without those that this version can't read: they hold nothing back, and no alert waits."""
    for row in rows:
        try:
            yield row, _silence(row)
        except MatcherError as error:
            _report(row.id, str(error))


@lru_cache(maxsize=1000)
def _report(silence: str, reason: str) -> None:
    """Once for each, since silences are read in every transaction."""
    log.warning("silence_unreadable", silence=silence, reason=reason)


def _silence(row: SilenceRow) -> Silence:
    return Silence(
        id=row.id,
        matchers=tuple(matcher for text in row.matchers for matcher in kept_matchers(text)),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        author=row.author,
        comment=row.comment,
    )
