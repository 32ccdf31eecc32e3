"""What `wirewatch alerts check` warns of: receivers and routes that nothing could come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from typer.testing import CliRunner

from wirewatch.cli import app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Check = Callable[[str], tuple[int, str]]

_URLS: Final = {
    "lan": "https://192.168.1.9/in",
    "here": "https://localhost/in",
    "plain": "http://93.184.215.14/in",
    "six": "http://[fd00::7]:8080/in",
    "name": "http://desk.example/in",
}
_NETWORK: Final = "leads into a private network, which WIREWATCH_ALLOWED_NETWORKS has to hold"


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Checks a file of alerts; exit code and output."""
    for name, url in _URLS.items():
        (tmp_path / name).write_text(url, "utf-8")
    (tmp_path / "topics.yaml").write_text("- {id: a, name: A, terms: {en: [lava]}}\n", "utf-8")
    monkeypatch.setenv("WIREWATCH_ALERTS", str(tmp_path / "alerts.yaml"))
    monkeypatch.setenv("WIREWATCH_TOPICS", str(tmp_path / "topics.yaml"))

    def check(text: str) -> tuple[int, str]:
        (tmp_path / "alerts.yaml").write_text(text, "utf-8")
        done = CliRunner().invoke(app, ["alerts", "check"])
        return done.exit_code, done.output

    return check


@pytest.mark.parametrize(
    ("receiver", "said"),
    [
        ("webhook: {url_file: lan}", f"webhook.url_file: {_NETWORK}"),
        ("slack: {url_file: here}", f"slack.url_file: {_NETWORK}"),
        ("webhook: {url_file: six}", f"webhook.url_file: {_NETWORK}"),
        ("email: {host: 10.0.0.7, sender: a@b.example, to: [c@d.example]}", f"host: {_NETWORK}"),
        ("webhook: {url_file: plain}", "is not encrypted, which needs WIREWATCH_ALLOW_HTTP"),
    ],
)
def test_a_receiver_that_nothing_could_be_delivered_to_is_warned_of(
    check: Check, receiver: str, said: str
) -> None:
    """With the setting that allows it; an address may be a secret and is not shown."""
    code, output = check(f"receivers: [{{name: a, {receiver}}}]")

    assert code == 1
    assert "warning: receivers.0." in output
    assert said in output
    assert not any(each in output for each in ("192.168", "93.184", "fd00"))


def test_a_name_is_judged_when_something_is_delivered(check: Check) -> None:
    """A check asks no resolver."""
    assert check("receivers: [{name: a, webhook: {url_file: name}}]")[0] == 0


def test_a_receiver_in_an_allowed_network_is_fine(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with plain http."""
    monkeypatch.setenv("WIREWATCH_ALLOWED_NETWORKS", "fd00::/8")
    assert check("receivers: [{name: a, webhook: {url_file: six}}]")[0] == 0


@pytest.mark.parametrize(
    ("matcher", "said"),
    [('language="german"', "'german' is none; did you mean de?"), ("language=en_GB", "en-GB?")],
)
def test_a_route_for_what_is_no_language_is_warned_of(
    check: Check, matcher: str, said: str
) -> None:
    """Languages are known by their codes."""
    routes = f"{{receiver: nobody, routes: [{{matchers: ['{matcher}']}}]}}"
    code, output = check(f"route: {routes}")

    assert code == 1
    assert "warning: route.routes.0.matchers: " in output
    assert said in output


@pytest.mark.parametrize("matcher", ["language=zh-Hant", 'language=""', 'language=~"ger.*"'])
def test_a_code_no_language_and_an_expression_are_fine(check: Check, matcher: str) -> None:
    """The empty text is the language of an article that has none; expressions are not judged."""
    assert check(f"route: {{receiver: nobody, routes: [{{matchers: ['{matcher}']}}]}}")[0] == 0
