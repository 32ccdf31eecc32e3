"""One broker or three, each behind a proxy that the workers go through."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from tests.faults.proxy import Proxy
from tests.kafka_broker import free_port
from tests.kafka_java import JavaBroker, new_kafka_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from tests.faults.proxy import Link

#: Of the Kafka topics and of Kafka's own.
_REPLICAS_OF_THREE: Final = 3


class Cluster:
    """Brokers of the harness's own: it talks to them directly, the workers through proxies."""

    def __init__(self, count: int) -> None:
        self.brokers = [JavaBroker() for _ in range(count)]
        self.proxies = [Proxy(free_port(), free_port()) for _ in range(count)]
        self._stack = AsyncExitStack()
        cluster_id = new_kafka_id()
        shared = _shared_properties(self.brokers)
        for number, (broker, proxy) in enumerate(zip(self.brokers, self.proxies, strict=True), 1):
            broker.cluster_id = cluster_id
            broker.properties = shared | _own_properties(number, broker, proxy)

    @property
    def replicas(self) -> int:
        """How many brokers hold each record."""
        return len(self.brokers)

    @property
    def direct(self) -> str:
        """Where the harness finds the brokers."""
        return ",".join(broker.bootstrap for broker in self.brokers)

    @property
    def proxied(self) -> str:
        """Where the workers find them."""
        return ",".join(f"127.0.0.1:{proxy.port}" for proxy in self.proxies)

    def set_links(self, link: Link) -> None:
        """Changes every link between workers and brokers."""
        for proxy in self.proxies:
            proxy.set(link)

    async def kill9(self, number: int) -> None:
        """Kills one broker."""
        await asyncio.to_thread(self.brokers[number].kill9)

    async def start(self, number: int) -> None:
        """Starts one again on its log, and waits until it serves."""
        await asyncio.to_thread(self.brokers[number].start)

    async def restart(self, number: int) -> None:
        """Ends one in good order and starts it again."""
        await asyncio.to_thread(self.brokers[number].shutdown)
        await self.start(number)

    async def __aenter__(self) -> Self:
        for broker in self.brokers:
            self._stack.callback(broker.stop)
            broker.launch()
        for broker in self.brokers:
            await asyncio.to_thread(broker.await_serving)
        for proxy in self.proxies:
            await self._stack.enter_async_context(proxy.serving())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def _shared_properties(brokers: Sequence[JavaBroker]) -> dict[str, str]:
    voters = ",".join(
        f"{number}@127.0.0.1:{broker.controller_port}" for number, broker in enumerate(brokers, 1)
    )
    replicas = str(min(len(brokers), _REPLICAS_OF_THREE))
    return {
        "controller.quorum.voters": voters,
        "listener.security.protocol.map": (
            "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT"
        ),
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.replication.factor": replicas,
        "share.coordinator.state.topic.replication.factor": replicas,
    }


def _own_properties(number: int, broker: JavaBroker, proxy: Proxy) -> dict[str, str]:
    return {
        "node.id": str(number),
        "listeners": (
            f"PLAINTEXT://127.0.0.1:{broker.port},PROXIED://127.0.0.1:{proxy.target},"
            f"CONTROLLER://127.0.0.1:{broker.controller_port}"
        ),
        "advertised.listeners": (
            f"PLAINTEXT://127.0.0.1:{broker.port},PROXIED://127.0.0.1:{proxy.port}"
        ),
    }
