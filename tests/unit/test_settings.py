from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from streams.errors import ConfigError
from streams.settings import Settings, read_settings
from tests.worker_process import settings_env

_SECRET_SETTINGS = sorted(
    name for name, field in Settings.model_fields.items() if field.annotation is SecretStr
)


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing has to be set to start."""
    assert read_settings({}) == Settings()


def test_variables_become_typed_settings() -> None:
    """Numbers, switches and paths come out as such; variables of others are left alone."""
    settings = read_settings(
        {
            "WIREWATCH_KAFKA": "one:9092, two:9092",
            "WIREWATCH_KAFKA_PARTITIONS": "12",
            "WIREWATCH_KAFKA_IDEMPOTENCE": "false",
            "WIREWATCH_STATE_DIR": "/srv/wirewatch",
            "KAFKA_PARTITIONS": "99",
        }
    )

    assert settings.bootstrap_servers == ["one:9092", "two:9092"]
    assert settings.kafka_partitions == 12
    assert settings.kafka_idempotence is False
    assert settings.state_dir == Path("/srv/wirewatch")


def test_overrides_win_over_the_environment() -> None:
    """A command's option counts more than the variable of the same setting."""
    assert read_settings({"WIREWATCH_KAFKA": "a:1"}, kafka="b:2").kafka == "b:2"


def test_an_unknown_variable_is_refused_with_the_nearest_known_one() -> None:
    """A slip of the pen does not silently leave a setting at its default."""
    with pytest.raises(ConfigError, match=r"PARTITONS: .*did you mean WIREWATCH_KAFKA_PARTITIONS"):
        read_settings({"WIREWATCH_KAFKA_PARTITONS": "12"})


def test_variables_of_the_tests_are_not_settings() -> None:
    """`WIREWATCH_TEST_…` steers the tests and is passed over."""
    assert read_settings({"WIREWATCH_TEST_KAFKA": "somewhere:9092"}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WIREWATCH_KAFKA_PARTITIONS", "canary"),
        ("WIREWATCH_KAFKA_PARTITIONS", "0"),
        ("WIREWATCH_KAFKA_SECURITY_PROTOCOL", "canary"),
        ("WIREWATCH_KAFKA_TOPIC_PREFIX", "canary/"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_not_shown(variable: str, value: str) -> None:
    """The value may be a secret that stands in the wrong variable."""
    with pytest.raises(ConfigError) as caught:
        read_settings({variable: value})

    assert caught.value.source == variable
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("name", _SECRET_SETTINGS)
def test_a_secret_can_come_from_a_file(name: str, tmp_path: Path) -> None:
    """`…_FILE` names a file as container secrets are mounted; a last line break is not part."""
    secret = tmp_path / "secret"
    secret.write_text("canary\n")

    settings = read_settings({f"WIREWATCH_{name.upper()}_FILE": str(secret)})

    assert getattr(settings, name).get_secret_value() == "canary"


def test_a_secret_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    """The variable and the path are named."""
    missing = tmp_path / "none"

    with pytest.raises(ConfigError, match=f"PASSWORD_FILE: can't read {missing}"):
        read_settings({"WIREWATCH_KAFKA_SASL_PASSWORD_FILE": str(missing)})


def test_a_secret_file_of_another_encoding_is_named_and_not_shown(tmp_path: Path) -> None:
    """Nothing of what stands in it, which is most of a secret."""
    secret = tmp_path / "latin"
    secret.write_bytes("canär-y".encode("latin-1"))

    with pytest.raises(ConfigError, match=f"PASSWORD_FILE: can't read {secret}: it is") as caught:
        read_settings({"WIREWATCH_KAFKA_SASL_PASSWORD_FILE": str(secret)})

    assert str(caught.value).endswith("it is no UTF-8 text")


@pytest.mark.parametrize("name", _SECRET_SETTINGS)
def test_no_secret_shows_in_text_or_json(name: str) -> None:
    """Settings can be logged."""
    settings = read_settings({f"WIREWATCH_{name.upper()}": "canary"})

    assert "canary" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_every_password_and_address_with_credentials_is_a_secret() -> None:
    """A new setting that holds credentials has to be one of the hidden kind."""
    telling = ("password", "secret", "token", "_key", "_url")
    named = {name for name in Settings.model_fields if any(word in name for word in telling)}
    named.discard("kafka_ssl_keyfile")  # a path

    assert named == set(_SECRET_SETTINGS)


def test_settings_survive_the_way_through_a_process_environment() -> None:
    """What `settings_env` writes for a process is read back as the same settings."""
    settings = Settings(kafka="x:1", kafka_idempotence=False, kafka_sasl_password="canary")

    assert read_settings(settings_env(settings)) == settings
