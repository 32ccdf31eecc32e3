"""What a corroborating verdict is about: the development in the ledger, and who told it since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alerts.corroboration import corroboration_of, is_corroboration
from alerts.store.models import DevelopmentRow
from streams.codec import decode
from streams.records import Development, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from streams.records import Verdict

# The newest of a story that are looked through.
_MOST: Final = 200


def corroborations(session: Session, verdicts: Iterable[Verdict]) -> list[Development]:
    """Those of verdicts, in their order; the others bring none."""
    made: list[Development] = []
    for verdict in verdicts:
        if verdict.reason is Reason.CORROBORATES:
            made.append(_of(session, verdict, made))
    return made


def _of(session: Session, verdict: Verdict, just_made: Sequence[Development]) -> Development:
    story = [*_story(session, verdict), *(one for one in just_made if one.story == verdict.story)]
    told = [one for one in story if not is_corroboration(one)]
    known = next((one for one in told if one.article.id == verdict.rests_on), None)
    known = known or max(told, key=lambda one: one.decided_at, default=None)
    earlier = [
        one
        for one in story
        if known and is_corroboration(one) and one.changes[0].previous == known.changes[0].quote
    ]
    return corroboration_of(verdict, known, earlier)


def _story(session: Session, verdict: Verdict) -> list[Development]:
    """The developments of the verdict's story, the oldest first."""
    rows = session.scalars(
        select(DevelopmentRow)
        .where(DevelopmentRow.topic == verdict.topic, DevelopmentRow.story == (verdict.story or ""))
        .order_by(DevelopmentRow.taken_at.desc(), DevelopmentRow.id)
        .limit(_MOST)
    )
    return [decode(Development, row.record.encode()) for row in rows][::-1]
