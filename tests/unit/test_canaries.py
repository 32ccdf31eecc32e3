"""Every secret has a canary, and no mistake in a file shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.settings import Settings
from tests.canaries import Canaries, alerts_file, invoke, secret_options, secret_settings
from tests.certificates import self_signed

if TYPE_CHECKING:
    from pathlib import Path


def test_every_secret_has_a_canary() -> None:
    """A new one, in the settings or of a receiver, has to be planted too."""
    canaries = Canaries()
    canaries.settings("http://h")
    canaries.receivers("http://h", 1)
    assert set(canaries.words) == (secret_settings() | secret_options()) - {"database_url"}


async def test_no_secret_of_the_wrong_type_is_shown_by_a_mistake(tmp_path: Path) -> None:
    """One that is no text, no address or no key: the error names the field alone."""
    canaries = Canaries()
    path = alerts_file(tmp_path, canaries.misplaced())
    said = await invoke(Settings(state_dir=tmp_path), "alerts", "check", "--alerts", str(path))
    assert said.count(b"receivers") > len(secret_options())
    assert canaries.shown_in(said) == set()


async def test_no_key_of_a_client_is_shown(tmp_path: Path) -> None:
    """A key file that is none, and the password of one that does not fit."""
    canaries = Canaries()
    made = self_signed(tmp_path, "another-word")
    broken = tmp_path / "broken.pem"
    word = canaries.of("key file")
    broken.write_text(f"-----BEGIN PRIVATE KEY-----\n{word}\n-----END PRIVATE KEY-----\n", "utf-8")
    said = []
    for key in (broken, made.key):
        settings = Settings.model_validate(
            {
                "kafka": "127.0.0.1:1",
                "kafka_security_protocol": "SSL",
                "kafka_ssl_certfile": made.certificate,
                "kafka_ssl_keyfile": key,
                "kafka_ssl_password": canaries.of("kafka_ssl_password"),
                "state_dir": tmp_path,
            }
        )
        said.append(await invoke(settings, "kafka", "init"))
    assert all(b"WIREWATCH_KAFKA_SSL" in one for one in said), said
    assert canaries.shown_in(b"\n".join(said)) == set()
