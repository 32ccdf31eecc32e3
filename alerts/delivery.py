"""Delivers from the outbox: each receiver by a courier of its own, in order within a story."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from random import SystemRandom
from typing import TYPE_CHECKING, Final

import structlog

from alerts.health import Circuit
from alerts.receivers.outcome import Outcome, OutcomeReason
from alerts.receivers.receiver import Attempt
from alerts.retry import DecisionReason, next_attempt
from alerts.store.outbox import reason_text
from alerts.store.turns import Asked, Finished, Held

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.counter import Counter
    from alerts.receivers.receiver import Receiver
    from alerts.store.outbox import Due
    from alerts.store.turns import Turn

log: Final = structlog.get_logger(__name__)

_CHANCE: Final = SystemRandom()
# What others put into the outbox: another process, or a person who has something sent again.
_LOOK_AGAIN_SECONDS: Final = 5.0


class Courier:
    """Serves one receiver; a slow or dead one delays no other.

    Args:
        receiver: whom to serve.
        counter: where it takes its turns.
        on_finished: called when a notification was delivered or given up, after the ledger
            knows it.
    """

    def __init__(
        self, receiver: Receiver, counter: Counter, on_finished: Callable[[], None]
    ) -> None:
        self._receiver = receiver
        self._counter = counter
        self._on_finished = on_finished
        self._in_flight: set[asyncio.Task[None]] = set()
        self._finished: list[Finished] = []
        self._queued: deque[Due] = deque()
        self._circuit = Circuit.CLOSED
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Says that the outbox has something new."""
        self._wake.set()

    def stop(self) -> None:
        """Lets `run` return after the attempts in progress."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Delivers until it is stopped; begins with what an earlier process left."""
        try:
            while not self._stopping or self._in_flight or self._finished:
                self._wake.clear()
                turn = await self._turn()
                self._begin(turn)
                await self._rest(turn.at)
        finally:
            for task in self._in_flight:
                task.cancel()

    async def _turn(self) -> Turn:
        finished, self._finished = self._finished, []
        queued = [due.notification.id for due in self._queued]
        held = Held(len(self._in_flight), queued, stopping=self._stopping)
        turn = await self._counter.turn(
            Asked(self._receiver.name, self._receiver.policy, finished, held)
        )
        for one in finished:
            self._report(one)
        if turn.expired or any(_has_ended(one) for one in finished):
            self._on_finished()
        self._report_circuit(turn)
        return turn

    def _begin(self, turn: Turn) -> None:
        """Makes attempts as far as the policy allows; what has ended counts until it is marked."""
        if turn.released:
            self._queued.clear()
        self._queued.extend(turn.due)
        most = self._receiver.policy.concurrency - len(self._finished)
        while self._queued and len(self._in_flight) < most:
            task = asyncio.create_task(self._deliver(self._queued.popleft()))
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)

    async def _deliver(self, due: Due) -> None:
        attempt = await self._attempt(due)
        jitter = _CHANCE.random()
        decision = next_attempt(
            self._receiver.policy,
            due.attempts + 1,
            attempt.outcome,
            first_at=due.first_at,
            now=self._counter.now(),
            jitter=jitter,
        )
        self._finished.append(Finished(due, attempt, decision, jitter))
        self._in_flight.discard(asyncio.current_task())
        self._wake.set()

    async def _attempt(self, due: Due) -> Attempt:
        try:
            return await self._receiver.send(due.notification, self._counter.now(), due.thread)
        except Exception:
            # One receiver's surprise must end neither the others nor this process.
            log.exception("receiver_failed", receiver=self._receiver.name)
            return Attempt(Outcome(OutcomeReason.UNEXPECTED_REPLY))

    def _report(self, one: Finished) -> None:
        facts = {
            "receiver": self._receiver.name,
            "notification": one.due.notification.id,
            "attempts": one.due.attempts + 1,
        }
        if one.decision.reason is DecisionReason.DELIVERED:
            log.info("delivered", **facts)
            return
        facts |= {
            "reason": reason_text(one.decision, one.attempt),
            "status": one.attempt.status,
        }
        if _has_ended(one):
            log.error("notification_dead", **facts)
        else:
            log.warning("attempt_failed", **facts)

    def _report_circuit(self, turn: Turn) -> None:
        if turn.expired:
            log.error(
                "notifications_dead",
                receiver=self._receiver.name,
                count=turn.expired,
                reason=f"too-old: {turn.circuit}",
            )
        if turn.circuit is self._circuit:
            return
        self._circuit = turn.circuit
        name = self._receiver.name
        if turn.circuit is Circuit.OFF:
            command = f"wirewatch alerts switch-on {name}"
            log.error("receiver_switched_off", receiver=name, reason="gone", to_undo=command)
        elif turn.circuit is Circuit.OPEN:
            log.error("circuit_opened", receiver=name)
        else:
            log.info("circuit_closed", receiver=name)

    async def _rest(self, at: datetime | None) -> None:
        """Until something new comes, or something is due."""
        seconds = _LOOK_AGAIN_SECONDS
        if at is not None:
            seconds = min(seconds, max((at - self._counter.now()).total_seconds(), 0.0))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()


def _has_ended(one: Finished) -> bool:
    return one.decision.reason is not DecisionReason.RETRY
