"""`wirewatch alerts list|show|redeliver|switch-on|test`, on a real ledger and a real receiver."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from alerts.config import read_alerts
from alerts.counter import Counter
from alerts.delivery import Courier
from alerts.receivers.registry import build_receivers
from alerts.store.ledger import entries
from alerts.store.store import Store
from streams.http import HttpClient
from streams.settings import Settings
from tests.builders import a_development, a_reference
from tests.http_receiver import LOOPBACK, Answer, HttpReceiver, receiver
from tests.ledger import Desk, fill, notifications_of
from wirewatch.alerts_cli import alerts_app

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from typer.testing import Result

    from alerts.group import Group
    from tests.timeline import Make


async def _run(monkeypatch: pytest.MonkeyPatch, folder: Path, *args: str) -> Result:
    monkeypatch.setenv("WIREWATCH_STATE_DIR", str(folder))
    monkeypatch.setenv("WIREWATCH_ALERTS", str(folder / "alerts.yaml"))
    monkeypatch.setenv("WIREWATCH_ALLOWED_NETWORKS", "127.0.0.0/8")
    return await asyncio.to_thread(lambda: CliRunner().invoke(alerts_app, args))


def _configure(folder: Path, desk: HttpReceiver) -> None:
    text = f"receivers: [{{name: desk, webhook: {{url: '{desk.url}'}}}}]"
    (folder / "alerts.yaml").write_text(text, "utf-8")


async def _deliver(folder: Path, requests: int, desk: HttpReceiver) -> None:
    """What waits, until so many requests have come and their answers are kept."""
    store = Store.open(Settings(state_dir=folder))
    async with HttpClient(LOOPBACK) as http, asyncio.timeout(20), asyncio.TaskGroup() as group:
        (one,) = build_receivers(read_alerts(folder / "alerts.yaml").receivers, http)
        ended = asyncio.Event()
        courier = Courier(one, Counter(store), ended.set)
        group.create_task(courier.run())
        await desk.received(requests)
        await ended.wait()
        courier.stop()
    store.close()


def _put(folder: Path, *numbers: int) -> None:
    store = Store.open(Settings(state_dir=folder))
    http = HttpClient(LOOPBACK)
    (one,) = build_receivers(read_alerts(folder / "alerts.yaml").receivers, http)
    made = [each for number in numbers for each in notifications_of(a_development(number), [one])]
    store.transact(fill, made, datetime.now(UTC))
    store.close()


async def test_what_is_sent_again_has_the_same_id_and_bytes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A dead one is found, looked at with its reply, and sent again."""
    async with receiver(Answer(400, "no such field")) as desk:
        _configure(tmp_path, desk)
        _put(tmp_path, 1)
        await _deliver(tmp_path, 1, desk)
        listed = await _run(monkeypatch, tmp_path, "list", "--state", "dead", "--json")
        (entry,) = json.loads(listed.stdout)
        shown = await _run(monkeypatch, tmp_path, "show", entry["id"][:8])
        again = await _run(monkeypatch, tmp_path, "redeliver", entry["id"])
        await _deliver(tmp_path, 2, desk)
        whole = await _run(monkeypatch, tmp_path, "show", entry["id"], "--json")

    assert (entry["receiver"], entry["reason"]) == ("desk", "refused: refused")
    assert "refused 400 'no such field'" in shown.stdout
    assert again.exit_code == 0
    first, second = desk.requests
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == entry["id"]
    tried = [one["outcome"] for one in json.loads(whole.stdout)["tried"]]
    assert (json.loads(whole.stdout)["state"], tried) == ("delivered", ["refused", "delivered"])


async def test_a_receiver_that_is_gone_is_switched_off_until_somebody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """410 holds across restarts; what waits is delivered when it is switched on."""
    async with receiver(Answer(410)) as desk:
        _configure(tmp_path, desk)
        _put(tmp_path, 1, 2)
        await _deliver(tmp_path, 1, desk)
        _put(tmp_path, 3)
        assert len(desk.requests) == 1
        on = await _run(monkeypatch, tmp_path, "switch-on", "desk")
        await _deliver(tmp_path, 3, desk)

    assert on.exit_code == 0
    told = [json.loads(one.body)["data"]["developments"][0]["update"] for one in desk.requests]
    assert told == [1, 2, 3]


