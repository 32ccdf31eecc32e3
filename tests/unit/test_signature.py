from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr, ValidationError
from standardwebhooks import Webhook, WebhookVerificationError

from alerts.receivers.signature import signature
from alerts.receivers.webhook import WEBHOOK_KIND, WebhookOptions, headers
from streams.http import HttpClient
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK, receiver
from tests.ledger import notifications_of

_NEW = "whsec_" + base64.b64encode(bytes(range(32))).decode()
_OLD = "whsec_" + base64.b64encode(bytes(range(32, 64))).decode()


def test_the_published_vector_is_met() -> None:
    """The one example of the specification's own library."""
    secret = SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    made = signature(
        [secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
    )

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("known", [_NEW, _OLD])
async def test_the_official_verifier_takes_each_delivery(known: str) -> None:
    """While secrets are changed, a receiver may know the new one or still the old one."""
    options = WebhookOptions(url=SecretStr("http://a"), secrets=(SecretStr(_NEW), SecretStr(_OLD)))
    async with receiver() as desk, HttpClient(LOOPBACK) as http:
        at = options.model_copy(update={"url": SecretStr(desk.url)})
        one = WEBHOOK_KIND.build("desk", at, http)
        for number in range(1, 4):
            (notification,) = notifications_of(a_development(number), [one])
            await one.send(notification, datetime.now(UTC))

    verifier = Webhook(known)
    for request in desk.requests:
        verifier.verify(request.body, dict(request.headers))
        with pytest.raises(WebhookVerificationError):
            verifier.verify(request.body.replace(b"12", b"13"), dict(request.headers))
        with pytest.raises(WebhookVerificationError):
            verifier.verify(request.body, dict(request.headers) | {"webhook-id": "another"})


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "no base64!", "x" * 200])
def test_a_secret_that_is_none_is_refused(secret: str) -> None:
    """Without showing it."""
    with pytest.raises(ValidationError, match="24 to 64 random bytes"):
        WebhookOptions.model_validate({"url": "http://a", "secrets": [secret]})


def test_secrets_of_a_file_stand_one_a_line() -> None:
    """The newest first."""
    options = WebhookOptions.model_validate({"url": "http://a", "secrets": f"{_NEW}\n{_OLD}\n"})

    assert options.secrets == (SecretStr(_NEW), SecretStr(_OLD))


def test_without_secrets_nothing_is_signed() -> None:
    """A receiver that checks then refuses, instead of believing an empty signature."""
    http = HttpClient(LOOPBACK)
    one = WEBHOOK_KIND.build("desk", WebhookOptions(url=SecretStr("http://a")), http)
    (notification,) = notifications_of(a_development(), [one])

    assert "webhook-signature" not in headers(notification, NOON)
