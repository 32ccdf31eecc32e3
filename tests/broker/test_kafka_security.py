"""Sign-in, TLS and authorisation against a real cluster that insists on them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from streams.errors import KafkaSetupError
from streams.kafka_admin import check_topics, init_topics
from streams.kafka_topics import ARTICLES
from tests.certificates import Certificate, self_signed
from tests.kafka_broker import NoKafka, free_port
from tests.kafka_java import JavaBroker
from tests.support import produce, read_all, settings_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streams.settings import Settings

pytestmark = pytest.mark.broker

_PASSWORD = "canary-password"


@dataclass(frozen=True)
class SecureCluster:
    """A broker with a SASL_SSL listener: `owner` may do everything, `guest` nothing."""

    broker: JavaBroker
    address: str
    certificate: Certificate

    def settings(self, tmp_path: Path, **overrides: object) -> Settings:
        """Settings that `owner` signs in with."""
        own: dict[str, object] = {
            "kafka": self.address,
            "kafka_security_protocol": "SASL_SSL",
            "kafka_sasl_username": "owner",
            "kafka_sasl_password": _PASSWORD,
            "kafka_ssl_cafile": self.certificate.certificate,
        }
        return settings_for(self.broker, tmp_path, **(own | overrides))


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureCluster]:
    """Needs the Java way: the listener's key is a file of the test."""
    if not shutil.which("java"):
        pytest.skip("a broker with TLS needs a Java runtime here")
    certificate = self_signed(tmp_path_factory.mktemp("tls"))
    try:
        broker = JavaBroker()
    except NoKafka as why:
        pytest.skip(f"a broker with TLS can't be had here: {why}")
    port = free_port()
    broker.properties = _secure_properties(broker, port, certificate)
    with broker:
        yield SecureCluster(broker, f"127.0.0.1:{port}", certificate)


async def test_all_clients_work_with_tls_and_a_password(
    secure: SecureCluster, tmp_path: Path
) -> None:
    """Topics are created, a record goes in and comes out again."""
    settings = secure.settings(tmp_path)
    await init_topics(settings)

    await produce(settings, ARTICLES, [(b"key", b"value")])

    assert [record.value for record in await read_all(settings, ARTICLES)] == [b"value"]


async def test_a_wrong_password_is_said_to_be_one(secure: SecureCluster, tmp_path: Path) -> None:
    """The error names the settings to look at, and shows no password."""
    settings = secure.settings(tmp_path, kafka_sasl_password="canary-wrong")

    with pytest.raises(KafkaSetupError, match=r"authentication failed; .*SASL") as caught:
        await init_topics(settings)

    assert secure.address in str(caught.value)
    assert "canary" not in str(caught.value)


async def test_a_mechanism_that_the_cluster_does_not_offer_is_an_authentication_error(
    secure: SecureCluster, tmp_path: Path
) -> None:
    """SCRAM at a cluster that knows PLAIN alone."""
    with pytest.raises(KafkaSetupError, match="authentication failed"):
        await check_topics(secure.settings(tmp_path, kafka_sasl_mechanism="SCRAM-SHA-256"))


async def test_a_cluster_of_another_authority_is_a_tls_error(
    secure: SecureCluster, tmp_path: Path
) -> None:
    """OpenSSL's own reason reaches the reader."""
    other = self_signed(tmp_path / "other")

    with pytest.raises(KafkaSetupError, match="TLS: self-signed certificate"):
        await check_topics(secure.settings(tmp_path, kafka_ssl_cafile=other.certificate))


async def test_a_user_without_rights_is_told_what_it_may_not_do(
    secure: SecureCluster, tmp_path: Path
) -> None:
    """Authorisation is named as the cause, with the Kafka topics."""
    settings = secure.settings(tmp_path, kafka_sasl_username="guest")

    with pytest.raises(KafkaSetupError, match=r"not authorised to create .*-articles"):
        await init_topics(settings)


def _secure_properties(broker: JavaBroker, port: int, certificate: Certificate) -> dict[str, str]:
    store = certificate.key.with_name("store.pem")
    store.write_text(certificate.key.read_text() + certificate.certificate.read_text())
    plain = f"PLAINTEXT://{broker.bootstrap}"
    secure = f"SECURE://127.0.0.1:{port}"
    login = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    users = f'user_owner="{_PASSWORD}" user_guest="{_PASSWORD}"'
    return {
        "listeners": f"{plain},{secure},CONTROLLER://127.0.0.1:{broker.controller_port}",
        "advertised.listeners": f"{plain},{secure}",
        "listener.security.protocol.map": (
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL"
        ),
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.secure.plain.sasl.jaas.config": f"{login} {users};",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(store),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # The broker itself speaks to its controller without signing in.
        "super.users": "User:owner;User:ANONYMOUS",
    }
