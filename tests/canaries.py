"""A word of its own in every secret there is, and where such words turn up.

Secrets are found by their type, in the settings and in what each kind of receiver can be told:
one that has no canary yet is an error of the test, not something that it overlooks.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import sys
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson
from pydantic import SecretStr
from typer.testing import CliRunner

from alerts.receivers.options import secret_fields
from alerts.receivers.registry import KINDS
from streams.settings import Settings
from tests.support import settings_env
from wirewatch.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

#: Secrets that are addresses; the canary is a part of the path.
_ADDRESSES: Final = frozenset({"embedding_url", "reader_url"})


def secret_settings() -> set[str]:
    """The settings that are secrets."""
    return {
        name
        for name, each in Settings.model_fields.items()
        if each.annotation is SecretStr or isinstance(each.default, SecretStr)
    }


def secret_options() -> set[str]:
    """`kind.field` of every secret of a receiver."""
    return {f"{kind}.{each}" for kind in KINDS for each in secret_fields(KINDS[kind].options)}


@dataclass
class Canaries:
    """The words, by the secret that each was put into."""

    words: dict[str, str] = field(default_factory=dict)

    def of(self, place: str) -> str:
        """The word of a secret: 32 letters and digits, which are also base64 of 24 bytes."""
        return self.words.setdefault(place, "canary" + secrets.token_hex(13))

    def settings(self, server: str) -> dict[str, str]:
        """Every secret setting; addresses lead to `server`. The database is left out."""
        names = secret_settings() - {"database_url"}
        return {
            name: f"{server}/{self.of(name)}" if name in _ADDRESSES else self.of(name)
            for name in names
        }

    def receivers(self, server: str, smtp_port: int) -> list[dict[str, Any]]:
        """A receiver of each kind, for `alerts.yaml`."""
        address = {kind: f"{server}/{kind}/{self.of(f'{kind}.url')}" for kind in _BY_ADDRESS}
        options: dict[str, dict[str, Any]] = {kind: {"url": url} for kind, url in address.items()}
        options["webhook"] |= {
            "secrets": ["whsec_" + self.of("webhook.secrets")],
            "headers": [f"X-Api-Key: {self.of('webhook.headers')}"],
        }
        options["slack_bot"] = {
            "token": self.of("slack_bot.token"),
            "channel": "C1",
            "api_url": f"{server}/slack_bot/{self.of('slack_bot.api_url')}",
        }
        options["pagerduty"] = {
            "routing_key": self.of("pagerduty.routing_key"),
            "api_url": f"{server}/pagerduty/{self.of('pagerduty.api_url')}",
        }
        options["email"] = {
            "host": "127.0.0.1",
            "port": smtp_port,
            "tls": "none",
            "username": "desk",
            "password": self.of("email.password"),
            "sender": "wirewatch@desk.example",
            "to": ["a@desk.example"],
        }
        options["apprise"] = {
            "urls": [server.replace("http", "json", 1) + "/" + self.of("apprise.urls")],
            "outside_guard": True,
        }
        assert options.keys() == KINDS.keys(), "a kind of receiver has no canaries yet"
        return [{"name": f"r-{kind}", kind: told} for kind, told in options.items()]

    def misplaced(self) -> list[dict[str, Any]]:
        """Receivers whose secrets are of the wrong type, so that errors speak of them."""
        made = []
        for place in sorted(secret_options()):
            kind, _, name = place.partition(".")
            word = self.of(f"{place} misplaced")
            for number, value in enumerate((word, {word: word}, [[word]], f"ftp://{word}")):
                told = {kind: {name: value}}
                made.append({"name": f"{kind}-{name}-{number}", **told})
        return made

    def shown_in(self, data: bytes) -> set[str]:
        """The secrets whose word is in `data`, plain or in base64."""
        return {
            place for place, word in self.words.items() if any(map(data.__contains__, _of(word)))
        }

    def never_sent(self, received: Iterable[bytes]) -> set[str]:
        """The secrets whose word nobody got: of those nothing is shown by this."""
        return set(self.words) - self.shown_in(b"\n".join(received))


_BY_ADDRESS: Final = ("slack", "webhook", "alertmanager", "discord", "teams", "mattermost")


def _of(word: str) -> list[bytes]:
    """The word as it is, and what is sure to be in base64 of any text around it."""
    plain = word.encode()
    inner = [base64.b64encode(b"x" * lead + plain)[4 if lead else 0 : 36] for lead in range(3)]
    return [plain, *inner]


async def invoke(settings: Settings, *command: str, **env: str) -> bytes:
    """What a command says that ends by itself, with the traceback of an error: in this process."""
    given = settings_env(settings) | env
    result = await asyncio.to_thread(CliRunner(env=given).invoke, app, [*command])
    error = None if isinstance(result.exception, SystemExit) else result.exception
    why = traceback.format_exception(error) if error else []
    return (result.output + "".join(why)).encode()


async def run(settings: Settings, *command: str, **env: str) -> bytes:
    """What a command says, on both streams; one that does not end is ended."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "wirewatch", *command),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=settings_env(settings) | env,
    )
    try:
        async with asyncio.timeout(40):
            return (await process.communicate())[0]
    except TimeoutError:
        process.kill()
        return (await process.communicate())[0]


def alerts_file(folder: Path, receivers: list[dict[str, Any]]) -> Path:
    """An `alerts.yaml` with these receivers."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "alerts.yaml"
    path.write_text(orjson.dumps({"receivers": receivers}).decode(), "utf-8")
    return path
