from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

import pytest

from streams.errors import ConfigError
from streams.kafka_clients import client_options, ssl_context
from streams.settings import Settings
from tests.certificates import Certificate, self_signed

if TYPE_CHECKING:
    from pathlib import Path

_PASSWORD = "canary-password"


def test_a_plaintext_cluster_is_spoken_to_without_tls_and_without_a_password() -> None:
    """The default protocol sends no credentials, whatever else is set."""
    settings = Settings(kafka="a:1, b:2", kafka_client_id="me", kafka_sasl_password=_PASSWORD)

    assert client_options(settings) == {
        "bootstrap_servers": ["a:1", "b:2"],
        "client_id": "me",
        "security_protocol": "PLAINTEXT",
        "ssl_context": None,
    }


def test_sasl_options_reach_the_client() -> None:
    """Mechanism, user and password of the settings are those of the client."""
    settings = Settings(
        kafka_security_protocol="SASL_SSL",
        kafka_sasl_mechanism="SCRAM-SHA-512",
        kafka_sasl_username="alice",
        kafka_sasl_password=_PASSWORD,
    )

    options = client_options(settings)

    assert options["security_protocol"] == "SASL_SSL"
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert options["sasl_plain_username"] == "alice"
    assert options["sasl_plain_password"] == _PASSWORD
    assert options["ssl_context"].verify_mode is ssl.CERT_REQUIRED


async def test_the_tls_context_shows_the_client_certificate_and_trusts_the_given_authority(
    tmp_path: Path,
) -> None:
    """A server that asks for certificates gets the client's, whose key needs a password."""
    server = self_signed(tmp_path / "server")
    client = self_signed(tmp_path / "client", password=_PASSWORD)
    settings = Settings(
        kafka_security_protocol="SSL",
        kafka_ssl_cafile=server.certificate,
        kafka_ssl_certfile=client.certificate,
        kafka_ssl_keyfile=client.key,
        kafka_ssl_password=_PASSWORD,
    )

    assert await _greeting(server, trusted=client, context=ssl_context(settings)) == b"welcome"


async def test_a_server_of_another_authority_is_refused(tmp_path: Path) -> None:
    """Without its certificate among the trusted ones, no server gets a byte of Kafka."""
    server = self_signed(tmp_path / "server")
    other = self_signed(tmp_path / "other")
    settings = Settings(kafka_security_protocol="SSL", kafka_ssl_cafile=other.certificate)

    with pytest.raises(ssl.SSLCertVerificationError):
        await _greeting(server, trusted=other, context=ssl_context(settings))


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_key_that_its_password_does_not_open_is_a_config_error(
    tmp_path: Path, password: str
) -> None:
    """Nobody is asked on the terminal, and the error shows no password."""
    client = self_signed(tmp_path, password=_PASSWORD)
    settings = Settings(
        kafka_security_protocol="SSL",
        kafka_ssl_certfile=client.certificate,
        kafka_ssl_keyfile=client.key,
        kafka_ssl_password=password,
    )

    with pytest.raises(ConfigError, match="WIREWATCH_KAFKA_SSL_") as caught:
        ssl_context(settings)

    assert _PASSWORD not in str(caught.value)


def test_a_missing_authority_file_is_a_config_error(tmp_path: Path) -> None:
    """The settings at fault are named, with the system's reason."""
    settings = Settings(kafka_security_protocol="SSL", kafka_ssl_cafile=tmp_path / "none.pem")

    with pytest.raises(ConfigError, match=r"WIREWATCH_KAFKA_SSL_.*No such file"):
        ssl_context(settings)


async def _greeting(server: Certificate, trusted: Certificate, context: object) -> bytes:
    """What a TLS server says to a client that shows a certificate which it trusts."""
    asking = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(trusted.certificate))
    asking.load_cert_chain(*server)
    asking.verify_mode = ssl.CERT_REQUIRED
    listening = await asyncio.start_server(_welcome, "127.0.0.1", ssl=asking)
    port = listening.sockets[0].getsockname()[1]
    async with listening:
        assert isinstance(context, ssl.SSLContext)
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        greeting = await reader.read()
        writer.close()
        return greeting


async def _welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"welcome")
    writer.close()
