"""No secret is ever shown: a canary in each, servers that repeat them, and all that is written."""

from __future__ import annotations

import asyncio
import base64
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from streams.codec import encode
from streams.kafka_topics import ARTICLES, CANDIDATES, DEVELOPMENTS, READER, all_topics, group_id
from tests import synthetic
from tests.broker.test_reader import candidate
from tests.builders import a_development
from tests.canaries import Canaries, alerts_file, invoke, run
from tests.http_receiver import Answer, HttpReceiver, Request, receiver
from tests.support import (
    WorkerProcess,
    eventually,
    init_settings,
    lag,
    produce,
    read_all,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from streams.settings import Settings
    from tests.kafka import KafkaBroker

pytestmark = [
    pytest.mark.broker,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]

#: Secrets that nobody is sent as they are: keys that sign, and those of a door that is not used.
_NEVER_SENT: Final = {"webhook.secrets", "kafka_sasl_password", "kafka_ssl_password"}


class _Echo(HttpReceiver):
    """Refuses everything, and repeats all that it was sent."""

    def __init__(self, status: int) -> None:
        super().__init__(())
        self.status = status

    async def _answer_to(self, request: Request) -> Answer:
        await super()._answer_to(request)
        said = f"{request.path} {dict(request.headers)} {request.body.decode()}"
        return Answer(self.status, said, {"x-echo": request.path, "www-authenticate": said[:200]})

    @property
    def received(self) -> list[bytes]:  # type: ignore[override]
        """All that came."""
        return [f"{one.path} {one.headers} {one.body!r}".encode() for one in self.requests]


@asynccontextmanager
async def _mail(got: list[bytes]) -> AsyncIterator[int]:
    """A mail server that refuses every login and repeats it, as it is and as it was sent."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> Any:
        got.append(data.password)
        sent = base64.b64encode(b"\0" + data.login + b"\0" + data.password).decode()
        alone = base64.b64encode(data.password).decode()
        said = f"535 {data.password.decode()} {alone} {sent} is wrong"
        return AuthResult(success=False, handled=False, message=said)

    options: dict[str, Any] = {"authenticator": authenticate, "auth_require_tls": False}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(object(), auth_required=True, **options), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("log_format", "status"), [("json", 401), ("console", 500)])
async def test_no_secret_is_shown_whatever_fails(
    kafka: KafkaBroker, tmp_path: Path, log_format: str, status: int
) -> None:
    """Not in a log, an output, the ledger, a file of the state or a record in Kafka."""
    canaries, mailed = Canaries(), list[bytes]()
    async with receiver(desk=_Echo(status)) as echo, _mail(mailed) as port:
        assert isinstance(echo, _Echo)
        server = echo.url.removesuffix("/alerts")
        settings = await init_settings(
            kafka,
            tmp_path,
            log_format=log_format,
            log_level="DEBUG",
            topics=synthetic.write_topics(tmp_path),
            alerts=alerts_file(tmp_path, canaries.receivers(server, port)),
            embedder="server",
            embedding_model="m",
            reader_model="m",
            **canaries.settings(server),
        )
        shown = await _work(settings, status)
        shown += await _commands(settings, canaries)
        received = echo.received + mailed
    unsent = canaries.never_sent(received)
    assert {one for one in unsent if not one.endswith(" misplaced")} == _NEVER_SENT
    shown += await _files(settings) + await _records(settings)
    assert canaries.shown_in(b"\n".join(shown)) == set()


async def _work(settings: Settings, status: int) -> list[bytes]:
    """What notify, the second reader and classify say; each receiver has failed by then."""
    await produce(settings, DEVELOPMENTS, [(b"t", encode(a_development())), (b"t", b"\xff")])
    await produce(settings, CANDIDATES, [(b"t", candidate(1))])
    await produce(settings, ARTICLES, synthetic.encoded(5))
    failed = "attempt_failed" if status >= 500 else "notification_dead"
    async with (
        WorkerProcess(settings, "run", "notify") as notify,
        WorkerProcess(settings, "run", "reader") as reader,
        WorkerProcess(settings, "run", "classify") as classify,
    ):
        names = set(re.findall(r'"name": ?"(r-\w+)"', settings.alerts.read_text("utf-8")))

        def tried() -> bool:
            lines = [
                line for line in notify.log.splitlines() if failed in line or "attempt" in line
            ]
            return all(any(name in line for line in lines) for name in names)

        async def asked() -> bool:
            return await lag(settings, group_id(settings, READER), CANDIDATES) == 0

        await eventually(tried, 120, "every receiver has failed")
        await eventually(asked, 60, f"the reader has asked: {reader.log[-2000:]}")
        assert await classify.wait() != 0
        await notify.term()
        await reader.term()
        return [one.log.encode() for one in (notify, reader, classify)]


async def _commands(settings: Settings, canaries: Canaries) -> list[bytes]:
    """What the commands say, also of mistakes: of secrets of the wrong type, of nobody there."""
    listed = await invoke(settings, "alerts", "list", "--json")
    ids = re.findall(rb'"id": ?"(\w{16,})"', listed)
    assert len(ids) >= 10, listed[-2000:]
    wrong = alerts_file(settings.state_dir, canaries.misplaced())
    nowhere = settings.model_copy(update={"kafka": "127.0.0.1:1"})
    return [
        listed,
        *[await invoke(settings, "alerts", "show", one.decode()) for one in ids],
        await invoke(settings, "alerts", "list"),
        await invoke(settings, "alerts", "check"),
        await invoke(settings, "alerts", "route", "topic=t"),
        await invoke(settings, "alerts", "test"),
        await invoke(settings, "dead-letters", "list"),
        await invoke(settings, "topics", "lint"),
        await invoke(settings, "silences", "list"),
        await invoke(nowhere, "kafka", "init"),
        await run(nowhere, "run", "all"),
        await run(settings.model_copy(update={"alerts": wrong}), "run", "notify"),
    ]


async def test_no_wrong_password_of_a_database_is_shown(
    kafka: KafkaBroker, tmp_path: Path, new_database: str
) -> None:
    """By a PostgreSQL that refuses it, one that is not there, and an address that is none."""
    canaries = Canaries()
    password = canaries.of("database_url")
    refused = re.sub(r":[^:@/]+@", f":{password}@", new_database)
    settings = await init_settings(
        kafka, tmp_path, log_level="DEBUG", alerts=alerts_file(tmp_path, [])
    )
    away = f"postgresql://u:{password}@127.0.0.1:1/d"
    none = (f"postgresql://u:{password}@[/d", f"mysql://u:{password}@h/d", password)
    json = settings.model_copy(update={"log_format": "json"})
    said = [
        *[await invoke(settings, "alerts", "list", WIREWATCH_DATABASE_URL=url) for url in none],
        await invoke(settings, "ledger", "rebuild", WIREWATCH_DATABASE_URL=refused),
        *[await run(json, "run", "notify", WIREWATCH_DATABASE_URL=url) for url in (refused, away)],
        await run(settings, "run", "notify", WIREWATCH_DATABASE_URL=refused),
    ]
    assert all(b"DATABASE" in one or b"failed" in one or b"Error" in one for one in said)
    assert canaries.shown_in(b"\n".join(said)) == set()


async def _files(settings: Settings) -> list[bytes]:
    """Ledger, heartbeats, rolling state: all that the roles have left on disk."""
    wrong = settings.state_dir / "alerts.yaml"
    found = (path for path in settings.state_dir.rglob("*") if path.is_file() and path != wrong)
    return [await asyncio.to_thread(path.read_bytes) for path in found]


async def _records(settings: Settings) -> list[bytes]:
    """Every record of every Kafka topic, with key and headers."""
    records = [one for each in all_topics(settings) for one in await read_all(settings, each.name)]
    return [repr((one.key, one.value, one.headers)).encode() for one in records]
