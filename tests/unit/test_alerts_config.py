from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog
from pydantic import SecretStr

from alerts.config import read_alerts
from alerts.receivers.options import Addressed
from streams.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

_CANARY = "canary-token"


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "alerts.yaml"
    path.write_text(text, "utf-8")
    return path


def _at(url: str) -> Addressed:
    return Addressed(url=SecretStr(url))


def test_receivers_are_read_with_their_kind_and_address(tmp_path: Path) -> None:
    """An address stands in the file, or in a file of its own beside it."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "slack_url").write_text("https://hooks.example/T1\n", "utf-8")
    path = _file(
        tmp_path,
        """
        receivers:
          - {name: desk, slack: {url_file: secrets/slack_url}}
          - {name: archive, webhook: {url: "http://archive.example:8080/in"}}
        """,
    )

    found = [(one.name, one.kind.name, one.options) for one in read_alerts(path)]

    assert found == [
        ("desk", "slack", _at("https://hooks.example/T1")),
        ("archive", "webhook", _at("http://archive.example:8080/in")),
    ]


@pytest.mark.parametrize("text", ["", "receivers: []", "# later\n"])
def test_no_receiver_is_fine(tmp_path: Path, text: str) -> None:
    """Alerts are printed then."""
    assert read_alerts(_file(tmp_path, text)) == []


def test_an_empty_secret_file_means_not_in_use(tmp_path: Path) -> None:
    """A shipped, empty secret is no mistake; the log names the receiver, once."""
    (tmp_path / "slack_url").write_text("\n", "utf-8")
    path = _file(tmp_path, "receivers: [{name: desk, slack: {url_file: slack_url}}]")

    with structlog.testing.capture_logs() as records:
        assert read_alerts(path) == []

    assert [(one["event"], one["receiver"]) for one in records] == [("receiver_not_in_use", "desk")]


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("receivers: [", "", "is not YAML: line 1"),
        ("[1, 2]", "", "object of named fields"),
        ("receiver: []", "receiver", "no such key"),
        ("receivers: {a: 1}", "receivers", "must be a list"),
        ("receivers: [{slack: {url: 'http://a/b'}}]", "receivers.0.name", "is missing"),
        ("receivers: [{name: 'a b', slack: {url: 'http://a'}}]", "receivers.0.name", "pattern"),
        ("receivers: [{name: console, slack: {url: 'http://a'}}]", "receivers.0.name", "printed"),
        ("receivers: [{name: desk}]", "receivers.0", "exactly one of slack, webhook"),
        (
            "receivers: [{name: a, slack: {url: 'http://a'}, webhook: {url: 'http://a'}}]",
            "receivers.0",
            "exactly one of slack, webhook",
        ),
        (
            "receivers: [{name: a, slack: {url: 'http://a'}}, {name: a, slack: {url: 'http://b'}}]",
            "receivers.1.name",
            "'a' is the name of another receiver",
        ),
        ("receivers: [{name: a, pager: {url: 'http://a'}}]", "receivers.0.pager", "no such key"),
        ("receivers: [{name: a, slack: {}}]", "receivers.0.slack", "exactly one of url, url_file"),
        (
            "receivers: [{name: a, slack: {url: 'http://a', url_file: b}}]",
            "receivers.0.slack",
            "exactly one of url, url_file",
        ),
        (
            f"receivers: [{{name: a, slack: {{url: {_CANARY}}}}}]",
            "receivers.0.slack.url",
            "address",
        ),
        ("receivers: [{name: a, slack: {url: ''}}]", "receivers.0.slack.url", "address"),
        (
            f"receivers: [{{name: a, slack: {{url: [{_CANARY}]}}}}]",
            "receivers.0.slack.url",
            "must be text",
        ),
        (
            "receivers: [{name: a, slack: {url_file: missing}}]",
            "receivers.0.slack.url_file",
            "No such file",
        ),
        (f"receivers:\n\t- '{_CANARY}", "", "is not YAML: line 2"),
        (f"!!python/object:{_CANARY} {{}}", "", "is not YAML: line 1"),
    ],
)
def test_each_mistake_names_file_field_and_reason(
    tmp_path: Path, text: str, field: str, reason: str
) -> None:
    """A person finds the mistake by the error alone, and finds no address in it."""
    path = _file(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        read_alerts(path)

    assert (caught.value.source, caught.value.field) == (str(path), field)
    assert reason in caught.value.reason
    assert _CANARY not in caught.value.reason


def test_a_missing_file_is_a_mistake(tmp_path: Path) -> None:
    """A path that leads nowhere is more likely wrong than meant."""
    with pytest.raises(ConfigError, match="No such file"):
        read_alerts(tmp_path / "alerts.yaml")


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    """Neither the file nor a secret file may be anything but UTF-8."""
    path = tmp_path / "alerts.yaml"
    path.write_bytes(b"receivers: [{name: a, slack: {url_file: alerts.yaml}}] # \xff")

    with pytest.raises(ConfigError, match="is not UTF-8"):
        read_alerts(path)


def test_an_address_is_not_shown_with_its_receiver(tmp_path: Path) -> None:
    """Whoever logs a configuration logs no secret."""
    path = _file(tmp_path, f"receivers: [{{name: a, slack: {{url: 'http://a/{_CANARY}'}}}}]")

    assert _CANARY not in repr(read_alerts(path))
