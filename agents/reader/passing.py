"""Passes candidates on: asked once, the answer recorded, then what came of it.

The order is that of every step of the stack: the answer is acknowledged in `readings` before
anything is made of it, what was made is acknowledged before the offset is committed. What comes
again after a crash finds its answer there, and gives the same records under the same ids.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import structlog

from agents.reader.budget import Budget
from agents.reader.client import ask
from agents.reader.conclude import concluded
from streams.burials import Burials
from streams.codec import decode, encode
from streams.errors import BadRecord
from streams.kafka_topics import DEVELOPMENTS, READINGS, VERDICTS, topic_name
from streams.records import Candidate, Reading, ReadingReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import AIOKafkaProducer, ConsumerRecord

    from agents.reader.client import Endpoint
    from streams.http import HttpClient
    from streams.settings import Settings

log: Final = structlog.get_logger(__name__)


class Passing:
    """The second reader's part of one process.

    Args:
        settings: for the names on the cluster, and the day's budget.
        producer: sends what a record is lost without.
        http: bounded in time by the settings.
        endpoint: who is asked; None passes everything on unread.
    """

    def __init__(
        self,
        settings: Settings,
        producer: AIOKafkaProducer,
        http: HttpClient,
        endpoint: Endpoint | None,
    ) -> None:
        self._settings, self._producer = settings, producer
        self._http, self._endpoint = http, endpoint
        self._recorded: dict[str, Reading] = {}
        self._burials = Burials(settings, producer)
        self.budget = Budget(settings.reader_daily)

    def recall(self, records: Iterable[ConsumerRecord]) -> None:
        """Takes recorded answers in; one that can't be read is asked for again."""
        for record in records:
            try:
                self._remember(decode(Reading, record.value))
            except BadRecord as error:
                log.warning("reading_unreadable", reason=str(error), offset=record.offset)

    async def take(self, record: ConsumerRecord) -> None:
        """Passes one record on; when this returns, Kafka has all that came of it.

        Raises:
            CeilingError: too many can't be read.
        """
        candidate = await self._burials.readable(record, _candidate)
        if candidate is not None:
            await self._pass(candidate, await self._reading(candidate))

    async def _reading(self, candidate: Candidate) -> Reading:
        known = self._recorded.get(candidate.verdict.id)
        if known is not None:
            return known
        reading = await self._ask(candidate, datetime.now(UTC))
        await self._send(READINGS, reading.id, encode(reading))
        self._remember(reading)
        log.info("second_reader", reason=reading.reason, brings=reading.brings, id=reading.id)
        return reading

    async def _ask(self, candidate: Candidate, at: datetime) -> Reading:
        refusal = self.budget.refusal(at)
        if refusal is not None or self._endpoint is None:
            reason = refusal or ReadingReason.OFF
            return Reading(id=candidate.verdict.id, reason=reason, at=at)
        return await ask(self._http, self._endpoint, candidate, at)

    def _remember(self, reading: Reading) -> None:
        self._recorded[reading.id] = reading
        self.budget = self.budget.after(reading)

    async def _pass(self, candidate: Candidate, reading: Reading) -> None:
        verdict, development = concluded(candidate, reading)
        await self._send(VERDICTS, verdict.topic, encode(verdict))
        if development is not None:
            await self._send(DEVELOPMENTS, verdict.topic, encode(development))

    async def _send(self, name: str, key: str, value: bytes) -> None:
        await self._producer.send_and_wait(
            topic_name(self._settings, name), value, key=key.encode()
        )


def _candidate(record: ConsumerRecord) -> Candidate:
    return decode(Candidate, record.value)
