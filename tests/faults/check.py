"""What came out of a run, held against what went in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import orjson

from streams.codec import decode
from streams.kafka_topics import DEAD_LETTERS, DELIVERIES, DEVELOPMENTS
from streams.records import Delivery, DeliveryState
from tests.expected import classified_as_expected, tracked_as_expected
from tests.support import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from streams.settings import Settings
    from tests.expected import Bodies
    from tests.faults.desk import Desk

_SHOWN: Final = 3


async def check_pipeline(settings: Settings, desk: Desk) -> list[str]:
    """Everything that is wrong, a line each."""
    letters = await read_all(settings, DEAD_LETTERS)
    findings = [f"{len(letters)} dead letters"] if letters else []
    findings += differences("classified", *await classified_as_expected(settings))
    wanted, found = await tracked_as_expected(settings)
    findings += differences("decided", wanted.decided, found.decided)
    if wanted.remembered != found.remembered:
        findings.append("the rolling state is not that of a replay")
    return findings + await check_alerts(settings, desk)


def differences(what: str, wanted: Bodies, found: Bodies) -> Iterator[str]:
    """What is missing, what is too much, and what has more than one body."""
    yield from _some(f"{what}, missing", wanted.keys() - found.keys())
    yield from _some(f"{what}, too much", found.keys() - wanted.keys())
    shared = wanted.keys() & found.keys()
    yield from _some(f"{what}, several bodies", {one for one in shared if len(found[one]) > 1})
    yield from _some(f"{what}, other body", {one for one in shared if wanted[one] != found[one]})


async def missing_alerts(settings: Settings, desk: Desk) -> set[str]:
    """The ids of developments that the desk did not take, and that are not marked dead."""
    decided = await _developments(settings)
    return decided.keys() - set(accepted(desk)) - await _dead(settings)


async def check_alerts(settings: Settings, desk: Desk) -> list[str]:
    """Every development taken or dead, one id and one body each, in the order of its story."""
    order = await _developments(settings)
    bodies: dict[str, set[bytes]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    for request in desk.requests:
        bodies[request.headers["webhook-id"]].add(request.body)
        for development in told(request.body):
            ids[development].add(request.headers["webhook-id"])
    taken = list(_first_of_each({"id": one} for one in accepted(desk)))
    return [
        *_some("alerts, missing", await missing_alerts(settings, desk)),
        *_some("alerts, of nothing decided", set(taken) - order.keys()),
        *_some("alerts, several bodies", {one for one, some in bodies.items() if len(some) > 1}),
        *_some("alerts, several ids", {one for one, some in ids.items() if len(some) > 1}),
        *_some("stories out of order", set(disordered(order, taken))),
    ]


def accepted(desk: Desk) -> list[str]:
    """The ids of developments that the desk took, in order, each as often as it was."""
    return [one for request in desk.accepted for one in told(request.body)]


def told(body: bytes) -> list[str]:
    """The ids of the developments in a webhook's body."""
    return [str(one["id"]) for one in orjson.loads(body)["data"]["developments"]]


async def _developments(settings: Settings) -> dict[str, Any]:
    """By id, in the order in which they were decided."""
    records = await read_all(settings, DEVELOPMENTS)
    records.sort(key=lambda one: (one.partition, one.offset))
    return _first_of_each(orjson.loads(record.value) for record in records)


async def _dead(settings: Settings) -> set[str]:
    deliveries = [decode(Delivery, one.value) for one in await read_all(settings, DELIVERIES)]
    return {
        development
        for delivery in deliveries
        if delivery.state is DeliveryState.DEAD
        for development in delivery.developments
    }


def _first_of_each(developments: Iterator[Any]) -> dict[str, Any]:
    first: dict[str, Any] = {}
    for one in developments:
        first.setdefault(one["id"], one)
    return first


def disordered(order: Mapping[str, Any], taken: list[str]) -> Iterator[str]:
    """The stories whose developments came in another order than they were decided in."""
    place = {one: number for number, one in enumerate(order)}
    latest: dict[str, int] = {}
    for one in taken:
        if one in order:
            story = order[one]["story"]
            if place[one] < latest.get(story, -1):
                yield story
            latest[story] = max(place[one], latest.get(story, -1))


def _some(what: str, which: set[str]) -> list[str]:
    if not which:
        return []
    shown = ", ".join(sorted(which)[:_SHOWN])
    return [f"{what}: {len(which)} ({shown}{', …' if len(which) > _SHOWN else ''})"]
