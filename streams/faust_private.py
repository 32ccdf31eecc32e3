"""All of Faust's private names that Wirewatch leans on, and why each is needed.

Stock Faust 0.15.3 loses records when a rebalance meets a backlog, and hides whether a table's
change has reached Kafka. The classes here close those holes by overriding, nothing is patched in
place: an app is safe when it is a `SafeApp` whose settings name `SafeTableManager` and
`AwaitableTable`. Written against exactly the versions that pyproject.toml pins; the test that
holds this together joins and kills workers under load on a real broker.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, ClassVar

import faust
from faust import streams as faust_streams
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.tables.table import Table
from faust.transport.drivers.aiokafka import (
    AIOKafkaConsumerThread,
    Consumer,
    Producer,
    Transport,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import aiokafka
    from faust.types import TP, EventT, FutureMessage
    from faust.types.transports import TransportT

#: Faust asks the broker to wait 1.5 s for data, and a partition without any stalls the others.
FETCH_MAX_WAIT_MS = 20


class SafeRecovery(Recovery):
    """Recovery that keeps what was fetched while it was finishing.

    Both methods resume the partitions, seek over the network and only then resume the flow
    control, which empties every stream queue: records fetched in between are dropped (Faust's
    issue 596). Stopping the flow first leaves nothing to be dropped.
    """

    async def _resume_streams(self, generation_id: int = 0) -> None:
        self._stop_flow()
        await super()._resume_streams(generation_id)

    async def on_recovery_completed(self, generation_id: int = 0) -> None:
        """Called when the tables are rebuilt, before the streams go on."""
        self._stop_flow()
        await super().on_recovery_completed(generation_id)

    def _stop_flow(self) -> None:
        self.app.consumer.stop_flow()
        self.app.flow_control.suspend()


class SafeTableManager(TableManager):
    """A table manager whose recovery is the safe one, and which does not wait for more tables.

    Faust's sleeps for a second at each start, in which agents may still add some; ours are all
    there when the app is made, and a worker that starts again is waited for.
    """

    async def on_start(self) -> None:
        """Called when the app starts."""
        await self._update_channels()
        await self.recovery.start()

    @property
    def recovery(self) -> Recovery:
        """The recovery service, made at first use."""
        if self._recovery is None:
            self._recovery = SafeRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery


class QuickConsumerThread(AIOKafkaConsumerThread):
    """A consumer thread with a short fetch wait; Faust hard-codes a long one."""

    def _create_worker_consumer(self, transport: Transport) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_MAX_WAIT_MS  # noqa: SLF001 - read once, at its start
        return consumer


class SafeConsumer(Consumer):
    """A consumer that never jumps over a record that was dropped or is not yet handled."""

    def _new_consumer_thread(self) -> AIOKafkaConsumerThread:
        return QuickConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seeks every partition, also those without a commit.

        aiokafka leaves the position where it is when nothing, or offset 0, is committed. What was
        prefetched there has been dropped by then, and with no lower bound the next commit would
        jump over it.
        """
        committed = await super().seek_to_committed()
        changelogs = self.app.tables.changelog_topics
        unset = [
            partition
            for partition, offset in committed.items()
            if not offset and partition.topic not in changelogs
        ]
        if unset:
            await self._thread.seek_to_beginning(*unset)
        return committed

    def _new_offset(self, tp: TP) -> int | None:
        """Never past the smallest offset that was handed out and is not acknowledged.

        With batches of one agent this should not happen; it is the net under the rest (idea of
        Faust's pull request 707).
        """
        open_offsets = (m.offset for m in self._unacked_messages if m.tp == tp and not m.acked)
        lowest = min(open_offsets, default=None)
        if lowest is None:
            return super()._new_offset(tp)
        acked = self._acked[tp]
        held = [offset for offset in acked if offset > lowest]
        acked[:] = [offset for offset in acked if offset < lowest]
        try:
            return super()._new_offset(tp)
        finally:
            self._acked[tp].extend(held)


class SafeProducer(Producer):
    """A producer whose acknowledgement means that every in-sync replica has the record."""

    def _settings_extra(self) -> Mapping[str, Any]:
        assert isinstance(self.app, SafeApp)  # noqa: S101 - narrows the type
        return {"acks": "all", "enable_idempotence": self.app.idempotent_producer}


class SafeTransport(Transport):
    """Kafka through the consumer and the producer above."""

    Consumer: ClassVar[type[Consumer]] = SafeConsumer
    Producer: ClassVar[type[Producer]] = SafeProducer


class SafeApp(faust.App):
    """A Faust app on `SafeTransport`."""

    idempotent_producer: bool = True

    def _new_transport(self) -> TransportT:
        return SafeTransport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> TransportT:
        return SafeTransport(self.conf.broker_producer, self)


class AwaitableTable(Table[bytes, bytes]):
    """A table that tells when its changes are in Kafka.

    `table[key] = value` returns before the broker has the change, and drops the future that
    would tell; here the futures wait to be collected.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._unconfirmed: list[FutureMessage] = []

    def send_changelog(self, *args: Any, **kwargs: Any) -> FutureMessage:
        """Sends one change and keeps its future."""
        future = super().send_changelog(*args, **kwargs)
        self._unconfirmed.append(future)
        return future

    def take_unconfirmed(self) -> Sequence[FutureMessage]:
        """The futures of all changes since the last call."""
        taken, self._unconfirmed = self._unconfirmed, []
        return taken


def bind(event: EventT[Any]) -> None:
    """Makes `event` the one whose partition the next table access belongs to.

    Within a batch Faust's current event is the last one read, and a change would go to that
    one's changelog partition.
    """
    faust_streams._current_event.set(weakref.ref(event))  # noqa: SLF001


async def rewind(app: faust.App, partition: TP, offset: int) -> None:
    """Moves the group's committed offset back, so that a restarted worker reads from there."""
    await app.consumer._commit({partition: offset})  # type: ignore[attr-defined]  # noqa: SLF001
