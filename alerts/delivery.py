"""Delivers from the outbox: each receiver by a courier of its own, in order."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING, Final

import structlog

from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import DecisionReason, asked_wait, next_attempt
from alerts.store.outbox import NotBefore, next_due, reason_text, record_attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.receivers.receiver import Receiver
    from alerts.retry import Decision
    from alerts.store.outbox import Due
    from alerts.store.store import Store

log: Final = structlog.get_logger(__name__)

#: Attempts at a time over all receivers. A receiver makes one at a time, so this bounds open
#: connections only where there are more receivers.
MOST_AT_ONCE: Final = 64

_CHANCE: Final = SystemRandom()


class Courier:
    """Serves one receiver; a slow or dead one delays no other.

    Args:
        receiver: whom to serve.
        store: the ledger.
        slots: shared by all couriers.
        on_finished: called when a notification was delivered or given up, after the ledger
            knows it.
    """

    def __init__(
        self,
        receiver: Receiver,
        store: Store,
        slots: asyncio.Semaphore,
        on_finished: Callable[[], None],
    ) -> None:
        self._receiver = receiver
        self._store = store
        self._slots = slots
        self._on_finished = on_finished
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Says that the outbox has something new."""
        self._wake.set()

    def stop(self) -> None:
        """Lets `run` return after the attempt in progress."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Delivers until it is stopped; begins with what an earlier process left."""
        while not self._stopping:
            self._wake.clear()
            now = _now()
            if now < self._not_before:
                # It asked to be left alone: by everything, not by the one that it answered.
                await self._rest((self._not_before - now).total_seconds())
                continue
            due = await self._store.run(next_due, self._receiver.name, now)
            if isinstance(due, NotBefore):
                await self._rest(None if due.at is None else (due.at - now).total_seconds())
            else:
                await self._deliver_all(due)

    async def _deliver_all(self, batch: Sequence[Due]) -> None:
        """In order, up to the first that has to be waited for."""
        for due in batch:
            decision = await self._deliver(due)
            waits = decision.reason is DecisionReason.RETRY or _now() < self._not_before
            if self._stopping or waits:
                break

    async def _deliver(self, due: Due) -> Decision:
        async with self._slots:
            attempt = await self._attempt(due)
        now = _now()
        decision = next_attempt(
            self._receiver.policy,
            due.attempts + 1,
            attempt.outcome,
            first_at=due.first_at,
            now=now,
            jitter=_CHANCE.random(),
        )
        asked = asked_wait(attempt.outcome, now)
        self._not_before = now + min(asked, self._receiver.policy.maximal_age)
        await self._store.run(record_attempt, due.notification.id, attempt, decision, now)
        self._report(due, attempt, decision)
        if self._receiver.policy.per_second:
            await asyncio.sleep(1 / self._receiver.policy.per_second)
        return decision

    async def _attempt(self, due: Due) -> Attempt:
        try:
            return await self._receiver.send(due.notification, _now())
        except Exception:
            # One receiver's surprise must end neither the others nor this process.
            log.exception("receiver_failed", receiver=self._receiver.name)
            return Attempt(Outcome(OutcomeReason.UNEXPECTED_REPLY))

    def _report(self, due: Due, attempt: Attempt, decision: Decision) -> None:
        if decision.reason is not DecisionReason.RETRY:
            self._on_finished()
        if decision.reason is DecisionReason.DELIVERED:
            log.info(
                "delivered",
                receiver=self._receiver.name,
                notification=due.notification.id,
                attempts=due.attempts + 1,
            )
        else:
            dead = decision.reason is not DecisionReason.RETRY
            (log.error if dead else log.warning)(
                "notification_dead" if dead else "attempt_failed",
                receiver=self._receiver.name,
                notification=due.notification.id,
                attempts=due.attempts + 1,
                reason=reason_text(decision, attempt),
                status=attempt.status,
            )

    async def _rest(self, seconds: float | None) -> None:
        """Until something new comes, or for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()


def _now() -> datetime:
    return datetime.now(UTC)
