"""Where couriers take their turns: those that ask at the same time share one transaction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from alerts.store.turns import take_turns

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.store.store import Store
    from alerts.store.turns import Asked, Turn


class Counter:
    """Serves couriers; who asks while the ledger is busy is served together with the others.

    A commit waits for the disk, and with several receivers that is most of the time between an
    answer and its mark.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asking: list[tuple[Asked, asyncio.Future[Turn]]] = []
        self._serving: asyncio.Task[None] | None = None

    async def turn(self, asked: Asked) -> Turn:
        """What comes next for a courier, after the ledger has what it brought.

        Raises:
            SQLAlchemyError: the database failed.
        """
        answer: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        self._asking.append((asked, answer))
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        return await answer

    def now(self) -> datetime:
        """The time that turns are taken at."""
        return self._store.clock.now()

    async def _serve(self) -> None:
        while self._asking:
            together, self._asking = self._asking, []
            answers = [answer for _, answer in together]
            try:
                turns = await self._store.run(
                    take_turns, [asked for asked, _ in together], self._store.owner, self.now()
                )
            except Exception as error:  # noqa: BLE001 - it is theirs who asked
                _fail(answers, error)
            else:
                _give(answers, turns)
        self._serving = None


def _give(answers: list[asyncio.Future[Turn]], turns: list[Turn]) -> None:
    for answer, turn in zip(answers, turns, strict=True):
        # One that was cancelled waits no longer.
        if not answer.done():
            answer.set_result(turn)


def _fail(answers: list[asyncio.Future[Turn]], error: Exception) -> None:
    for answer in answers:
        if not answer.done():
            answer.set_exception(error)
