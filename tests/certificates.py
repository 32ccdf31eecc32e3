"""Throw-away certificates for tests of TLS, made by the `openssl` command."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Certificate(NamedTuple):
    """A self-signed certificate for 127.0.0.1, which is its own authority, and its key (PEM)."""

    certificate: Path
    key: Path


def self_signed(folder: Path, password: str = "") -> Certificate:
    """Makes one in `folder`; with a password the key is encrypted."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-addext", "keyUsage=digitalSignature,keyCertSign"),
            *("-keyout", str(made.key), "-out", str(made.certificate)),
            *(("-passout", f"pass:{password}") if password else ("-nodes",)),
        ],
        check=True,
        capture_output=True,
    )
    return made
