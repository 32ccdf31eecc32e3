"""What leaves a group: to the outbox, or to what is kept and not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from alerts.grouping import FlushReason, GroupState, Timing, flush
from alerts.labels import labels_of
from alerts.silences import silenced_by
from alerts.store.enqueue import outgoing
from alerts.store.models import DevelopmentRow, WaitingRow, WithheldRow
from alerts.store.silences import WithheldReason, current_silences
from streams.codec import decode
from streams.records import Development

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from alerts.labels import Labels
    from alerts.plan import Plan
    from alerts.silences import Silence
    from alerts.store.enqueue import Outgoing
    from alerts.store.models import GroupRow


@dataclass(frozen=True)
class Turn:
    """One transaction: all in it happens at one moment, under the same silences.

    What joins a group and leaves it within the transaction is never written down; `finish` writes
    down what is left. In the groups of `made`, by their keys, nothing can wait from before.
    """

    session: Session
    plan: Plan
    silences: Sequence[Silence]
    now: datetime
    made: Collection[str] = ()
    _joined: dict[str, dict[str, Development]] = field(default_factory=dict)

    def join(self, row: GroupRow, development: Development) -> None:
        """Lets a development wait in a group."""
        self._joined.setdefault(row.key, {})[development.id] = development

    def finish(self) -> None:
        """Writes down what waits, in the order in which it came."""
        self.session.add_all(
            WaitingRow(group=key, development=development)
            for key, joined in self._joined.items()
            for development in joined
        )

    def silenced(self, development: str, receiver: str, labels: Labels) -> bool:
        """Whether a silence holds for a development; then it is kept as such."""
        silence = silenced_by(self.silences, labels, self.now)
        if silence is not None:
            self.withhold(development, receiver, WithheldReason.SILENCED, silence.id)
        return silence is not None

    def withhold(
        self, development: str, receiver: str, reason: WithheldReason, silence: str | None = None
    ) -> None:
        """Keeps that a development is not sent to a receiver."""
        self.session.add(
            WithheldRow(
                development=development,
                receiver=receiver,
                reason=reason,
                silence=silence,
                at=self.now,
            )
        )

    def flush(self, row: GroupRow) -> list[Outgoing]:
        """Sends a group where it is due."""
        if row.due_at is None or self.now < row.due_at:
            return []
        if row.receiver not in self.plan.receivers:
            self._give_up(row)
            return []
        route = self.plan.routes.get(row.route)
        timing = route.timing if route else Timing()
        muted = flush(timing, state_of(row), (), self.now)
        if muted.reason is FlushReason.MUTED:
            # Whatever waits; reading it for each that joins would take ever longer.
            row.due_at = muted.state.due
            return []
        waiting = self._waiting(row)
        decision = flush(timing, state_of(row), tuple(waiting), self.now)
        if decision.reason is FlushReason.SENT:
            self._clear(row)
        _keep_state(row, decision.state)
        row.changed_at = self.now
        told = [waiting.get(one) or self._development(one) for one in decision.developments]
        developments = [one for one in told if one is not None]
        if decision.reason is FlushReason.REPEATED:
            developments = self._repeated(row, developments)
        receiver = self.plan.receivers[row.receiver]
        return list(outgoing(receiver, row.labels, developments, decision.repeat))

    def _waiting(self, row: GroupRow) -> dict[str, Development]:
        """What waits in a group, in order, without what a silence holds for now."""
        rows = select(WaitingRow).where(WaitingRow.group == row.key).order_by(WaitingRow.seq)
        stored = [] if row.key in self.made else self.session.scalars(rows).all()
        waiting: dict[str, Development] = {}
        for one in stored:
            development = self._development(one.development)
            if development is None or self._falls_silent(row, development):
                self.session.delete(one)
            else:
                waiting[one.development] = development
        # What joined now was asked about now.
        return waiting | self._joined.get(row.key, {})

    def _repeated(self, row: GroupRow, developments: Sequence[Development]) -> list[Development]:
        """What a group sends again: what was sent once may have fallen silent since."""
        if not developments:
            # Retention took them: there will never be anything to repeat.
            _keep_state(row, GroupState())
        return [one for one in developments if not self._stays_silent(row, one)]

    def _stays_silent(self, row: GroupRow, development: Development) -> bool:
        """Whether a silence holds for what was sent once; that is kept once and not each time."""
        silence = silenced_by(self.silences, labels_of(development), self.now)
        if silence is None:
            return False
        known = select(WithheldRow.seq).where(
            WithheldRow.silence == silence.id,
            WithheldRow.development == development.id,
            WithheldRow.receiver == row.receiver,
        )
        if self.session.scalar(known.limit(1)) is None:
            reason = WithheldReason.SILENCED
            self.withhold(development.id, row.receiver, reason, silence.id)
        return True

    def _falls_silent(self, row: GroupRow, development: Development) -> bool:
        return self.silenced(development.id, row.receiver, labels_of(development))

    def _give_up(self, row: GroupRow) -> None:
        """What waits for a receiver that is no longer in use is kept and not sent."""
        ids = select(WaitingRow.development).where(WaitingRow.group == row.key)
        for one in self.session.scalars(ids.order_by(WaitingRow.seq)).all():
            self.withhold(one, row.receiver, WithheldReason.RECEIVER_GONE)
        self._clear(row)
        _keep_state(row, GroupState())

    def _clear(self, row: GroupRow) -> None:
        self._joined.pop(row.key, None)
        if row.key not in self.made:
            self.session.execute(delete(WaitingRow).where(WaitingRow.group == row.key))

    def _development(self, development: str) -> Development | None:
        """None where retention took it."""
        row = self.session.get(DevelopmentRow, development)
        return decode(Development, row.record.encode()) if row else None


def turn(session: Session, plan: Plan, now: datetime, made: Collection[str] = ()) -> Turn:
    """The transaction of a session, with the silences as they are."""
    return Turn(session, plan, current_silences(session, now), now, made)


def state_of(row: GroupRow) -> GroupState:
    """Where a group stands; a row that was just made has no defaults yet."""
    sent = tuple(row.sent or ())
    return GroupState(row.due_at, row.begun_at, sent, row.sent_at, row.repeats or 0)


def _keep_state(row: GroupRow, state: GroupState) -> None:
    row.due_at, row.begun_at = state.due, state.begun
    row.sent, row.sent_at, row.repeats = list(state.sent), state.sent_at, state.repeats
