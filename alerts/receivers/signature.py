"""Signatures of Standard Webhooks 1.0.0: who holds the secret knows that a body is ours."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, SecretStr

from alerts.receivers.options import one_a_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX: Final = "whsec_"
_LENGTHS: Final = range(24, 65)


def _checked(secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for secret in secrets:
        if len(_key(secret)) not in _LENGTHS:
            raise ValueError("must be whsec_ and base64 of 24 to 64 random bytes")
    return secrets


#: The newest first; the others are for as long as the receiver still knows an older one.
SigningSecrets = Annotated[
    tuple[SecretStr, ...], BeforeValidator(one_a_line), AfterValidator(_checked)
]


def signature(secrets: Iterable[SecretStr], webhook_id: str, timestamp: str, body: bytes) -> str:
    """One signature for each secret, separated by spaces, over the very bytes of the body."""
    signed = b".".join((webhook_id.encode(), timestamp.encode(), body))
    return " ".join(_signature(_key(secret), signed) for secret in secrets)


def _signature(key: bytes, signed: bytes) -> str:
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode("ascii")


def _key(secret: SecretStr) -> bytes:
    value: Any = secret.get_secret_value().removeprefix(_PREFIX)
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
