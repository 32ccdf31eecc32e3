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
from typing import TYPE_CHECKING, Annotated, Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from alerts.receivers.console import CONSOLE
from alerts.receivers.entry import read_receiver
from streams.errors import ConfigError
from streams.wording import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from alerts.receivers.entry import ReceiverConfig

# YAML's errors quote tags and anchors; a character or two are no secret.
_QUOTED: Final = re.compile("'[^']{3,}'")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Receiver(BaseModel):
    # The other key names its kind.
    model_config = ConfigDict(frozen=True, extra="allow")

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=100)]


class _AlertsFile(_Strict):
    receivers: list[_Receiver] = []


def read_alerts(path: Path) -> list[ReceiverConfig]:
    """The receivers in use; one whose secret's file is empty is not, and is named in the log.

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
    found = (
        read_receiver(path, f"receivers.{index}", entry.name, entry.model_extra or {})
        for index, entry in enumerate(parsed.receivers)
    )
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
