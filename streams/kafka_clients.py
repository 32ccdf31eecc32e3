"""Options of every plain Kafka client, and the clients made of them."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from streams.errors import ConfigError
from streams.kafka_topics import MAX_RECORD_BYTES, group_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AsyncExitStack

    from streams.settings import Settings

# Long enough for a broker's restart; Faust's own default of 20 minutes hides an outage.
_REQUEST_TIMEOUT_MS = 60_000
_BATCH_BYTES = 256 * 1024
_GRACE_SECONDS = 3.0
_HEARTBEAT_SECONDS = 1.0


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context for the security protocol in force, or None where it uses no TLS.

    Raises:
        ConfigError: a certificate or key file can't be read.
    """
    if "SSL" not in settings.kafka_security_protocol:
        return None
    try:
        context = ssl.create_default_context(
            cafile=str(settings.kafka_ssl_cafile) if settings.kafka_ssl_cafile else None
        )
        if settings.kafka_ssl_certfile:
            context.load_cert_chain(
                str(settings.kafka_ssl_certfile),
                str(settings.kafka_ssl_keyfile) if settings.kafka_ssl_keyfile else None,
                # Never None: OpenSSL would then ask for it on the terminal, and wait.
                settings.kafka_ssl_password.get_secret_value(),
            )
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError("WIREWATCH_KAFKA_SSL_…", "", f"can't load the files: {reason}") from None
    return context


def client_options(settings: Settings) -> dict[str, Any]:
    """What every aiokafka client needs to reach the cluster."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers,
        "client_id": settings.kafka_client_id,
        "security_protocol": settings.kafka_security_protocol,
        "ssl_context": ssl_context(settings),
    }
    if "SASL" in settings.kafka_security_protocol:
        options |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_sasl_username,
            "sasl_plain_password": settings.kafka_sasl_password.get_secret_value(),
        }
    return options


def new_producer(settings: Settings, **options: Any) -> AIOKafkaProducer:
    """A producer that a record is not lost by: acknowledged by all replicas, idempotent."""
    return AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        enable_idempotence=settings.kafka_idempotence,
        max_request_size=MAX_RECORD_BYTES,
        max_batch_size=_BATCH_BYTES,
        request_timeout_ms=_REQUEST_TIMEOUT_MS,
        **options,
    )


def new_consumer(settings: Settings, **options: Any) -> AIOKafkaConsumer:
    """A consumer that commits nothing by itself and starts at the beginning."""
    return AIOKafkaConsumer(
        **client_options(settings),
        **{
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "fetch_max_wait_ms": 100,
            "max_partition_fetch_bytes": MAX_RECORD_BYTES,
        }
        | options,
    )


def heartbeat_seconds(settings: Settings) -> float:
    """How often a member of a group says that it lives, and learns that another one does not.

    A third of the session at most, as Kafka's manual has it; a second costs nothing, and the
    partitions of a worker that died wait for so long until the others are back in the group.
    """
    return min(_HEARTBEAT_SECONDS, settings.kafka_session_timeout_seconds / 3)


def new_member(settings: Settings, role: str, kafka_topics: Sequence[str]) -> AIOKafkaConsumer:
    """A consumer of a role's group; with an instance id, the same member after each restart."""
    session_ms = int(settings.kafka_session_timeout_seconds * 1000)
    consumer = new_consumer(
        settings,
        group_id=group_id(settings, role),
        group_instance_id=settings.instance or None,
        session_timeout_ms=session_ms,
        heartbeat_interval_ms=int(heartbeat_seconds(settings) * 1000),
        rebalance_timeout_ms=int(settings.kafka_rebalance_timeout_seconds * 1000),
    )
    consumer.subscribe(kafka_topics)
    return consumer


async def started(stack: AsyncExitStack, client: AIOKafkaConsumer | AIOKafkaProducer) -> None:
    """Starts a client that is stopped with the stack, also where starting fails."""
    stack.push_async_callback(_stopped, client)
    await client.start()


async def _stopped(client: AIOKafkaConsumer | AIOKafkaProducer) -> None:
    # With the cluster away, leaving the group would wait for it.
    with suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(_GRACE_SECONDS):
            await client.stop()


def new_admin(settings: Settings) -> AIOKafkaAdminClient:
    """A client that creates and describes Kafka topics."""
    return AIOKafkaAdminClient(**client_options(settings))
