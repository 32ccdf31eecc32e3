from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from alerts.config import read_alerts
from alerts.receivers.registry import build_receivers
from alerts.retry import Decision, DecisionReason
from alerts.store.store import Store
from streams.errors import ConfigError
from streams.http import HttpClient, HttpError
from streams.logs import configure_logging
from streams.settings import Settings
from tests.builders import NOON, a_development
from tests.http_receiver import LOOPBACK, Answer, receiver
from tests.ledger import fill, notifications_of, record

if TYPE_CHECKING:
    from pathlib import Path

_CANARY = "canary-5f2c9e"
_PATH = f"/services/T1/{_CANARY}?key={_CANARY}"


@pytest.mark.parametrize("kind", ["slack", "webhook"])
@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(0),
        Answer(301, f"moved to {_PATH}", {"location": _PATH}),
        Answer(404, f"Cannot POST {_PATH}"),
        Answer(503, f"{_CANARY} is busy", {"retry-after": _CANARY}),
        Answer(delay=60),
    ],
    ids=["ok", "hang-up", "redirect", "echo", "busy", "timeout"],
)
async def test_an_address_is_nowhere_but_in_its_request(
    kind: str, answer: Answer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a log record of any level, a repr, or a column of the ledger."""
    caplog.set_level(logging.DEBUG)
    async with (
        receiver(answer, path=_PATH) as desk,
        HttpClient(LOOPBACK, total_seconds=0.5) as http,
    ):
        config = tmp_path / "alerts.yaml"
        config.write_text(f"receivers: [{{name: desk, {kind}: {{url: '{desk.url}'}}}}]", "utf-8")
        configs = read_alerts(config).receivers
        (one,) = build_receivers(configs, http)
        (notification,) = notifications_of(a_development(), [one])
        attempt = await one.send(notification, NOON)
        assert desk.requests[0].path == _PATH

    store = Store.open(Settings(state_dir=tmp_path))
    store.transact(fill, [notification], NOON)
    decision = Decision(DecisionReason.REFUSED)
    store.transact(record, notification.id, attempt, decision, NOON)
    store.close()

    ledger = _bytes_of(tmp_path)
    assert notification.id.encode() in ledger
    assert _CANARY.encode() not in ledger
    shown = [*map(str, caplog.records), caplog.text, repr((configs, one, vars(one), attempt))]
    assert not any(_CANARY in text for text in shown)


@pytest.mark.parametrize(
    ("kind", "options", "echo"),
    [
        ("webhook", f"headers: ['Authorization: Bearer {_CANARY}']", f"no such key: {_CANARY}"),
        ("slack_bot", f"token: {_CANARY}, channel: C1", f"Bearer {_CANARY} is revoked"),
        ("pagerduty", f"routing_key: {_CANARY}", f'{{"routing_key": "{_CANARY}"}}'),
    ],
)
async def test_a_key_that_a_server_repeats_is_not_kept(
    kind: str, options: str, echo: str, tmp_path: Path
) -> None:
    """Whether it went out in a header or in the body."""
    async with receiver(Answer(403, echo)) as desk, HttpClient(LOOPBACK) as http:
        config = tmp_path / "alerts.yaml"
        address = f"{'url' if kind == 'webhook' else 'api_url'}: '{desk.url}'"
        text = f"receivers: [{{name: desk, {kind}: {{{address}, {options}}}}}]"
        config.write_text(text, "utf-8")
        (one,) = build_receivers(read_alerts(config).receivers, http)
        (notification,) = notifications_of(a_development(), [one])
        attempt = await one.send(notification, NOON)
    request = desk.requests[0]
    assert _CANARY in f"{request.headers} {request.body!r}"
    assert _CANARY not in attempt.reply
    assert "…" in attempt.reply


@pytest.mark.parametrize(
    "url", [f"http://127.0.0.1:1{_PATH}", f"http://{_CANARY}:{_CANARY}@127.0.0.1:1/", _CANARY]
)
async def test_an_error_does_not_lead_to_the_address(url: str) -> None:
    """Neither by its text nor by an error that it hides."""
    async with HttpClient(LOOPBACK) as http:
        with pytest.raises(HttpError) as caught:
            await http.post(url, b"", {})

    assert _CANARY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_logged_error_shows_no_variables(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback stands in the log, without the values of variables, which may be secrets."""
    configure_logging(Settings.model_validate({"log_format": log_format}))

    def fail(url: str) -> None:
        raise RuntimeError("as if a library had failed")

    try:
        fail(_CANARY)
    except RuntimeError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved")

    shown = capsys.readouterr().err
    assert "in fail" in shown
    assert "Task exception was never retrieved" in shown
    assert "as if a library had failed" in shown
    assert _CANARY not in shown


def test_a_settings_secret_is_not_in_a_database_error(tmp_path: Path) -> None:
    """A url that is refused is not shown."""
    settings = Settings(state_dir=tmp_path, database_url=SecretStr(f"nodb://u:{_CANARY}@h/d"))

    with pytest.raises(ConfigError) as caught:
        Store.open(settings)

    assert _CANARY not in "".join(traceback.format_exception(caught.value))


def _bytes_of(folder: Path) -> bytes:
    """What is on disk of a ledger, its journal included."""
    return b"".join(path.read_bytes() for path in folder.glob("ledger*"))
