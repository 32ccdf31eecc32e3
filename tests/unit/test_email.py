from __future__ import annotations

import email
import email.policy
from ssl import Purpose, SSLContext, create_default_context
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import AuthResult
from pydantic import ValidationError

from alerts.receivers.outcome import OutcomeReason
from streams.guard import Guard
from tests.certificates import Certificate, self_signed
from tests.mail_server import Inbox, mail_options, mail_server, send

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP


async def test_an_alert_is_one_message() -> None:
    """The subject says what is new; its id is the same at every attempt."""
    inbox = Inbox()
    async with mail_server(inbox) as port:
        attempts = [await send(mail_options(port)) for _ in range(2)]

    assert {one.outcome.reason for one in attempts} == {OutcomeReason.DELIVERED}
    assert inbox.bodies[0] == inbox.bodies[1]
    assert inbox.to[0] == ["a@desk.example", "b@desk.example"]
    message = email.message_from_bytes(inbox.bodies[0], policy=email.policy.SMTP)
    assert message["Subject"] == (
        "[North Korean troops] figure/changed: 12,000 troops had been sent."
    )
    assert message["Message-ID"].endswith("@desk.example>")
    content = message.get_body()
    assert content is not None
    assert "was: About 11,000 troops are there. — Daily Example" in content.get_content()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("451 try later", OutcomeReason.UNAVAILABLE),
        ("552 too large", OutcomeReason.REFUSED),
    ],
)
async def test_the_servers_code_decides(answer: str, reason: OutcomeReason) -> None:
    """4xx is for now, 5xx for ever."""
    async with mail_server(Inbox(answer)) as port:
        attempt = await send(mail_options(port))

    assert attempt.outcome.reason is reason
    assert (attempt.status, attempt.reply) == (int(answer[:3]), answer[4:])


async def test_a_server_without_starttls_gets_nothing() -> None:
    """Neither a password nor an alert goes out in the clear by surprise."""
    inbox = Inbox()
    async with mail_server(inbox) as port:
        attempt = await send(mail_options(port, tls="starttls"))

    assert attempt.outcome.reason is not OutcomeReason.DELIVERED
    assert inbox.bodies == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_password_is_in_no_reply() -> None:
    """Should a server repeat it."""

    def authenticate(_server: SMTP, *_rest: Any) -> AuthResult:
        return AuthResult(
            success=False, handled=False, message="535 canary-word Y2FuYXJ5LXdvcmQ= is wrong"
        )

    options: dict[str, Any] = {
        "authenticator": authenticate,
        "auth_require_tls": False,
        "auth_required": True,
    }
    async with mail_server(Inbox(), **options) as port:
        attempt = await send(mail_options(port, username="u", password="canary-word"))

    assert attempt.outcome.reason is OutcomeReason.REFUSED
    assert "canary" not in repr(attempt)


async def test_nobody_there_is_unreachable() -> None:
    """And tried again."""
    async with mail_server(Inbox()) as port:
        pass
    assert (await send(mail_options(port))).outcome.reason is OutcomeReason.UNREACHABLE


async def test_a_mail_server_is_guarded_as_a_web_server_is() -> None:
    """By its address, and by encryption outside of the own network."""

    async def outside(_host: str, _port: int) -> list[str]:
        return ["93.184.215.14"]

    async with mail_server(Inbox()) as port:
        private = await send(mail_options(port, tls="tls"), Guard())
        plain = await send(mail_options(port), Guard(resolve=outside))

    assert private.outcome.reason is OutcomeReason.OWN_NETWORK
    assert plain.outcome.reason is OutcomeReason.NOT_HTTPS


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c", "a@b\nBcc: c@d"])
def test_what_is_no_mailbox_is_refused(to: str) -> None:
    """A line end in it would be a header of its own."""
    with pytest.raises(ValidationError):
        mail_options(25, to=[to])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Of 127.0.0.1, signed by itself."""
    return self_signed(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> SSLContext:
    """The server's context, whose certificate this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    return _context(certificate)


def _context(certificate: Certificate) -> SSLContext:
    context = create_default_context(Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.certificate, certificate.key)
    return context


def _tls(mode: str, context: SSLContext) -> dict[str, Any]:
    """What makes the server one of `starttls` or of `tls`."""
    if mode == "tls":
        return {"tls": context}
    return {"tls_context": context, "require_starttls": True}


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("mode", ["starttls", "tls"])
async def test_mail_goes_out_encrypted(mode: str, trusted: SSLContext) -> None:
    """After STARTTLS, or from the first byte on; a password as well."""
    seen: list[bytes] = []

    def authenticate(_server: SMTP, _session: Any, _envelope: Any, _how: str, data: Any) -> Any:
        seen.append(data.password)
        return AuthResult(success=True)

    inbox = Inbox()
    options = _tls(mode, trusted) | {
        "authenticator": authenticate,
        "auth_required": True,
        "auth_require_tls": mode == "starttls",
    }
    async with mail_server(inbox, **options) as port:
        attempt = await send(mail_options(port, tls=mode, username="u", password="canary-word"))

    assert attempt.outcome.reason is OutcomeReason.DELIVERED
    assert (len(inbox.bodies), seen) == (1, [b"canary-word"])


@pytest.mark.parametrize("mode", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_gets_nothing(
    mode: str, certificate: Certificate
) -> None:
    """The alert waits, since a person can mend that."""
    inbox = Inbox()
    async with mail_server(inbox, **_tls(mode, _context(certificate))) as port:
        attempt = await send(mail_options(port, tls=mode))

    assert attempt.outcome.reason is OutcomeReason.UNREACHABLE
    assert inbox.bodies == []


@pytest.mark.parametrize("mode", ["starttls", "tls"])
async def test_a_certificate_of_another_host_gets_nothing(mode: str, trusted: SSLContext) -> None:
    """Though it is trusted: it is for the address, and the server was asked for by name."""
    inbox = Inbox()

    async def here(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    async with mail_server(inbox, **_tls(mode, trusted)) as port:
        options = mail_options(port, tls=mode, host="mail.desk.example")
        attempt = await send(options, Guard(["127.0.0.0/8"], resolve=here))

    assert attempt.outcome.reason is OutcomeReason.UNREACHABLE
    assert inbox.bodies == []
