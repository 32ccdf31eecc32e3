"""Reads `alerts.yaml`: the receivers of alerts.

::

    receivers:
      - name: desk
        slack: {url_file: ../secrets/slack_url}
      - name: archive
        webhook: {url: "http://archive.example:8080/wirewatch"}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import structlog
import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from alerts.receivers.console import CONSOLE
from streams.errors import ConfigError
from streams.http import HttpError, vetted
from streams.wording import in_words

log: Final = structlog.get_logger(__name__)

KindName = Literal["slack", "webhook"]
_KINDS: Final[tuple[KindName, ...]] = ("slack", "webhook")
# YAML's errors quote tags and anchors; a character or two are no secret.
_QUOTED: Final = re.compile("'[^']{3,}'")


@dataclass(frozen=True)
class ReceiverConfig:
    """One receiver that is in use."""

    name: str
    kind: KindName
    url: SecretStr


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Address(_Strict):
    url: SecretStr | None = None
    url_file: Path | None = None


class _Receiver(_Strict):
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=100)]
    slack: _Address | None = None
    webhook: _Address | None = None


class _AlertsFile(_Strict):
    receivers: list[_Receiver] = []


def read_alerts(path: Path) -> list[ReceiverConfig]:
    """The receivers in use; one whose `url_file` is empty is not, and is named in the log.

    Raises:
        ConfigError: the first mistake, by file, field and reason. Never shows an address.
    """
    data = _parse(path)
    try:
        parsed = _AlertsFile.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ConfigError(str(path), field, in_words(first)) from None
    _check_names(path, parsed.receivers)
    found = (_receiver(path, index, entry) for index, entry in enumerate(parsed.receivers))
    return [receiver for receiver in found if receiver is not None]


def _parse(path: Path) -> Any:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(str(path), "", f"can't read it: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "", "is not UTF-8") from None
    except yaml.YAMLError as error:
        raise ConfigError(str(path), "", _yaml_fault(error)) from None
    return {} if data is None else data


def _yaml_fault(error: yaml.YAMLError) -> str:
    """Without the line's text, which may hold an address."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        problem = _QUOTED.sub("'…'", error.problem or "")
        return f"is not YAML: line {error.problem_mark.line + 1}: {problem}"
    return "is not YAML"


def _check_names(path: Path, receivers: list[_Receiver]) -> None:
    seen = {CONSOLE: "is the name of alerts that are printed"}
    for index, entry in enumerate(receivers):
        field = f"receivers.{index}.name"
        if entry.name in seen:
            raise ConfigError(str(path), field, f"'{entry.name}' {seen[entry.name]}")
        seen[entry.name] = "is the name of another receiver"


def _receiver(path: Path, index: int, entry: _Receiver) -> ReceiverConfig | None:
    field = f"receivers.{index}"
    kinds = [kind for kind in _KINDS if getattr(entry, kind) is not None]
    if len(kinds) != 1:
        raise ConfigError(str(path), field, f"needs exactly one of {', '.join(_KINDS)}")
    (kind,) = kinds
    url = _url(path, f"{field}.{kind}", getattr(entry, kind))
    if url is None:
        log.warning("receiver_not_in_use", receiver=entry.name, reason="its url_file is empty")
        return None
    return ReceiverConfig(entry.name, kind, url)


def _url(path: Path, field: str, address: _Address) -> SecretStr | None:
    if (address.url is None) == (address.url_file is None):
        raise ConfigError(str(path), field, "needs exactly one of url, url_file")
    if address.url is not None:
        return _checked(path, f"{field}.url", address.url.get_secret_value())
    text = _secret_file(path, f"{field}.url_file", address.url_file or Path())
    return _checked(path, f"{field}.url_file", text) if text else None


def _secret_file(path: Path, field: str, url_file: Path) -> str:
    try:
        return (path.parent / url_file).read_text("utf-8").strip()
    except OSError as error:
        reason = f"can't read {path.parent / url_file}: {error.strerror}"
        raise ConfigError(str(path), field, reason) from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), field, "is not UTF-8") from None


def _checked(path: Path, field: str, url: str) -> SecretStr:
    try:
        vetted(url)
    except HttpError:
        raise ConfigError(str(path), field, "is no http or https address") from None
    return SecretStr(url)
