"""Connects to the cluster for administration, and says why where that does not work."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from aiokafka import errors
from aiokafka.conn import collect_hosts, create_conn

from streams.errors import KafkaSetupError
from streams.kafka_clients import client_options, new_admin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiokafka.admin import AIOKafkaAdminClient

    from streams.settings import Settings

_CONNECT_SECONDS: Final = 8.0
_REASONS: Final[list[tuple[tuple[type[Exception], ...], str]]] = [
    ((TimeoutError, errors.RequestTimedOutError), "no answer in time"),
    ((socket.gaierror,), "no such host"),
    ((ConnectionRefusedError,), "connection refused"),
    (
        (ConnectionResetError, errors.KafkaConnectionError),
        "closed the connection; does WIREWATCH_KAFKA_SECURITY_PROTOCOL fit?",
    ),
    (
        (
            errors.SaslAuthenticationFailed,
            errors.UnsupportedSaslMechanismError,
            errors.IllegalSaslStateError,
        ),
        "authentication failed; see WIREWATCH_KAFKA_SASL_…",
    ),
]


@asynccontextmanager
async def administration(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A started admin client.

    Raises:
        KafkaSetupError: no server of the settings lets this client in, with each one's reason;
            or a request that the caller makes fails in a way that it does not handle itself.
    """
    await _require_a_server(settings)
    admin = new_admin(settings)
    try:
        await admin.start()
        yield admin
    except (errors.KafkaError, TimeoutError) as error:
        raise KafkaSetupError(
            f"the cluster at {settings.kafka} answers, but a request to it failed: "
            f"{_reason(error)} (are the addresses that it advertises reachable from here?)"
        ) from None
    finally:
        await admin.close()


async def _require_a_server(settings: Settings) -> None:
    # aiokafka's own bootstrap logs the reasons and raises an error without any.
    options = client_options(settings)
    hosts = collect_hosts(options.pop("bootstrap_servers"), randomize=False)
    tries = (_why_not(host, port, options) for host, port, _ in hosts)
    reasons = await asyncio.gather(*tries)
    if all(reasons):
        servers = "; ".join(
            f"{host}:{port} ({why})" for (host, port, _), why in zip(hosts, reasons, strict=True)
        )
        raise KafkaSetupError(f"can't reach Kafka: {servers}; see WIREWATCH_KAFKA")


async def _why_not(host: str, port: int, options: dict[str, object]) -> str:
    """Why a server does not let this client in; empty where it does."""
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            connection = await create_conn(host, port, **options)
    except (OSError, errors.KafkaError) as error:
        return _reason(error)
    await connection.close()
    return ""


def _reason(error: Exception) -> str:
    for kinds, text in _REASONS:
        if isinstance(error, kinds):
            return text
    if isinstance(error, ssl.SSLError):
        why = getattr(error, "verify_message", "") or error.reason
        return f"TLS: {why}; see WIREWATCH_KAFKA_SSL_…"
    strerror = getattr(error, "strerror", None)
    return strerror.lower() if strerror else type(error).__name__
