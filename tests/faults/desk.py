"""The receiver of a run: it can be down, and knows what it took and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.http_receiver import Answer, HttpReceiver

if TYPE_CHECKING:
    from tests.http_receiver import Request


class Desk(HttpReceiver):
    """Takes everything, except while it is down.

    Attributes:
        down: whether it answers 503.
        accepted: what it answered with 2xx, in order.
    """

    def __init__(self) -> None:
        super().__init__(())
        self.down = False
        self.accepted: list[Request] = []

    def next_answer(self) -> Answer:
        """200, or 503 while it is down."""
        return Answer(503, "down") if self.down else Answer()

    async def _answer_to(self, request: Request) -> Answer:
        answer = await super()._answer_to(request)
        if answer.status < 300:
            self.accepted.append(request)
        return answer
