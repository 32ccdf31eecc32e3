"""A real PostgreSQL for tests: Debian's package, started in a folder of its own.

`WIREWATCH_TEST_POSTGRES` names a running one in its place (an address that may create tables).
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_START_SECONDS: Final = "60"
# PostgreSQL refuses to run as root; Debian's package brings this user along.
_USER: Final = "postgres"


class NoPostgres(Exception):  # noqa: N818 - it says what there is not
    """There is no PostgreSQL here, and why."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a new, empty database.

    Raises:
        NoPostgres: it can't be had.
    """
    if running := os.environ.get("WIREWATCH_TEST_POSTGRES"):
        yield running
        return
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="wirewatch-pg-") as folder:
        owner = _owner()
        if owner:
            shutil.chown(folder, owner["user"], owner["group"])
        data, port, password = Path(folder, "data"), _free_port(), secrets.token_hex(8)
        secret = Path(folder, "password")
        secret.write_text(password, "utf-8")
        secret.chmod(0o644)
        _run(
            [
                *(programs / "initdb", "-D", data, "-U", "wirewatch", "-A", "scram-sha-256"),
                *("--pwfile", secret, "-E", "UTF8", "--no-sync"),
            ],
            owner,
        )
        options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories="
        start = [programs / "pg_ctl", "-D", data, "-w", "-t", _START_SECONDS]
        _run([*start, "-l", Path(folder, "log"), "-o", options, "start"], owner)
        try:
            yield f"postgresql+psycopg://wirewatch:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], owner)


@contextmanager
def database(server: str) -> Iterator[str]:
    """A new, empty database of a server, for as long as the block."""
    name = f"t{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.rpartition("/")[0] + f"/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def _programs() -> Path:
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise NoPostgres("neither pg_ctl nor Debian's package is here: apt install postgresql")


def _owner() -> dict[str, Any]:
    """Whom it runs as, where that is not us."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam(_USER)
    except KeyError:
        raise NoPostgres(f"we are root, and there is no user '{_USER}' to run it as") from None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(command: list[Any], owner: dict[str, Any]) -> None:
    done = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/",
        **owner,
    )
    if done.returncode:
        raise NoPostgres(f"{command[0]} failed: {done.stderr.strip()[-300:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
