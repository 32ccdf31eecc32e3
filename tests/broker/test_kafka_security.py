"""Sign-in, TLS and authorisation against a real cluster that insists on them."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from streams.errors import KafkaSetupError
from streams.kafka_admin import check_topics, init_topics
from streams.kafka_topics import ARTICLES
from tests import synthetic
from tests.canaries import alerts_file, run
from tests.certificates import Certificate, self_signed
from tests.http_receiver import receiver
from tests.kafka_broker import NoKafka, free_port
from tests.kafka_java import JavaBroker
from tests.support import WorkerProcess, eventually, produce, read_all, settings_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from streams.settings import Settings

pytestmark = pytest.mark.broker

_PASSWORD = "canary-password"


@dataclass(frozen=True)
class SecureCluster:
    """A broker with a SASL_SSL listener: `owner` may do everything, `guest` nothing.

    `mutual` is a listener that wants a certificate in place of a password.
    """

    broker: JavaBroker
    address: str
    mutual: str
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
    broker.scram = {"owner": _PASSWORD}
    secure, mutual = (f"127.0.0.1:{free_port()}" for _ in range(2))
    broker.properties = _secure_properties(broker, secure, mutual, certificate)
    with broker:
        yield SecureCluster(broker, secure, mutual, certificate)


@pytest.fixture(autouse=True)
async def connections_closed_with_the_test() -> AsyncIterator[None]:
    """No connection outlives its test: aiokafka does not wait until a refused one is closed.

    A loop that ends before leaves it open, which a later test would be told of.
    """
    yield
    transports = asyncio.get_running_loop()._transports  # type: ignore[attr-defined]

    def closed() -> bool:
        sockets = [each.get_extra_info("socket") for each in transports.values()]
        return all(each.fileno() == -1 for each in sockets)

    await eventually(closed, 40, "every connection is closed")  # TLS gives it 30 seconds


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
    """SCRAM with the other hash at a cluster that knows one."""
    with pytest.raises(KafkaSetupError, match="authentication failed"):
        await check_topics(secure.settings(tmp_path, kafka_sasl_mechanism="SCRAM-SHA-256"))


async def test_every_role_works_with_tls(secure: SecureCluster, tmp_path: Path) -> None:
    """Published, classified, tracked and delivered, each role signing in by another way."""
    async with receiver() as desk, AsyncExitStack() as stack:
        scram, plain, certificate = _stack(secure, tmp_path, desk.url)
        await init_topics(scram)
        articles = tmp_path / "articles.jsonl"
        lines = (value for _, value in synthetic.encoded(8))
        await asyncio.to_thread(articles.write_bytes, b"\n".join(lines) + b"\n")
        said = [await run(certificate, "publish", str(articles))]
        ways = {"classify": certificate, "track": scram, "notify": plain}
        roles = [
            await stack.enter_async_context(WorkerProcess(settings, "run", role))
            for role, settings in ways.items()
        ]
        await eventually(lambda: desk.requests, 60, "an alert is delivered")
        said += [role.log.encode() for role in roles]
    assert b"published 8" in said[0]
    assert _PASSWORD.encode() not in b"".join(said)


@pytest.mark.parametrize("command", [("run", "track"), ("run", "notify")])
async def test_a_role_that_is_not_let_in_ends_with_one_line(
    secure: SecureCluster, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """A wrong password and a wrong authority: each with its setting, without trace or secret."""
    alerts = alerts_file(tmp_path, [])
    other = self_signed(tmp_path / "other").certificate
    wrong = secure.settings(tmp_path, kafka_sasl_password="canary-wrong", alerts=alerts)
    strange = secure.settings(tmp_path, kafka_ssl_cafile=other, alerts=alerts)
    said = [(await run(each, *command)).decode() for each in (wrong, strange)]
    assert "authentication failed; see WIREWATCH_KAFKA_SASL_" in said[0]
    assert "TLS: self-signed certificate; see WIREWATCH_KAFKA_SSL_" in said[1]
    assert "canary" not in "".join(said)
    assert "Traceback" not in "".join(said)


async def test_a_cluster_of_another_authority_is_a_tls_error(
    secure: SecureCluster, tmp_path: Path
) -> None:
    """OpenSSL's own reason reaches the reader."""
    other = self_signed(tmp_path / "other")

    with pytest.raises(KafkaSetupError, match=r"TLS: self-signed certificate; .*KAFKA_SSL"):
        await check_topics(secure.settings(tmp_path, kafka_ssl_cafile=other.certificate))


async def test_a_user_without_rights_is_told_what_it_may_not_do(
    secure: SecureCluster, tmp_path: Path
) -> None:
    """Authorisation is named as the cause, with the Kafka topics."""
    settings = secure.settings(tmp_path, kafka_sasl_username="guest")

    with pytest.raises(KafkaSetupError, match=r"not authorised to create .*-articles"):
        await init_topics(settings)


def _stack(secure: SecureCluster, tmp_path: Path, url: str) -> list[Settings]:
    """Settings of one stack, by SCRAM, by PLAIN and by certificate."""
    whole = secure.settings(
        tmp_path,
        kafka_partitions=1,
        topics=synthetic.write_topics(tmp_path),
        alerts=alerts_file(tmp_path, [{"name": "desk", "webhook": {"url": url}}]),
        kafka_sasl_mechanism="SCRAM-SHA-512",
    )
    certificate = {
        "kafka": secure.mutual,
        "kafka_security_protocol": "SSL",
        "kafka_ssl_certfile": secure.certificate.certificate,
        "kafka_ssl_keyfile": secure.certificate.key,
    }
    return [
        whole,
        whole.model_copy(update={"kafka_sasl_mechanism": "PLAIN"}),
        whole.model_copy(update=certificate),
    ]


def _secure_properties(
    broker: JavaBroker, secure: str, mutual: str, certificate: Certificate
) -> dict[str, str]:
    store = certificate.key.with_name("store.pem")
    store.write_text(certificate.key.read_text() + certificate.certificate.read_text())
    open_to_all = {
        "PLAINTEXT": broker.bootstrap,
        "SECURE": secure,
        "MUTUAL": mutual,
    }
    advertised = ",".join(f"{name}://{address}" for name, address in open_to_all.items())
    login = "org.apache.kafka.common.security.{}LoginModule required"
    users = f'user_owner="{_PASSWORD}" user_guest="{_PASSWORD}"'
    return {
        "listeners": f"{advertised},CONTROLLER://127.0.0.1:{broker.controller_port}",
        "advertised.listeners": advertised,
        "listener.security.protocol.map": (
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,MUTUAL:SSL"
        ),
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
        "listener.name.secure.plain.sasl.jaas.config": f"{login.format('plain.Plain')} {users};",
        "listener.name.secure.scram-sha-512.sasl.jaas.config": f"{login.format('scram.Scram')};",
        "listener.name.mutual.ssl.client.auth": "required",
        "listener.name.mutual.ssl.truststore.type": "PEM",
        "listener.name.mutual.ssl.truststore.location": str(certificate.certificate),
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(store),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        # The broker itself speaks to its controller without signing in.
        "super.users": "User:owner;User:ANONYMOUS;User:CN=127.0.0.1",
    }
