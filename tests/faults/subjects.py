"""What a run is done to: Wirewatch, or a stock Faust agent that the same check has to fail."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, Protocol

import orjson

from streams.kafka_topics import (
    ARTICLES,
    CLASSIFIED,
    CLASSIFY,
    DEVELOPMENTS,
    NOTIFY,
    TRACK,
    group_id,
)
from tests import counting_load, synthetic
from tests.faults.check import check_pipeline, missing_alerts
from tests.support import offsets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streams.settings import Settings
    from tests.faults.desk import Desk
    from tests.faults.plan import Plan

_KEYS: Final = 50
#: A matched article costs far more than another, above all when the check replays it.
_SHARE_ON_TOPIC: Final = 0.1

Records = list[tuple[bytes, bytes]]


class Subject(Protocol):
    """Something that consumes `articles`.

    Attributes:
        name: for people.
        sources: which Kafka topic each of its roles reads.
    """

    name: str
    sources: Mapping[str, str]

    def command(self, role: str) -> tuple[str, ...]:
        """The command that runs a role, settings in the environment."""

    def records(self, plan: Plan) -> Records:
        """What is published."""

    async def has_uncommitted(self, settings: Settings) -> bool:
        """Whether a kill that comes now meets work which was done and is not committed."""

    async def missing(self, settings: Settings, desk: Desk) -> set[str]:
        """What the desk has yet to get, by id."""

    async def findings(self, settings: Settings, desk: Desk) -> list[str]:
        """What is wrong with what came out; empty where nothing is."""


class Wirewatch:
    """The product."""

    name = "wirewatch"
    sources: Mapping[str, str] = {CLASSIFY: ARTICLES, TRACK: CLASSIFIED, NOTIFY: DEVELOPMENTS}

    def command(self, role: str) -> tuple[str, ...]:
        """`wirewatch run`."""
        return (sys.executable, "-m", "wirewatch", "run", role)

    def records(self, plan: Plan) -> Records:
        """Articles, a tenth of them on topic."""
        return synthetic.encoded(plan.articles, plan.seed, _SHARE_ON_TOPIC)

    async def has_uncommitted(self, settings: Settings) -> bool:  # noqa: ARG002 - the protocol's
        """It may be killed at any moment."""
        return True

    async def missing(self, settings: Settings, desk: Desk) -> set[str]:
        """Developments that are neither taken nor dead."""
        return await missing_alerts(settings, desk)

    async def findings(self, settings: Settings, desk: Desk) -> list[str]:
        """By a replay of what Kafka recorded, and by what the desk took."""
        return await check_pipeline(settings, desk)


class StockFaust:
    """`tests.stock_agent`: a plain `async for` that counts in a table."""

    name = "stock"
    sources: Mapping[str, str] = {CLASSIFY: ARTICLES}

    def command(self, role: str) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's
        """The only role there is."""
        return (sys.executable, "-m", "tests.stock_agent")

    def records(self, plan: Plan) -> Records:
        """Numbers over fifty keys."""
        return [
            (b"k%d" % (number % _KEYS), orjson.dumps({"i": number}))
            for number in range(plan.articles)
        ]

    async def has_uncommitted(self, settings: Settings) -> bool:
        """Whether each partition in use has more outputs than its group has committed."""
        group = group_id(settings, CLASSIFY)
        committed, ends = await offsets(settings, group, ARTICLES)
        _, outputs = await offsets(settings, group, CLASSIFIED)
        return all(outputs[one] > committed[one] for one, end in ends.items() if end)

    async def missing(self, settings: Settings, desk: Desk) -> set[str]:  # noqa: ARG002
        """It sends no alerts."""
        return set()

    async def findings(self, settings: Settings, desk: Desk) -> list[str]:  # noqa: ARG002
        """By counting what was published."""
        findings = await counting_load.check(settings)
        return [] if findings.exact else [str(findings)]


SUBJECTS: Final[dict[str, Subject]] = {one.name: one for one in (Wirewatch(), StockFaust())}
