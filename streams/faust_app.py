"""The factory of the two Faust apps: one place for every option that decides what is lost.

Faust's own names for the pattern are in `streams.faust_private`; how a batch is handled is in
`streams.batches`.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, NoReturn

import faust
import structlog
import uvloop

from streams.faust_private import AwaitableTable, SafeApp, SafeTableManager
from streams.health import beat
from streams.kafka_clients import heartbeat_seconds, ssl_context
from streams.kafka_topics import MAX_RECORD_BYTES, group_id
from streams.logs import logging_config
from streams.watchdog import EXIT_FOR_RESTART, Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from streams.settings import Settings

    Get = Callable[[bytes], bytes | None]

log = structlog.get_logger()

_MIB = 1024 * 1024
_FETCH_BYTES = 4 * _MIB
_BATCH_BYTES = 256 * 1024
_BUFFERED_RECORDS = 2000
_COMMIT_SECONDS = 1.0
# A broker's restart takes some 15 s; Faust's default of 20 minutes would hide an outage.
_REQUEST_TIMEOUT_SECONDS = 60.0
_BEAT_SECONDS = 5.0


def new_app(settings: Settings, role: str) -> faust.App:
    """The Faust app of a role: at least once, and nothing left to a default that loses."""
    _use_uvloop()
    # Faust makes its directory and not the ones above.
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    app = SafeApp(group_id(settings, role), **app_options(settings, role))
    app.idempotent_producer = settings.kafka_idempotence
    return app


def app_options(settings: Settings, role: str) -> dict[str, Any]:
    """Every option of the app of a role."""
    return {
        "broker": ";".join(f"kafka://{server}" for server in settings.bootstrap_servers),
        "broker_credentials": _credentials(settings),
        "broker_client_id": settings.kafka_client_id,
        "broker_session_timeout": settings.kafka_session_timeout_seconds,
        "broker_heartbeat_interval": heartbeat_seconds(settings),
        "broker_rebalance_timeout": settings.kafka_rebalance_timeout_seconds,
        "broker_commit_interval": _COMMIT_SECONDS,
        "broker_max_poll_records": settings.batch_size,
        "consumer_auto_offset_reset": "earliest",
        "consumer_max_fetch_size": _FETCH_BYTES,
        "consumer_group_instance_id": f"{role}-{settings.instance}" if settings.instance else None,
        # A static member that comes back gets its assignment of before, and Faust stops taking
        # part where that holds another URL; its default has the host's name, new in each container.
        "canonical_url": f"http://{role}-{settings.instance}" if settings.instance else None,
        "producer_linger": 0,
        "producer_max_batch_size": _BATCH_BYTES,
        "producer_max_request_size": MAX_RECORD_BYTES,
        "producer_request_timeout": _REQUEST_TIMEOUT_SECONDS,
        "processing_guarantee": "at_least_once",
        "stream_buffer_maxsize": _BUFFERED_RECORDS,
        "stream_wait_empty": True,
        "store": f"{settings.store}://",
        "datadir": settings.state_dir / "-".join(filter(None, (role, settings.instance))),
        "topic_partitions": settings.kafka_partitions,
        "topic_replication_factor": settings.kafka_replication_factor,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "web_enabled": False,
        "logging_config": logging_config(settings),
        "worker_redirect_stdouts": False,
        "Table": AwaitableTable,
        "TableManager": SafeTableManager,
    }


def bytes_topic(app: faust.App, name: str) -> faust.TopicT:
    """A Kafka topic whose records Faust leaves as they are; agents decode for themselves."""
    return app.topic(
        name, key_type=bytes, key_serializer="raw", value_type=bytes, value_serializer="raw"
    )


def new_table(app: faust.App, settings: Settings, name: str) -> AwaitableTable:
    """A table of bytes whose changes can be awaited."""
    table = app.Table(
        name,
        partitions=settings.kafka_partitions,
        key_type=bytes,
        value_type=bytes,
        # Faust takes entries out of the dictionary it is given: a fresh one for each table.
        options=_rocksdb_options(settings) if settings.store == "rocksdb" else None,
    )
    assert isinstance(table, AwaitableTable)  # noqa: S101 - narrows what the app's Table makes
    return table


def check_at_start(table: AwaitableTable, check: Callable[[Iterable[bytes], Get], None]) -> None:
    """Has `check` look at a table, by its keys and a way to read it, whenever it is complete.

    That is after each start, and after each rebalance. What it raises ends the process.
    """

    @table.on_recover
    async def look() -> None:
        try:
            check(table.keys(), table.get)
        except BaseException:
            log.exception("state is refused; the process ends")
            os._exit(EXIT_FOR_RESTART)


def run_worker(app: faust.App, settings: Settings, role: str) -> NoReturn:
    """Runs the app until it is told to stop; leaves the process."""
    watchdog = Watchdog()

    @app.timer(_BEAT_SECONDS)  # type: ignore[untyped-decorator]
    async def sign_of_life() -> None:
        if not watchdog.has_beaten:
            log.info("ready")
        watchdog.beat()
        beat(settings, role)

    worker = faust.Worker(
        app,
        loglevel="WARNING",
        logging_config=logging_config(settings),
        redirect_stdouts=False,
        quiet=True,
        loop=asyncio.get_event_loop_policy().get_event_loop(),
    )
    # It would write cursor codes into a log that is no terminal.
    worker.spinner = None
    worker.execute_from_commandline()


def _use_uvloop() -> None:
    """Faust looks its loop up while the app is made, so it has to be there before."""
    asyncio.set_event_loop(uvloop.new_event_loop())


def _rocksdb_options(settings: Settings) -> dict[str, Any]:
    """Faust's defaults take 2 GiB of cache for each partition of each table.

    A cache fills to its size whatever there is on disk: blocks of deleted files stay until others
    take their place.
    """
    return {
        "block_cache_size": settings.rocksdb_block_cache_mib * _MIB,
        "write_buffer_size": settings.rocksdb_write_buffer_mib * _MIB,
        "max_write_buffer_number": 2,
    }


def _credentials(settings: Settings) -> faust.types.auth.CredentialsT | None:
    context = ssl_context(settings)
    if "SASL" in settings.kafka_security_protocol:
        return faust.SASLCredentials(
            mechanism=settings.kafka_sasl_mechanism,
            username=settings.kafka_sasl_username,
            password=settings.kafka_sasl_password.get_secret_value(),
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None