async def test_a_test_says_that_it_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It shows the answer, and is no part of the ledger."""
    async with receiver(Answer(200), Answer(403, "who are you")) as desk:
        _configure(tmp_path, desk)
        fine = await _run(monkeypatch, tmp_path, "test")
        refused = await _run(monkeypatch, tmp_path, "test", "desk")
        nobody = await _run(monkeypatch, tmp_path, "test", "nobody")
        listed = await _run(monkeypatch, tmp_path, "list", "--json")

    assert (fine.exit_code, refused.exit_code, nobody.exit_code) == (0, 1, 1)
    assert "refused 403 'who are you'" in refused.stdout
    development = json.loads(desk.requests[0].body)["data"]["developments"][0]
    assert development["topic_name"] == "TEST, no news"
    assert json.loads(listed.stdout) == []


async def test_a_test_names_the_setting_that_would_allow_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who has a receiver on this machine would else search for long."""
    async with receiver(Answer(200)) as desk:
        _configure(tmp_path, desk)
        monkeypatch.setenv("WIREWATCH_STATE_DIR", str(tmp_path))
        monkeypatch.setenv("WIREWATCH_ALERTS", str(tmp_path / "alerts.yaml"))
        refused = await asyncio.to_thread(lambda: CliRunner().invoke(alerts_app, ["test"]))

    assert refused.exit_code == 1
    assert "own-network: its address leads into a private network" in refused.stdout
    assert "WIREWATCH_ALLOWED_NETWORKS" in refused.stdout


async def test_what_is_not_there_or_not_over_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is sent twice by mistake."""
    async with receiver() as desk:
        _configure(tmp_path, desk)
        _put(tmp_path, 1)
        (entry,) = json.loads((await _run(monkeypatch, tmp_path, "list", "--json")).stdout)
        pending = await _run(monkeypatch, tmp_path, "redeliver", entry["id"])
        missing = await _run(monkeypatch, tmp_path, "show", "zz")
        unknown = await _run(monkeypatch, tmp_path, "switch-on", "nobody")

    assert "has not ended" in str(pending.exception)
    assert "no notification begins" in str(missing.exception)
    assert "nothing is known" in str(unknown.exception)


async def test_a_body_that_is_shown_steers_no_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An article's headline can hold what turns text around or begins a control sequence."""
    headline = "\N{CONTROL SEQUENCE INTRODUCER}31mred \N{RIGHT-TO-LEFT OVERRIDE}gnp.exe"
    development = a_development(article=a_reference(headline=headline))
    store = Store.open(Settings(state_dir=tmp_path))
    store.transact(fill, notifications_of(development, [_Prints()]), datetime.now(UTC))
    (entry,) = store.transact(entries, 1)
    store.close()

    shown = await _run(monkeypatch, tmp_path, "show", entry.id)
    assert shown.stdout.endswith("\n\nfirst line\n 31mred  gnp.exe\n")


class _Prints(Desk):
    def render(self, group: Group) -> bytes:
        return f"first line\n{group.developments[0].article.headline}".encode()


async def test_what_was_silenced_can_be_listed(
    monkeypatch: pytest.MonkeyPatch, timeline: Make, tmp_path: Path
) -> None:
    """With the silence that held it back, and what it says; another receiver's is not."""
    ledger = timeline("route: {receiver: desk}")
    ledger.silence(0, 60, "topic=north-korea-troops")
    ledger.push(1, "d1")
    ledger.push(61, "d2")
    ledger.close()

    listed = await _run(monkeypatch, tmp_path, "list", "--silenced", "--json")
    (row,) = json.loads(listed.stdout)
    assert (row["development"], row["receiver"], row["reason"]) == ("d1", "desk", "silenced")
    assert row["silence"] == "s0"
    assert "12,000 troops had been sent." in row["says"]
    other = await _run(monkeypatch, tmp_path, "list", "--silenced", "--receiver", "archive")
    assert "d1" not in other.stdout
    table = await _run(monkeypatch, tmp_path, "list", "--silenced")
    assert "silenced s0" in table.stdout
    assert (await _run(monkeypatch, tmp_path, "list", "--silenced", "--state", "dead")).exit_code
