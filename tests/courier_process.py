"""notify without Kafka, as a process that can be killed: the couriers of a ledger at work."""

from __future__ import annotations

import asyncio

import uvloop

from alerts.config import read_alerts
from alerts.counter import Counter
from alerts.delivery import Courier
from alerts.housekeeping import Housekeeper
from alerts.notify import guard_of
from alerts.receivers.registry import build_receivers
from alerts.store.store import Store
from streams.http import HttpClient
from streams.settings import read_settings


async def _main() -> None:
    settings = read_settings()
    store = Store.open(settings)
    async with HttpClient(guard_of(settings)) as http, asyncio.TaskGroup() as group:
        receivers = build_receivers(read_alerts(settings.alerts).receivers, http)
        store.appear(receiver.name for receiver in receivers)
        counter = Counter(store)
        couriers = [Courier(receiver, counter, lambda: None) for receiver in receivers]

        def wake() -> None:
            for courier in couriers:
                courier.wake()

        group.create_task(Housekeeper(settings, store, wake).run())
        for courier in couriers:
            group.create_task(courier.run())


if __name__ == "__main__":
    uvloop.run(_main())
