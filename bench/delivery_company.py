"""The receivers of `bench.delivery`: two healthy ones, a dead one, a slow one and a strict one."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final

from tests.delivery_load import configure, fill_ledger
from tests.http_receiver import Answer, HttpReceiver, receiver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from streams.settings import Settings

#: What the slow one takes to answer.
SLOW_SECONDS: Final = 5.0
#: Names of those that take everything at once.
HEALTHY: Final = ("healthy-0", "healthy-1")
_DEAD: Final = "http://127.0.0.1:9/"


class _Prompt(HttpReceiver):
    """Always takes it, after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(())
        self._answer = Answer(delay=seconds)

    def next_answer(self) -> Answer:
        return self._answer


class _Strict(HttpReceiver):
    """Takes one a second and says so."""

    def __init__(self) -> None:
        super().__init__(())
        self.next_at = 0.0

    def next_answer(self) -> Answer:
        now = time.monotonic()
        if now < self.next_at:
            return Answer(429, headers={"retry-after": "1"})
        self.next_at = now + 1
        return Answer()


@asynccontextmanager
async def company(
    settings: Settings, developments: int, others: int, latency: float = 0.0
) -> AsyncIterator[list[HttpReceiver]]:
    """The healthy receivers, with a ledger full of what they and the others are to get."""
    async with AsyncExitStack() as stack:
        desks = [await stack.enter_async_context(receiver(desk=_Prompt(latency))) for _ in HEALTHY]
        told: dict[str, dict[str, object]] = {
            name: {"url": desk.url} for name, desk in zip(HEALTHY, desks, strict=True)
        }
        wanted = dict.fromkeys(told, developments)
        if others:
            slow = await stack.enter_async_context(receiver(desk=_Prompt(SLOW_SECONDS)))
            strict = await stack.enter_async_context(receiver(desk=_Strict()))
            told |= {
                "dead": {"url": _DEAD, "maximal_age": "30s"},
                "slow": {"url": slow.url},
                "strict": {"url": strict.url},
            }
            wanted |= dict.fromkeys(("dead", "slow", "strict"), others)
        configure(settings, told)
        fill_ledger(settings, wanted)
        yield desks
