"""Reads one entry of the list of receivers in `alerts.yaml`; what a kind can be told, it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from alerts.receivers.options import secret_fields
from alerts.receivers.registry import KINDS
from streams.errors import ConfigError
from streams.wording import did_you_mean, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from alerts.receivers.options import Options
    from alerts.receivers.receiver import Kind

_FILE: Final = "_file"


@dataclass(frozen=True)
class ReceiverConfig:
    """One receiver that is in use."""

    name: str
    kind: Kind[Any]
    options: Options


@dataclass(frozen=True)
class Idle:
    """One receiver that is not in use, and why: as shipped, the file of its secret is empty."""

    name: str
    reason: str


def read_receiver(
    path: Path, field: str, name: str, told: Mapping[str, Any]
) -> ReceiverConfig | Idle:
    """The receiver of an entry.

    Args:
        path: of `alerts.yaml`; paths in it are relative to its folder.
        field: where the entry stands, for errors.
        name: the receiver's.
        told: its options by kind, of which there has to be one.

    Raises:
        ConfigError: the first mistake. Never shows a secret.
    """
    if len(told) != 1:
        raise ConfigError(str(path), field, f"needs exactly one of {', '.join(KINDS)}")
    ((key, raw),) = told.items()
    if key not in KINDS:
        raise ConfigError(str(path), f"{field}.{key}", f"no such key{did_you_mean(key, KINDS)}")
    kind, field = KINDS[key], f"{field}.{key}"
    if not isinstance(raw, dict):
        raise ConfigError(str(path), field, "must be an object of named fields")
    values, files = _with_files(path, field, kind, raw)
    if any(not values[secret] for secret in files):
        return Idle(name, f"its {min(files)}{_FILE} is empty")
    return ReceiverConfig(name, kind, _validated(path, field, kind, values, files))


def _with_files(
    path: Path, field: str, kind: Kind[Any], raw: Mapping[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    """The options with what stands in files, and the secrets of which that is so."""
    values, files = dict(raw), set()
    for secret in sorted(secret_fields(kind.options)):
        if secret + _FILE not in values:
            continue
        if secret in values:
            raise ConfigError(str(path), field, _one_of(secret))
        file = path.parent / str(values.pop(secret + _FILE))
        values[secret] = _content(path, f"{field}.{secret}{_FILE}", file)
        files.add(secret)
    return values, files


def _content(path: Path, field: str, file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError(str(path), field, f"can't read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), field, "is not UTF-8") from None


def _validated(
    path: Path, field: str, kind: Kind[Any], values: Mapping[str, Any], files: set[str]
) -> Options:
    try:
        options: Options = kind.options.model_validate(values)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_context=False, include_input=False)
        first, *others = [_mistake(path, field, kind, files, each) for each in mistakes]
        raise ConfigError(first.source, first.field, first.reason, others) from None
    return options


def _mistake(
    path: Path, field: str, kind: Kind[Any], files: set[str], error: ErrorDetails
) -> ConfigError:
    key, *rest = [str(part) for part in error["loc"]] or [""]
    secrets = secret_fields(kind.options)
    if error["type"] == "missing" and key in secrets:
        return ConfigError(str(path), field, _one_of(key))
    parts = [field, key + _FILE if key in files else key, *rest]
    known = [*kind.options.model_fields, *(secret + _FILE for secret in secrets)]
    near = did_you_mean(key, known) if error["type"] == "extra_forbidden" else ""
    return ConfigError(str(path), ".".join(filter(None, parts)), in_words(error) + near)


def _one_of(secret: str) -> str:
    return f"needs exactly one of {secret}, {secret}{_FILE}"
